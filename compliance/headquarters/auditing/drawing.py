"""A sample drawn for a round, once: the same call gives the same draw, another one has to say why."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from compliance.errors import BadInput, Problem
from compliance.filing import canonical
from compliance.headquarters import leagues, log, moments, proving
from compliance.headquarters.auditing import looking, record, weighing
from compliance.headquarters.auditing.looking import Frame, Looker, Scope, Standing, Tell
from compliance.headquarters.auditing.weighing import Scale
from compliance.headquarters.leagues import Question
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.audit import Draw, DrawnItem, Unit
from compliance.model.checklist import Checklist, Library
from compliance.persian import numbers
from compliance.sampling import drawing
from compliance.schema import nearest, quoted

FEWEST = 2  # offices, and items in each: of one alone nobody can tell how far another draw would have come out


class Asked(NamedTuple):
    """What is to be drawn; `again` is why, where a sample of the same offices was drawn before."""

    round: str
    checklist: str
    offices: int
    items: int
    seed: str
    province: str = ""
    body: str = ""
    group: str = ""
    as_of: date | None = None
    again: str = ""


class _Bench:
    """Weighs the offices of a list; of those that are drawn it says why as well."""

    def __init__(
        self, store: Store, library: Library, checklist: Checklist, before: str, seq: int, frame: Frame
    ) -> None:
        self._looker = Looker(store, library, checklist, before, seq)
        self._scale = Scale(checklist, library.audit, [unit.score for unit in frame.units])
        self._frame = frame

    def weighed(self, tell: Tell | None) -> list[Unit]:
        """Return the offices with their weights; why is not kept, for a list may be long."""
        units = zip(self._frame.units, self._looker.every(self._frame.units, tell), strict=True)
        return [
            Unit(
                standing.office,
                standing.filing,
                standing.sha256,
                weighing.total(weighing.of_office(seen, self._scale)),
                tuple(map(weighing.total, weighing.of_items(seen, self._scale))),
            )
            for standing, seen in units
        ]

    def chosen(self, made: Draw) -> Draw:
        """Return a draw with the items of those that its seed draws, and all reasons."""
        found = outcome(made)
        standing = {unit.office: unit for unit in self._frame.units}
        return made._replace(
            units=tuple(
                self._with_reasons(unit, standing[unit.office], made.names, found[unit.office])
                if unit.office in found
                else unit
                for unit in made.units
            )
        )

    def _with_reasons(self, unit: Unit, standing: Standing, names: Sequence[str], drawn: Collection[str]) -> Unit:
        seen = self._looker.look(standing)
        items = enumerate(zip(names, weighing.of_items(seen, self._scale), strict=True))
        return unit._replace(
            reasons=weighing.of_office(seen, self._scale),
            items=tuple(DrawnItem(name, place, reasons) for place, (name, reasons) in items if name in drawn),
        )


class Drawn(NamedTuple):
    """A draw, and whether it was on record already."""

    draw: Draw
    known: bool


def text_of_office(seed: str, round_: str, checklist: str, office: str) -> str:
    """Return what is hashed to draw an office."""
    return f"{seed} {round_} {checklist} office {office}"


def text_of_item(seed: str, round_: str, checklist: str, office: str, item: str) -> str:
    """Return what is hashed to draw an item of an office."""
    return f"{seed} {round_} {checklist} item {office} {item}"


def draw(store: Store, library: Library, asked: Asked, who: str, tell: Tell | None = None) -> Drawn:
    """Draw and record; the same draw again is found as it is, and any other needs a reason.

    BadInput for a round, a checklist or a number of offices that cannot be drawn.
    """
    checklist = _checklist(library, asked.checklist)
    seq = moments.seq_of(store, asked.as_of, log.head(store.connection).seq)
    held = moments.rounds_of(store, seq, asked.as_of is None)
    if asked.round not in held:
        raise BadInput.of("--round", None, quoted(asked.round), _("a round with filings"), nearest(asked.round, held))
    parts = (asked.province, asked.body, asked.group)
    leagues.check_parts(store, Question(asked.round, asked.checklist, leagues.MANDATORY, *parts))
    scope = Scope(asked.round, seq, *parts)
    frame = looking.frame(store, checklist, scope)
    _check_numbers(asked, checklist, frame.units)
    bench = _Bench(store, library, checklist, leagues.before(held, asked.round), seq, frame)
    units = bench.weighed(tell)
    made = Draw(
        0, asked.round, checklist.id, checklist.sha256, asked.seed, asked.offices, asked.items, asked.province,
        asked.body, asked.group, seq, proving.sealed_as(store, asked.round, seq), asked.again,
        listed(units), frame.away, tuple(item.id for item in checklist.items), tuple(units), 0, "",
    )  # fmt: skip
    last = record.last(store)
    before = record.newest(store, asked.round, checklist.id, *parts)
    if before is not None:
        if _same(before, made):
            return Drawn(before, True)
        _check_again(before, asked, record.entered(store, before.n))
    return Drawn(record.add(store, who, bench.chosen(made), library.audit, last), False)


def _checklist(library: Library, id_: str) -> Checklist:
    known = {c.id: c for c in library.checklists.values() if c.per == "office"}
    if id_ not in known:
        raise BadInput.of(
            "--checklist", None, quoted(id_), _("a checklist by which offices are judged"), nearest(id_, known)
        )
    return known[id_]


def _check_numbers(asked: Asked, checklist: Checklist, units: Sequence[Standing]) -> None:
    problems = []
    judged = sum(item.target is not None for item in checklist.items)
    part = asked.province or asked.body or asked.group
    fewer = _("ask for fewer, or leave --province, --body and --group out") if part else ""
    for option, count, most, of, mend in (
        (
            "--offices",
            asked.offices,
            len(units),
            _("offices that were judged by this version of the checklist"),
            fewer,
        ),
        ("--items", asked.items, judged, _("items of this checklist"), ""),
    ):
        if count > most or most < FEWEST:
            expected = _("at most {n}: {what}").format(n=numbers.show(most), what=of)
            less = (
                _("ask for {n} or fewer").format(n=numbers.show(most))
                if most >= FEWEST
                else _("name another round or checklist: a sample is drawn from at least {n}").format(
                    n=numbers.show(FEWEST)
                )
            )
            problems.append(Problem(option, None, numbers.digits(count), expected, mend or less))
    if problems:
        raise BadInput(problems)


def chances(draw: Draw) -> drawing.Chances:
    """Return the chances of the offices of a draw."""
    return drawing.chances({unit.office: unit.size for unit in draw.units}, draw.offices)


def item_chances(draw: Draw, unit: Unit) -> drawing.Chances:
    """Return the chances of the items of an office, once it is drawn."""
    return drawing.chances(dict(zip(draw.names, unit.sizes, strict=True)), draw.items)


def outcome(draw: Draw) -> Mapping[str, frozenset[str]]:
    """Return what a seed draws from a list: items by office."""
    told = (draw.seed, draw.round, draw.checklist)
    offices = drawing.draw(chances(draw), partial(text_of_office, *told))
    return {
        unit.office: drawing.draw(item_chances(draw, unit), partial(text_of_item, *told, unit.office))
        for unit in draw.units
        if unit.office in offices
    }


def holds(draw: Draw) -> bool:
    """Whether what is on record is what the seed draws from the list, and the list the one that was hashed."""
    found = {unit.office: frozenset(item.id for item in unit.items) for unit in draw.drawn}
    return listed(draw.units) == draw.frame and found == outcome(draw)


def plain_list(units: Sequence[Unit]) -> list[list[object]]:
    """Return the list that is drawn from, as it is hashed and published."""
    return [[unit.office, unit.sha256, unit.size, list(unit.sizes)] for unit in units]


def listed(units: Sequence[Unit]) -> str:
    """Return the SHA-256 of the list that is drawn from."""
    return hashlib.sha256(canonical.written(plain_list(units))).hexdigest()


def _same(before: Draw, made: Draw) -> bool:
    return all(
        getattr(before, name) == getattr(made, name) for name in ("seed", "offices", "items", "sha256", "frame")
    )


def _check_again(before: Draw, asked: Asked, entered: int) -> None:
    """Raise BadInput where a sample was drawn already and nobody says why another one is."""
    if asked.again:
        return
    seen = _("draw {n} of the same offices, with the seed {seed}; results entered: {k}").format(
        n=numbers.digits(before.n), seed=quoted(before.seed), k=numbers.show(entered)
    )
    raise BadInput.of(
        "--seed",
        None,
        seen,
        _("that draw, from the same list"),
        _('“hq audit show” shows it; say why another one is needed with --again "WHY": both stay on record'),
    )
