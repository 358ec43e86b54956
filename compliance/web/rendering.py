"""Pages from templates: what stands on every one of them, and the pieces that are put into one that is open."""

from __future__ import annotations

from typing import Any

from compliance.errors import BadInput, CannotAccess, ComplianceError, MissingExtra, Problem
from compliance.language import _, current, mark
from compliance.persian import numbers
from compliance.report import sentences
from compliance.report.templating import fill
from compliance.web.calls import Reply, page
from compliance.web.site import Seat, Site

REFUSED = {
    400: mark("This request is not one of this page's. Load the page again."),
    403: mark(
        "This page is open only to the browser that the program opened it with. End the program and start it "
        "again; it opens a new page."
    ),
    404: mark("There is no such page."),
    405: mark("This page does not do that."),
    413: mark("This is larger than the page takes."),
    421: mark("This address is not the page's. Use the address that the program printed."),
    500: mark("The program failed here. Nothing that was saved is lost; load the page again."),
}


def whole(site: Site, template: str, title: str, here: str, **values: Any) -> Reply:
    """Return a whole page; `here` is the entry of the menu it belongs to."""
    return page(piece(site, template, title=title, here=here, rtl=current() == "fa", csrf=site.door.csrf, **values))


def piece(site: Site, template: str, **values: Any) -> str:
    """Return a piece of a page."""
    return fill(f"web/{template}.html.j2", None, by=site.by, **values)


def frame(seat: Seat) -> dict[str, Any]:
    """Return what stands at the head of every page about the office."""
    folder = seat.opened.folder
    warnings = [sentences.carried_over(len(folder.round.proposed))]
    if seat.opened.over:
        text = _("round {round} is over; a later one was begun, and what is changed here is not carried over")
        warnings.insert(0, text.format(round=numbers.digits(seat.opened.round)))
    return {
        "office": str(folder.office.name),
        "round": numbers.digits(seat.opened.round),
        "warnings": [warning for warning in warnings if warning],
        "about": about(seat),
        "checklist": seat.checklist,
        "system": seat.system,
    }


def about(seat: Seat) -> str:
    """Return the query that keeps a link with the checklist, and the system, that the page is about."""
    system = f"&system={seat.system}" if seat.system else ""
    return f"checklist={seat.checklist}{system}"


def alone(template: str, **values: Any) -> str:
    """Return a page that stands before any office."""
    return fill(f"web/{template}.html.j2", None, rtl=current() == "fa", **values)


def refused(status: int) -> bytes:
    """Return the page that says why a request is not answered, and what to do."""
    text = _(REFUSED.get(status, REFUSED[400]))
    inside = status not in (403, 421)  # whoever is let in can go on from the first page
    shown = {"text": text, "status": numbers.digits(status), "back": inside, "rtl": current() == "fa"}
    return fill("web/refused.html.j2", None, **shown).encode()


def problem(site: Site, error: ComplianceError, within: bool) -> Reply:
    """Return what is wrong and how to mend it: at the head of the page that is open, or as a page of its own."""
    problems = list(told(error))
    if within:
        # the disk can fail when a part is written already: then what is kept is for the problem itself to say
        heading = _("Nothing was changed.") if isinstance(error, BadInput) else _("This could not be finished.")
        text = piece(site, "problem", problems=problems, heading=heading)
        return page(text, 422, HX_Retarget="#trouble", HX_Reswap="innerHTML")
    return page(piece(site, "broken", problems=problems, rtl=current() == "fa"), 422)


def told(error: ComplianceError) -> list[str]:
    """Return what an error says, each problem in one sentence."""
    if isinstance(error, BadInput):
        return [_problem(p) for p in error.problems]
    if isinstance(error, CannotAccess):
        return [_("{path}: {reason}. {mend}").format(path=error.path, reason=error.reason, mend=error.mend)]
    if isinstance(error, MissingExtra):
        return [_("this needs packages that are not installed: {command}").format(command=error.command)]
    return [str(error)]


def _problem(problem: Problem) -> str:
    """Return a problem in one sentence; the name of an option is no place in a page."""
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    said = {"seen": problem.seen, "expected": problem.expected, "mend": problem.mend}
    if not place or place.startswith("--") or place.isupper():
        return _("seen: {seen}; expected: {expected}; to mend it: {mend}").format(**said)
    return _("{place}: seen: {seen}; expected: {expected}; to mend it: {mend}").format(place=place, **said)
