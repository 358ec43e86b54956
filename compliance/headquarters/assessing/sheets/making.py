"""From a filing to the sheets in which an assessor, or the panel, judges it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from compliance import values
from compliance.forms.excel import spelling
from compliance.headquarters.assessing import declared, judgements
from compliance.headquarters.assessing.board import Board
from compliance.headquarters.assessing.cases import Assessed
from compliance.headquarters.assessing.judgements import Established
from compliance.headquarters.assessing.sheets.layout import AS_DECLARED, HEADINGS, WITHDRAWN, Form, Origin, Part, Row
from compliance.headquarters.showing.letters import name_of
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.assessing import Said
from compliance.model.checklist import Fact, Indicator, Item, Library
from compliance.model.filing import Declaration, Entry, Proof
from compliance.model.office import Source, Value
from compliance.model.stated import Stated
from compliance.persian import numbers
from compliance.report import words

_FOLDER = "evidence/"


class Desk(NamedTuple):
    """What sheets of one office are made from."""

    instruments: Library
    board: Board
    one: Assessed
    declaration: Declaration


def desk(store: Store, library: Library, board: Board, one: Assessed) -> Desk:
    """Return what sheets of an office are made from; BadInput where the kept filing cannot be read."""
    return Desk(library, board, one, declared.read(store, library.facts, one.filing))


def make(desk: Desk, system: str, assessor: str) -> Form:
    """Return the sheet of an assessor, or of the panel, for an office or a system of it; what is there is in it."""
    one, checklist = desk.one, desk.board.of.checklist
    there = desk.board.recorded(one.office.id, system, assessor)
    origin = Origin(
        one.case.round,
        one.office.id,
        checklist.id,
        checklist.version,
        checklist.sha256,
        system,
        assessor,
        one.filing,
        there.sha256 if there else "",
    )
    title = (_("Sheet of the panel: {office}") if origin.of_panel else _("Sheet of an assessor: {office}")).format(
        office=name_of(one.office, one.office.id)
    )
    return Form(
        origin, title, tuple(_about(desk, origin)), tuple(_guide(origin.of_panel)), tuple(_rows(desk, origin))
    )


def _about(desk: Desk, origin: Origin) -> Iterator[tuple[str, str]]:
    yield _("office"), name_of(desk.one.office, origin.office)
    yield _("round"), numbers.digits(origin.round)
    yield (
        _("checklist"),
        _("{title}, version {version}").format(
            title=desk.board.of.checklist.title, version=numbers.digits(origin.version)
        ),
    )
    if origin.system:
        titles = {system.id: system.title for system in desk.declaration.systems}
        yield _("system"), titles.get(origin.system, origin.system)
    if origin.of_panel:
        yield _("assessors"), _(", ").join(map(desk.board.name, desk.one.assessors))
    else:
        yield _("assessor"), desk.board.name(origin.assessor)


def _guide(of_panel: bool) -> Iterator[str]:
    heads = {part.value: str(text) for part, text in HEADINGS.items()}
    yield _(
        "Write into the column “{value}” the value that you find established by the evidence, not points: points "
        "follow from the values by the rules of the checklist."
    ).format(**heads)
    yield _(
        "Where the declared value holds, choose “{as_declared}”; “{how}” says how other values are written."
    ).format(as_declared=AS_DECLARED, **heads)
    if of_panel:
        yield _("Where all assessors agree, their value stands there already; yellow cells wait for the panel.")
        yield _(
            "Where the panel decides otherwise than all assessors, or where these differ, the reason belongs into "
            "the column “{reason}”."
        ).format(**heads)
    else:
        yield _("Where you find another value than the declared one, write why into the column “{reason}”.").format(
            **heads
        )
    yield _("What does not apply to the office: choose “{not_applicable}”.").format(
        not_applicable=spelling.NOT_APPLICABLE
    )
    yield _("An item that you leave empty is not judged: it counts as 0 and is named in the coverage.")
    yield _(
        "What is on record already is not taken back by an emptied cell: write “{withdrawn}” into the column "
        "“{value}”, and why into the column “{reason}”."
    ).format(withdrawn=WITHDRAWN, **heads)
    yield _("Leave every row where it is or move it; rows that are gone, or there twice, are refused.")


def _rows(desk: Desk, origin: Origin) -> Iterator[Row]:
    entries = declared.entries(desk.declaration, origin.system)
    facts, office = desk.instruments.facts, desk.one.office.id
    judged = {id_: one.said(facts) for id_, one in desk.board.by(office, origin.system).items()}
    there = desk.board.recorded(office, origin.system, origin.assessor)
    mine: Established = there.said(facts) if there else {}
    agreed = judgements.agreed(judged) if origin.of_panel and len(judged) == len(desk.one.assessors) else {}
    seen: set[str] = set()
    for indicator in desk.board.of.checklist.indicators:
        for item in indicator.items:
            if item.target is None or item.fact in seen:
                continue
            seen.add(item.fact)
            entry = entries.get(item.fact)
            said = mine.get(item.fact)
            if said is None and item.fact in agreed:
                said = Said(agreed[item.fact], "")
            texts = {
                **_asked(facts[item.fact], indicator, item, len(seen)),
                Part.DECLARED: _declared(facts[item.fact], entry),
                Part.EVIDENCE: "\n".join(map(proof, entry.evidence)) if entry else "",
                Part.ASSESSORS: "\n".join(_judged(desk, facts[item.fact], judged)),
                **_filled(facts[item.fact], entry, said),
            }
            choices = (*_choices(facts[item.fact], entry), *([str(WITHDRAWN)] if item.fact in mine else []))
            yield Row(item.fact, texts, choices, origin.of_panel and said is None)


def _asked(fact: Fact, indicator: Indicator, item: Item, number: int) -> Mapping[Part, str]:
    group = f" – {item.group.title}" if item.group else ""
    return {
        Part.NUMBER: numbers.digits(number),
        Part.INDICATOR: f"{indicator.id} {indicator.title}{group}",
        Part.ITEM: item.id,
        Part.QUESTION: str(fact.question),
        Part.HOW: spelling.how(fact),
        Part.TARGET: words.target(fact, item),
        Part.POINTS: numbers.show(item.points),
        Part.FACT: fact.id,
    }


def _declared(fact: Fact, entry: Entry | None) -> str:
    """Return what an office declared, whose word it is, and what it said itself where another source prevailed."""
    if entry is None:
        return _("not answered")
    lines = [shown(fact, entry.value)]
    if entry.source is not Source.DECLARED:
        lines.append(_("source: {source}").format(source=_(words.SOURCE[entry.source])))
    if entry.declared is not None:
        lines.append(_("the office itself says: {value}").format(value=shown(fact, entry.declared)))
    if entry.override:
        lines.append(_("preferred to the computed value: {reason}").format(reason=entry.override))
    return "\n".join(lines)


def shown(fact: Fact, value: Value) -> str:
    """Return a value as people read it; of what does not apply, why."""
    if value.amount is not None:
        return words.value(fact, value)
    return (
        _("not applicable: {reason}").format(reason=value.not_applicable)
        if value.not_applicable
        else _("not applicable")
    )


def proof(one: Proof) -> str:
    """Return a piece of evidence as an office listed it: a file by its name, a letter by number and date."""
    if one.kind != "letter":
        return one.name.removeprefix(_FOLDER)
    said = _("letter {number}").format(number=numbers.digits(one.name))
    if one.date:
        said = _("letter {number} dated {date}").format(
            number=numbers.digits(one.name), date=numbers.digits(one.date)
        )
    return _("{letter}, held by {unit}").format(letter=said, unit=one.held_by) if one.held_by else said


def _judged(desk: Desk, fact: Fact, judged: Mapping[str, Established]) -> Iterator[str]:
    for assessor, established in judged.items():
        said = established.get(fact.id)
        # of what does not apply the reason is that of the assessor, and stands behind it once
        value = _("not judged") if said is None else shown(fact, said.value._replace(not_applicable=""))
        reason = f" – {said.reason}" if said is not None and said.reason else ""
        yield _("{who}: {what}").format(who=desk.board.name(assessor), what=value) + reason


def _filled(fact: Fact, entry: Entry | None, said: Said | None) -> Mapping[Part, str]:
    if said is None:
        return {Part.VALUE: "", Part.REASON: ""}
    if entry is not None and said.value[:3] == entry.value[:3]:
        return {Part.VALUE: str(AS_DECLARED), Part.REASON: said.reason}
    plain = values.write(fact, said.value)
    stated = Stated(plain.get("value"), plain.get("count"), plain.get("total"), plain.get("not_applicable"))
    return {Part.VALUE: spelling.filled(fact, stated).answer, Part.REASON: said.reason}


def _choices(fact: Fact, entry: Entry | None) -> tuple[str, ...]:
    """Return what can be chosen for an item; a number may be typed as well."""
    own = spelling.choices(fact) or (str(spelling.NOT_APPLICABLE),)
    return own if entry is None else (str(AS_DECLARED), *own)
