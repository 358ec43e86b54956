"""What a schema cannot see in a checklists folder: references, sums, circles, directions, pairs, days, checks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import PurePath

from compliance.checklist import criteria_checks, limits, published, questionnaire, rollup_checks, scan_checks
from compliance.checklist.sources import Source
from compliance.errors import Problem
from compliance.language import _
from compliance.persian import dates, numbers
from compliance.schema import nearest, quoted

Path = tuple[str | int, ...]


def check(sources: list[Source]) -> list[Problem]:
    """Return every problem of references, sums, circles, directions, pairs, days and checks in the folder."""
    folder = _Folder(sources)
    checks: tuple[Callable[[_Folder], Iterator[Problem]], ...] = (
        _twice,
        _missing_kinds,
        _facts,
        _checklists,
        _directions,
        _actions,
        _circles,
        _pairs,
        _calendars,
        _scan,
        _survey,
        _published,
        _rollup,
    )
    return [problem for step in checks for problem in step(folder)]


class _Folder:
    """The records of a folder with the places they stand in."""

    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources
        self.facts = list(self._records("facts", "facts"))
        self.actions = list(self._records("actions", "actions"))
        self.pairs = list(self._records("integrity", "pairs"))
        self.bodies = list(self._records("bodies", "bodies"))
        self.scan = list(self._records("scan", "checks"))
        self.rollup = list(self._records("rollup", "rules"))
        self.checklists = [s for s in sources if s.schema == "checklist"]
        self.fact_by_id = {record["id"]: record for _s, _p, record in self.facts}
        self.action_ids = {record["id"] for _s, _p, record in self.actions}
        self.units = {unit for s in sources if s.schema == "units" for unit in s.plain["units"]}
        self.items = [
            (source, ("indicators", i, "items", j), item)
            for source in self.checklists
            for i, indicator in enumerate(source.plain["indicators"])
            for j, item in enumerate(indicator.get("items", ()))
        ]

    def _records(self, schema: str, key: str) -> Iterator[tuple[Source, Path, dict]]:  # type: ignore[type-arg]
        for source in self.sources:
            if source.schema == schema:
                for position, record in enumerate(source.plain[key]):
                    yield source, (key, position), record


def _number(text: str) -> Fraction:
    return numbers.parse(text) or Fraction(0)


def _twice(folder: _Folder) -> Iterator[Problem]:
    indicators = [
        (source, ("indicators", i), indicator)
        for source in folder.checklists
        for i, indicator in enumerate(source.plain["indicators"])
    ]
    for records, scope in (
        (folder.facts, False),
        (folder.actions, False),
        (folder.pairs, False),
        (folder.bodies, False),
        (indicators, True),
        (folder.items, True),
    ):
        seen: set[tuple[str, str]] = set()
        for source, path, record in records:
            key = (source.name if scope else "", record["id"])
            if key in seen:
                yield source.problem(
                    (*path, "id"),
                    _("the id “{id}” for the second time").format(id=record["id"]),
                    _("each id once"),
                    _("give one of them another id"),
                )
            seen.add(key)
    known: set[str] = set()
    for source in folder.checklists:
        if source.plain["id"] in known:
            yield source.problem(
                ("id",),
                _("the id “{id}” for the second time").format(id=source.plain["id"]),
                _("each id once"),
                _("give one of them another id"),
            )
        known.add(source.plain["id"])


def _missing_kinds(folder: _Folder) -> Iterator[Problem]:
    present = {source.schema for source in folder.sources}
    for schema, file in (("facts", "facts/*.yaml"), ("units", "units.yaml"), ("checklist", "programme.yaml")):
        if schema not in present:
            yield Problem(
                file,
                None,
                _("no such file that can be read"),
                _("a folder with {file}").format(file=file),
                _("start from a copy of the shipped checklists"),
            )


def _facts(folder: _Folder) -> Iterator[Problem]:
    for source, path, fact in folder.facts:
        for key in ("owner", "with"):
            if key in fact and fact[key] not in folder.units:
                yield source.problem(
                    (*path, key),
                    quoted(fact[key]),
                    _("a unit of units.yaml"),
                    nearest(fact[key], folder.units),
                )
        yield from limits.check(fact, _sayer(source, path))


def _sayer(source: Source, path: Path) -> limits.Say:
    """Return how a problem is made of a place inside a record."""
    return lambda inner, seen, expected, mend: source.problem((*path, *inner), seen, expected, mend)


def _checklists(folder: _Folder) -> Iterator[Problem]:
    for source in folder.checklists:
        total = sum((_number(i["weight"]) for i in source.plain["indicators"]), Fraction(0))
        if total != _number(source.plain["maximum"]):
            yield source.problem(
                ("maximum",),
                _("indicator weights that sum to {total}").format(total=numbers.ascii_number(total)),
                _("the maximum, {maximum}").format(maximum=source.plain["maximum"]),
                _("make the weights sum to the maximum"),
            )
        for position, indicator in enumerate(source.plain["indicators"]):
            lender = indicator.get("items_from")
            if lender and not _lends(folder, lender):
                yield source.problem(
                    ("indicators", position, "items_from"),
                    quoted(f"{lender['checklist']}.{lender['indicator']}"),
                    _("an indicator with items of its own"),
                    _("name a checklist and an indicator that are there"),
                )
    for source, path, item in folder.items:
        if item["fact"] not in folder.fact_by_id:
            yield source.problem(
                (*path, "fact"),
                quoted(item["fact"]),
                _("the id of a fact"),
                nearest(item["fact"], folder.fact_by_id),
            )
            continue
        if "target" in item:
            fact = folder.fact_by_id[item["fact"]]
            yield from limits.outside(fact, item["target"], ("target",), _sayer(source, path))
        if not _number(item["weight"]):
            yield source.problem(
                (*path, "weight"), "0", _("a weight above 0"), _("remove the item, or give it a weight")
            )


def _lends(folder: _Folder, lender: dict[str, str]) -> bool:
    return any(
        source.plain["id"] == lender["checklist"] and indicator["id"] == lender["indicator"] and "items" in indicator
        for source in folder.checklists
        for indicator in source.plain["indicators"]
    )


def _directions(folder: _Folder) -> Iterator[Problem]:
    """A fact gets better in one direction, and belongs either to the office or to a system."""
    better: dict[str, str] = {}
    subject: dict[str, str] = {}
    for source, path, item in folder.items:
        if better.setdefault(item["fact"], item["better"]) != item["better"]:
            yield source.problem(
                (*path, "better"),
                quoted(item["better"]),
                _("the same direction in every checklist"),
                _("make the directions of {fact} equal").format(fact=item["fact"]),
            )
        per = source.plain.get("per", "office")
        if subject.setdefault(item["fact"], per) != per:
            yield source.problem(
                (*path, "fact"),
                quoted(item["fact"]),
                _("a fact of the office, or of a system, not both"),
                _("define a fact of its own for systems"),
            )


def _actions(folder: _Folder) -> Iterator[Problem]:
    for source, path, action in folder.actions:
        for fact, value in action["raises"].items():
            if fact not in folder.fact_by_id:
                yield source.problem(
                    (*path, "raises", fact),
                    quoted(fact),
                    _("the id of a fact"),
                    nearest(fact, folder.fact_by_id),
                )
            elif value != "target":
                yield from limits.fraction(folder.fact_by_id[fact], value, ("raises", fact), _sayer(source, path))
        for key in ("owner", "with"):
            if key in action and action[key] not in folder.units:
                yield source.problem(
                    (*path, key),
                    quoted(action[key]),
                    _("a unit of units.yaml"),
                    nearest(action[key], folder.units),
                )
        for position, need in enumerate(action.get("needs", ())):
            if need not in folder.action_ids:
                yield source.problem(
                    (*path, "needs", position),
                    quoted(need),
                    _("the id of an action"),
                    nearest(need, folder.action_ids),
                )
        yield from criteria_checks.form(source, path, action, folder.fact_by_id)


def _circles(folder: _Folder) -> Iterator[Problem]:
    """Every circle of needs once, at its first action in the files; the shortest way round."""
    needs = {action["id"]: tuple(action.get("needs", ())) for _s, _p, action in folder.actions}
    told: set[str] = set()
    for source, path, action in folder.actions:
        way = _way_back(action["id"], needs)
        if way and action["id"] not in told:
            told.update(way)
            yield source.problem(
                (*path, "needs"),
                " → ".join((*way, action["id"])),
                _("needs that do not lead back to the action"),
                _("remove one of these needs"),
            )


def _way_back(id_: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the shortest way over needs from an action back to itself, without the return; empty without one."""
    ways, seen = deque[tuple[str, ...]]([(id_,)]), {id_}
    while ways:
        way = ways.popleft()
        for need in needs.get(way[-1], ()):
            if need == id_:
                return way
            if need not in seen:
                seen.add(need)
                ways.append((*way, need))
    return ()


