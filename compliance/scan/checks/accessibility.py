"""What can be found of accessibility by program: never more than “no automatically detectable failure”."""

from __future__ import annotations

import re
from itertools import pairwise

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
_WIDTH = re.compile(r"(.*) \((\d+) px\)", re.DOTALL)  # as visit.js writes it
_FIXED = re.compile(r"user-scalable\s*=\s*(no|0|false)")


def _spots(found: list[tuple[str, Rule]]) -> list[Spot]:
    return [Spot(url, f"{rule.help} — {target}") for url, rule in found for target in rule.targets]


def _clean() -> str:
    return _("no automatically detectable failure")


def _nothing(site: Site, seen: str) -> Finding:
    """Return that axe-core found nothing, as far as it ran in the pages themselves."""
    ran = [bool(view.raw("axe")) and view.raw("axe")[0] is not None for view in views(site)]
    if not any(ran):
        return unmeasured(_("axe-core could not run"))
    if all(ran):
        return passed(seen)
    return passed(_("{seen}; axe-core did not run on {n} pages").format(seen=seen, n=numbers.show(ran.count(False))))


@check("A11Y-01")
def findings(site: Site, spec: ScanCheck) -> Finding:
    """axe-core finds nothing critical or serious at levels A and AA in any page."""
    found = [
        (view.url, rule)
        for view in views(site)
        for rule in view.rules("violations")
        if rule.impact in ("critical", "serious") and rule.id != _SIZE
    ]
    if not found:
        return _nothing(site, _clean())
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
        return _nothing(site, _clean())
    count = sum(rule.number for _url, rule in found)
    least = numbers.show(int(spec.limit("pixels")))
    return failed(_("{n} elements below {least} pixels").format(n=numbers.show(count), least=least), _spots(found))


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
        wrong = [] if levels.count(1) == 1 else [_("{n} h1").format(n=numbers.show(levels.count(1)))]
        if 1 in levels and levels[0] != 1:
            wrong.append(_("h{level} before h1").format(level=levels[0]))
        skipped = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        wrong += [_("h{level} after h{before}").format(level=b, before=a) for a, b in skipped[:1]]
        wrong += [] if parts.get("main") else [_("no main")]
        wrong += [] if parts.get("skip") else [_("no skip link")]
        spots += [Spot(view.url, what) for what in wrong]
    return judged(not spots, _("{n} faults").format(n=numbers.show(len(spots))) if spots else _clean(), spots)


@check("A11Y-05")
def keyboard(site: Site, spec: ScanCheck) -> Finding:
    """Walking with Tab, the focus is always seen, never covered and never stuck."""
    walked = [(view.url, view.raw("keyboard")) for view in views(site) if view.raw("keyboard") is not None]
    if not walked:
        return unmeasured(_("the walk by keyboard did not begin"))
    if not any(walk for _url, walk in walked):
        return unmeasured(_("the walk by keyboard reached nothing"))
    spots, steps = [], 0
    for url, walk in walked:
        for step in walk[: int(spec.limit("steps"))]:
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
            outside = [_wide(str(one)) for one in found["elements"]]
            spots += [Spot(view.url, one) for one in outside or [_pixels(found["scroll"])]]
    if not looked:
        return unmeasured(_("no page was looked at in this width"))
    return judged(not spots, _("{n} elements").format(n=numbers.show(len(spots))), spots)


def _wide(element: str) -> str:
    """Return an element that sticks out, its width in the reader's digits; its path stays what it is."""
    found = _WIDTH.fullmatch(element)
    return f"{found[1]} ({_pixels(found[2])})" if found is not None else element


def _pixels(number: int | str) -> str:
    return _("{n} px").format(n=numbers.digits(number))


@check("A11Y-07")
def incomplete(site: Site, spec: ScanCheck) -> Finding:
    """What axe-core cannot decide is listed for a person."""
    found = [(view.url, rule) for view in views(site) for rule in view.rules("incomplete")]
    if not found:
        return _nothing(site, _("nothing to look at"))
    count = sum(rule.number for _url, rule in found)
    return person(_("{n} elements").format(n=numbers.show(count)), _spots(found))


@check("A11Y-08")
def accessibility_statement(site: Site, spec: ScanCheck) -> Finding:
    """The site says how accessible it is and whom to turn to."""
    return statement(site, spec)
