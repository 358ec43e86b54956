"""What can be found of accessibility by program: never more than “no automatically detectable failure”."""

from __future__ import annotations

import re

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers
from compliance.scan.checks import Finding, check, failed, judged, passed, person, unmeasured
from compliance.scan.checks.content import statement
from compliance.scan.site import Site
from compliance.scan.views import Rule, views

_SIZE = "target-size"
_SCALE = re.compile(r"maximum-scale\s*=\s*([\d.]+)")
_NUMBER = re.compile(r"\d*(?:\.\d+)?")
_FIXED = re.compile(r"user-scalable\s*=\s*(no|0|false)")


def _spots(found: list[tuple[str, Rule]]) -> list[Spot]:
    return [Spot(url, f"{rule.help} — {target}") for url, rule in found for target in rule.targets]


def _clean() -> str:
    return _("no automatically detectable failure")


@check("A11Y-01")
def findings(site: Site, spec: ScanCheck) -> Finding:
    """axe-core finds nothing critical or serious at levels A and AA in any page."""
    looked = [view for view in views(site) if view.raw("axe")]
    if not looked:
        return unmeasured(_("axe-core could not run"))
    found = [
        (view.url, rule)
        for view in looked
        for rule in view.rules("violations")
        if rule.impact in ("critical", "serious") and rule.id != _SIZE
    ]
    if not found:
        return passed(_clean())
    rules, count = len({rule.id for _url, rule in found}), sum(rule.number for _url, rule in found)
    return failed(
        _("{rules} kinds in {n} elements").format(rules=numbers.show(rules), n=numbers.show(count)),
        _spots(found),
    )


@check("A11Y-02")
def target_size(site: Site, spec: ScanCheck) -> Finding:
    """Buttons and links are large enough to hit, or have space around them."""
    found = [(view.url, rule) for view in views(site) for rule in view.rules("violations") if rule.id == _SIZE]
    if not found:
        return passed(_clean())
    count = sum(rule.number for _url, rule in found)
    return failed(_("{n} elements").format(n=numbers.show(count)), _spots(found))


@check("A11Y-03")
def zoom(site: Site, spec: ScanCheck) -> Finding:
    """Visitors can enlarge the page."""
    spots = []
    for view in views(site):
        for content in view.raw("viewport") or ():
            text = str(content).lower()
            scale = _SCALE.search(text)
            if _FIXED.search(text) or (scale and _least(scale[1]) < spec.limit("scale")):
                spots.append(Spot(view.url, content))
    return judged(not spots, spots[0].text if spots else _("not blocked"), spots)


def _least(text: str) -> float:
    """Return the number a text begins with, 0 without one, as browsers read it."""
    found = _NUMBER.match(text)
    return float(found[0]) if found is not None and found[0] else 0.0


@check("A11Y-04")
def structure(site: Site, spec: ScanCheck) -> Finding:
    """Pages have one first heading, headings in order, a main part, and a link that leads to it."""
    spots = []
    for view in views(site):
        parts = view.raw("structure") or {}
        levels = [heading["level"] for heading in parts.get("headings", ())]
        skipped = [(a, b) for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]
        wrong = {
            _("{n} h1").format(n=levels.count(1)): levels.count(1) != 1,
            _("h{level} after h{before}").format(
                level=skipped[0][1] if skipped else "", before=skipped[0][0] if skipped else ""
            ): bool(skipped),
            _("no main"): not parts.get("main"),
            _("no skip link"): not parts.get("skip"),
        }
        spots += [Spot(view.url, what) for what, so in wrong.items() if so]
    return judged(not spots, _("{n} faults").format(n=numbers.show(len(spots))) if spots else _clean(), spots)


@check("A11Y-05")
def keyboard(site: Site, spec: ScanCheck) -> Finding:
    """Walking with Tab, the focus is always seen, never covered and never stuck."""
    walked = [(view.url, view.raw("keyboard")) for view in views(site) if view.raw("keyboard") is not None]
    if not walked:
        return unmeasured(_("the walk by keyboard did not begin"))
    spots, steps = [], 0
    for url, walk in walked:
        for step in walk:
            steps += 1
            if step["stuck"]:
                spots.append(Spot(url, _("stuck at {where}").format(where=step["where"])))
            elif not step["shown"]:
                spots.append(Spot(url, _("focus not seen: {where}").format(where=f"{step['where']} {step['text']}")))
            elif step["covered"]:
                spots.append(Spot(url, _("covered: {where}").format(where=f"{step['where']} {step['text']}")))
    return judged(
        not spots,
        _("{n} of {steps} steps").format(n=numbers.show(len(spots)), steps=numbers.show(steps)),
        spots,
    )


@check("A11Y-06")
def reflow(site: Site, spec: ScanCheck) -> Finding:
    """On a narrow screen nothing has to be scrolled sideways."""
    return overflow(site, int(spec.limit("width")))


def overflow(site: Site, width: int) -> Finding:
    """Return whether anything sticks out at a width, in any page."""
    spots, looked = [], 0
    for view in views(site):
        found = view.overflow(width)
        if found is None:
            continue
        looked += 1
        if found["scroll"] > found["client"] + 1:
            spots += [Spot(view.url, str(one)) for one in found["elements"] or (f"{found['scroll']} px",)]
    if not looked:
        return unmeasured(_("no page was looked at in this width"))
    return judged(not spots, _("{n} elements").format(n=numbers.show(len(spots))), spots)


@check("A11Y-07")
def incomplete(site: Site, spec: ScanCheck) -> Finding:
    """What axe-core cannot decide is listed for a person."""
    found = [(view.url, rule) for view in views(site) for rule in view.rules("incomplete")]
    if not found:
        return passed(_("nothing to look at"))
    count = sum(rule.number for _url, rule in found)
    return person(_("{n} elements").format(n=numbers.show(count)), _spots(found))


@check("A11Y-08")
def accessibility_statement(site: Site, spec: ScanCheck) -> Finding:
    """The site says how accessible it is and whom to turn to."""
    return statement(site, spec)