def _pairs(folder: _Folder) -> Iterator[Problem]:
    """The facts of a pair are there, belong together, and can be compared as the pair says."""
    of_systems = {item["fact"] for source, _p, item in folder.items if source.plain.get("per") == "system"}
    for source, path, pair in folder.pairs:
        relation = next(key for key in ("above", "differ", "together") if key in pair)
        sides = [((*path, relation, position), side) for position, side in enumerate(pair[relation])]
        for place, side in sides:
            yield from _quantity(folder, source, place, side)
        (_place, first), (last, other) = sides[0], sides[-1]
        if (first["fact"] in of_systems) != (other["fact"] in of_systems):
            yield source.problem(
                (*last, "fact"),
                quoted(other["fact"]),
                _("two facts of the office, or two of a system"),
                _("name a fact that is answered in the same file as {fact}").format(fact=first["fact"]),
            )
        if len(sides) > 1 and _named(first) == _named(other):
            yield source.problem(
                last,
                quoted(other["fact"]),
                _("another fact, or another part of its answer"),
                _("name what it contradicts"),
            )


def _named(side: dict[str, str]) -> tuple[str, str]:
    return side["fact"], side.get("part", "value")


def _quantity(folder: _Folder, source: Source, path: Path, side: dict[str, str]) -> Iterator[Problem]:
    """Whether the answer to a fact has the part that is named, and can keep the limits."""
    fact = folder.fact_by_id.get(side["fact"])
    if fact is None:
        yield source.problem(
            (*path, "fact"), quoted(side["fact"]), _("the id of a fact"), nearest(side["fact"], folder.fact_by_id)
        )
        return
    part, low, high = side.get("part", "value"), side.get("at_least"), side.get("at_most")
    if part != "value" and fact["answer"] != "counts":
        yield source.problem(
            (*path, "part"),
            quoted(part),
            _("“value”: only facts of counts have a count and a total"),
            _("delete the line, or name a fact of counts"),
        )
    if part == "value" and low is not None:
        yield from limits.above(fact, low, ("at_least",), _sayer(source, path))
    if part == "value" and high is not None:
        yield from limits.below(fact, high, ("at_most",), _sayer(source, path))
    if low is not None and high is not None and _number(low) > _number(high):
        yield source.problem(
            (*path, "at_least"),
            low,
            _("at most {top}, the upper limit").format(top=high),
            _("exchange the two limits, or correct one"),
        )


