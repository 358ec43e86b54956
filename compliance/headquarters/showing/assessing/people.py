"""Assessors and their assignments on screens and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from compliance.headquarters.assessing import assessors, words
from compliance.headquarters.assessing.assigning import Assignments, Short
from compliance.headquarters.showing.assessing.naming import Names, some
from compliance.language import _
from compliance.model.assessing import Assessor, Tie, TieKind
from compliance.persian import numbers
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make
from compliance.schema import listed

_NONE = "—"


def sheet(found: Sequence[Assessor], load: Mapping[str, int], names: Names) -> Sheet:
    """Return assessors with what ties them, and how many offices each is assigned to."""
    page = Sheet()
    if not found:
        page.say(_("There is no assessor yet: hq assess assessor STORE ID --name …"))
    rows = [
        (
            one.id,
            assessors.name_of(one),
            one.organisation or _NONE,
            _("; ").join(tie(of, names) for of in one.all_ties) or _NONE,
            numbers.digits(one.letter) or _("not there yet"),
            numbers.show(load.get(one.id, 0)),
        )
        for one in found
    ]
    page.show(
        make(
            [
                (_("id"), True),
                (_("assessor"), False, False, True),
                (_("organisation"), False, True),
                (_("must not judge"), False, False, True),
                (_("declaration of interests"), False, True),
                (_("assigned"), True),
            ],
            rows,
        )
    )
    return page


def tie(one: Tie, names: Names) -> str:
    """Return to what somebody is tied, by name and id, with what it is about."""
    text = {"office": "{name}", "body": _("body {name}"), "province": _("province {name}")}[one.to]
    told = text.format(name=names.of(one.to, one.id))
    if one.kind in (TieKind.FORMER, TieKind.RELATION):
        kind = _("former employer") if one.kind is TieKind.FORMER else _("relation")
        why = _("{kind}: {note}").format(kind=kind, note=one.note) if one.note else kind
        return _("{tie} – {why}").format(tie=told, why=why)
    return told


def record(found: Sequence[Assessor], load: Mapping[str, int]) -> Record:
    """Return the same for programs."""
    return {
        "assessors": [
            {
                "id": one.id,
                "name": {"fa": one.name_fa, "en": one.name_en},
                "organisation": one.organisation or None,
                "letter": one.letter or None,
                "ties": [_tie(tie) for tie in one.all_ties],
                "assigned": load.get(one.id, 0),
            }
            for one in found
        ],
        "problems": [],
    }


def _tie(one: Tie) -> Record:
    return {"kind": one.kind.value, "to": one.to, "id": one.id, "note": one.note or None}


def sentence(one: Assessor, names: Names) -> str:
    """Return an assessor in a line."""
    text = _("{name} ({id}) must not judge: {ties}")
    ties = _("; ").join(tie(of, names) for of in one.all_ties) or _NONE
    return text.format(name=assessors.name_of(one), id=one.id, ties=ties)


def drawn(found: Assignments, names: Names) -> Sheet:
    """Return what a draw came to."""
    page = Sheet()
    rows = [
        (names.office(office), listed(map(names.assessor, ids)), numbers.show(len(found.new.get(office, ()))))
        for office, ids in found.now.items()
        if ids
    ]
    page.show(
        make(
            [(_("office"), False, False, True), (_("assessors"), False, False, True), (_("of them new"), True)], rows
        )
    )
    for line in told(found, names):
        page.say(line)
    return page


def told(found: Assignments, names: Names) -> Iterator[str]:
    """Yield what has to be said of a draw: the loads, and who could not be assigned and why."""
    load = Counter(assessor for ids in found.now.values() for assessor in ids)
    if load:
        yield _("Offices of an assessor: {low} to {high} ({each}).").format(
            low=numbers.show(min(load.values())),
            high=numbers.show(max(load.values())),
            each=listed(f"{names.assessor(id_)}: {numbers.show(load[id_])}" for id_ in sorted(load)),
        )
    if found.now and not any(found.new.values()):
        yield _("Nobody was drawn: who is assigned already stays, and a new seed changes nothing of that.")
    for one in found.short:
        yield _short(one, names)
    if found.unfiled:
        text = _("Without a filing by this checklist, and therefore without assessors: {n}; {offices}.")
        yield text.format(n=numbers.show(len(found.unfiled)), offices=some(found.unfiled, names.office))
    if found.past:
        text = _("Beyond the check of evidence, and left as they are: {n}; {offices}.")
        yield text.format(n=numbers.show(len(found.past)), offices=some(found.past, names.office))


def _short(one: Short, names: Names) -> str:
    """Return an office that is short of assessors, with why nobody else can be had."""
    why = [f"{names.assessor(id_)}: {words.because(ties)}" for id_, ties in one.barred.items()]
    why += [_("{assessor}: released from it").format(assessor=names.assessor(id_)) for id_ in one.released]
    text = _("{office}: assessors missing: {n}; nobody is left. {why}")
    return text.format(office=names.office(one.office), n=numbers.show(one.missing), why=_("; ").join(why)).rstrip()


def drawn_record(found: Assignments) -> Record:
    """Return what a draw came to for programs."""
    return {
        "offices": [
            {"office": office, "assessors": list(ids), "new": list(found.new.get(office, ()))}
            for office, ids in found.now.items()
        ],
        "short": [
            {
                "office": one.office,
                "missing": one.missing,
                "barred": [
                    {"assessor": id_, "ties": [_tie(tie) for tie in ties]} for id_, ties in one.barred.items()
                ],
                "released": list(one.released),
            }
            for one in found.short
        ],
        "unfiled": list(found.unfiled),
        "past": list(found.past),
        "problems": [],
    }
