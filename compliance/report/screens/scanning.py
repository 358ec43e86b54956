"""What a scan found: as tables, as JSON, and two scans against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from compliance.checklist import scan_words
from compliance.language import _, mark
from compliance.model.checklist import Library, ScanCheck
from compliance.model.results import Assessment
from compliance.model.scan import Result, Scan, State
from compliance.persian import dates, numbers
from compliance.report import words
from compliance.report.records import Record, score
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make, short_title
from compliance.schema import listed

STATE = {
    State.PASS: mark("passed"),
    State.FAIL: mark("failed"),
    State.NOT_MEASURED: mark("not measured"),
    State.NEEDS_PERSON: mark("needs a person"),
    State.BLOCKED: mark("blocked"),
}
_ORDER = (State.FAIL, State.BLOCKED, State.NEEDS_PERSON, State.NOT_MEASURED, State.PASS)
_PLACES = 3


class Costs:
    """What failed checks cost: the actions that mend them, and the points that are missing, by checklist."""

    def __init__(self, library: Library, assessments: Iterable[Assessment]) -> None:
        self._library = library
        self._missing: dict[str, dict[str, Fraction]] = {}
        for assessment in assessments:
            for result in assessment.items:
                missing = result.maximum - result.points
                if missing > 0:
                    by_checklist = self._missing.setdefault(result.item.fact, {})
                    id_ = assessment.checklist.id
                    by_checklist[id_] = by_checklist.get(id_, Fraction(0)) + missing

    def facts(self, check: str) -> list[str]:
        """Return the facts that a check answers, or says something of."""
        return [id_ for id_, fact in self._library.facts.items() if check in fact.scan]

    def actions(self, check: str) -> list[str]:
        """Return the actions that raise these facts, or are a success only once they are as they should be."""
        from compliance.checklist import predicates

        facts = set(self.facts(check))
        mends = {
            action.id: facts & {*action.raises, *(fact for fact, _path in predicates.named(action.criterion.test))}
            for action in self._library.actions.values()
        }
        return [id_ for id_, raised in mends.items() if raised]

    def points(self, check: str) -> dict[str, Fraction]:
        """Return the points that these facts miss, by checklist."""
        found: dict[str, Fraction] = {}
        for fact in self.facts(check):
            for checklist, missing in self._missing.get(fact, {}).items():
                found[checklist] = found.get(checklist, Fraction(0)) + missing
        return found


def of_scan(scan: Scan, library: Library, costs: Costs | None) -> Sheet:
    """Return a scan for people: how many of each result, every check, where it failed, and what that costs."""
    page = Sheet()
    page.say(_("Website {url}, seen from {vantage}").format(url=scan.url, vantage=scan.vantage))
    page.say(summary(scan))
    for note in scan.notes:
        page.say(str(note))
    if scan.left:
        page.say(_("{n} more pages were found and not visited.").format(n=numbers.show(len(scan.left))))
    page.show(checks(scan.results, library))
    page.show(places(scan.results, library), _("Where:"))
    if costs is not None:
        page.show(mending(scan.results, library, costs), _("What mends it, and the points it costs now:"))
        free = sum(r.state is State.FAIL and not costs.actions(r.check) for r in scan.results)
        if free:
            page.say(_("{n} more failed checks cost no points in these checklists.").format(n=numbers.show(free)))
    page.show(decided(scan, library), _("What the scan answers instead of the office:"))
    return page


def summary(scan: Scan) -> str:
    """Return how many checks came to each result, over how many pages."""
    count = {state: sum(result.state is state for result in scan.results) for state in State}
    parts = [f"{_(STATE[state])} {numbers.show(count[state])}" for state in _ORDER if count[state]]
    return _("{n} pages; {results}.").format(n=numbers.show(len(scan.pages)), results=listed(parts))


def checks(results: Sequence[Result], library: Library) -> Table:
    """Every check: what came of it, what was seen, what is asked for, how to mend it; what failed comes first."""
    order = sorted(results, key=lambda result: _ORDER.index(result.state))
    return make(
        [
            (_("check"), True),
            (_("title"), False, False, True),
            (_("result"), True),
            (_("seen"), False, False, True),
            (_("to mend it"), False, False, True),
        ],
        [
            (
                result.check,
                str(library.scan[result.check].title),
                _(STATE[result.state]),
                str(result.seen),
                scan_words.mend(library.scan[result.check]) if result.state is State.FAIL else "—",
            )
            for result in order
            if result.check in library.scan
        ],
    )


def places(results: Sequence[Result], library: Library) -> Table:
    """The first places of each result that has any."""
    rows = []
    for result in results:
        if result.state in (State.FAIL, State.NEEDS_PERSON):
            for place in result.places[:_PLACES]:
                rows.append((result.check, place.url, str(place.text)))
            rest = result.found - min(len(result.places), _PLACES)
            if rest > 0:
                rows.append((result.check, "…", _("and {n} more").format(n=numbers.show(rest))))
    return make([(_("check"), True), (_("page"), False, False, True), (_("what"), False, False, True)], rows)


def mending(results: Sequence[Result], library: Library, costs: Costs) -> Table:
    """Each failed check that a fact depends on: the actions that mend it, and what it costs in each checklist."""
    rows = []
    for result in results:
        if result.state is State.FAIL:
            actions, points = costs.actions(result.check), costs.points(result.check)
            if actions or points:
                lost = [f"{short_title(library, id_)}: {words.score(points[id_])}" for id_ in points]
                rows.append((result.check, listed(actions) or "—", _("; ").join(lost) or "—"))
    return make([(_("check"), True), (_("actions"), False, False, True), (_("points"), False, False, True)], rows)


def decided(scan: Scan, library: Library) -> Table:
    """The facts that the scan decides, and those it sets a limit to."""
    from compliance.model.office import Value

    rows = [
        (m.fact, words.value(library.facts[m.fact], Value(m.amount, m.counted, m.total)), listed(m.checks))
        for m in scan.measured
        if m.fact in library.facts
    ]
    rows += [
        (
            b.fact,
            _("at most {value}").format(value=words.value(library.facts[b.fact], Value(b.most))),
            listed(b.checks),
        )
        for b in scan.bounds
        if b.fact in library.facts
    ]
    return make([(_("fact"), False), (_("value"), False), (_("checks"), False)], rows)


def record(scan: Scan, library: Library, costs: Costs | None) -> Record:
    """Return what `scan --json` prints."""
    return {
        "url": scan.url,
        "started": _moment(scan),
        "vantage": scan.vantage,
        "pages": list(scan.pages),
        "left": list(scan.left),
        "checks": [_check(result, library.scan[result.check], costs) for result in scan.results],
        "values": [
            {
                "fact": m.fact,
                "value": score(m.amount, 4),
                **({} if m.total is None else {"count": score(m.counted, 4), "total": score(m.total, 4)}),
                "checks": list(m.checks),
            }
            for m in scan.measured
        ],
        "bounds": [{"fact": b.fact, "at_most": score(b.most, 4), "checks": list(b.checks)} for b in scan.bounds],
        "evidence": [{"name": e.name, "sha256": e.sha256, "bytes": e.size} for e in scan.evidence],
        "notes": [str(note) for note in scan.notes],
        "problems": [],
    }


def _check(result: Result, spec: ScanCheck, costs: Costs | None) -> Record:
    return {
        "id": result.check,
        "group": spec.group,
        "title": str(spec.title),
        "state": result.state.value,
        "seen": str(result.seen),
        "threshold": scan_words.threshold(spec),
        "standard": str(spec.standard),
        "fix": scan_words.mend(spec),
        "found": result.found,
        "places": [{"url": place.url, "text": str(place.text)} for place in result.places],
        "evidence": list(result.evidence),
        "actions": [] if costs is None else costs.actions(result.check),
        "points": {} if costs is None else {k: score(v, 4) for k, v in costs.points(result.check).items()},
    }


def _day(scan: Scan) -> str:
    """Return the day of a scan as people read it; what is no moment stays as it is written."""
    return dates.show(_moment(scan).partition(" ")[0]) or "—"


def _moment(scan: Scan) -> str:
    """Return when a scan began, by the clock it was made by and the calendar of the country, as JSON holds it."""
    began = scan.began
    return scan.started if began is None else f"{dates.write(began.date())} {began:%H:%M}"


class Comparison:
    """Two scans: what failed and passes now, what fails anew, what fails still."""

    def __init__(self, old: Scan, new: Scan) -> None:
        before: Mapping[str, State] = {result.check: result.state for result in old.results}
        self.old, self.new = old, new
        self.fixed = [r for r in new.results if r.state is State.PASS and before.get(r.check) is State.FAIL]
        self.anew = [r for r in new.results if r.state is State.FAIL and before.get(r.check) is not State.FAIL]
        self.still = [r for r in new.results if r.state is State.FAIL and before.get(r.check) is State.FAIL]

    @property
    def unchanged(self) -> int:
        """How many checks have the same result in both."""
        before = {result.check: result.state for result in self.old.results}
        return sum(before.get(result.check) is result.state for result in self.new.results)

    def sheet(self, library: Library) -> Sheet:
        """Return the comparison for people."""
        page = Sheet()
        page.say(
            _("Of {old} and {new}: {fixed} fixed, {anew} new, {same} unchanged.").format(
                old=_day(self.old),
                new=_day(self.new),
                fixed=numbers.show(len(self.fixed)),
                anew=numbers.show(len(self.anew)),
                same=numbers.show(self.unchanged),
            )
        )
        page.show(checks(self.fixed, library), _("Fixed:"))
        page.show(checks(self.anew, library), _("New:"))
        page.show(checks(self.still, library), _("Failing still:"))
        return page

    def record(self) -> Record:
        """Return the comparison as JSON has it."""
        return {
            "old": {"url": self.old.url, "started": _moment(self.old)},
            "new": {"url": self.new.url, "started": _moment(self.new)},
            "fixed": [r.check for r in self.fixed],
            "anew": [r.check for r in self.anew],
            "still": [r.check for r in self.still],
            "unchanged": self.unchanged,
            "problems": [],
        }