def _scan(folder: _Folder) -> Iterator[Problem]:
    yield from scan_checks.check(folder.scan, folder.facts)


def _calendars(folder: _Folder) -> Iterator[Problem]:
    """A table is named after its year and holds days that exist in it, each once."""
    for source in folder.sources:
        if source.schema != "calendar":
            continue
        year, file = source.plain["year"], PurePath(source.name)
        if file.stem != year:
            yield source.problem(
                ("year",),
                quoted(year),
                _("{year}, as the file is called").format(year=file.stem),
                _("mend the line, or rename the file"),
            )
        seen: set[str] = set()
        for position, holiday in enumerate(source.plain["holidays"]):
            written = dates.normal(holiday["date"])
            if written is None or written[:4] != year or written in seen:
                yield source.problem(
                    ("holidays", position, "date"),
                    quoted(holiday["date"]),
                    _("a day of the year {year} that exists, each once").format(year=year),
                    _("check year, month and day"),
                )
            seen.add(written or "")


def _survey(folder: _Folder) -> Iterator[Problem]:
    """What the questionnaire's own reader sees beyond the schema: ids twice, and the question of the score."""
    for source in folder.sources:
        if source.schema == "survey":
            yield from questionnaire.understand(source.tree, source.name)[1]


def _published(folder: _Folder) -> Iterator[Problem]:
    """What the reader of published figures sees beyond the schema: ids twice, and references that lead nowhere."""
    for source in folder.sources:
        if source.schema == "published":
            yield from published.references(source.tree, source.name)


def _rollup(folder: _Folder) -> Iterator[Problem]:
    """Rules of rolling up name facts that are there, each once, and say of each what can be done with it."""
    yield from rollup_checks.check(folder.rollup, folder.fact_by_id)
