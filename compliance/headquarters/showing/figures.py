"""Published figures beside computed ones, and how conflicts are stated: as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from compliance.headquarters.figures import Amount, Beside, Computed
from compliance.language import _, current, mark
from compliance.model.published import Figure, Part, Published, Said
from compliance.persian import numbers
from compliance.report.records import Record, score, text
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make

_KINDS = {"stated": mark("stated"), "derived": mark("follows from others"), "conflict": mark("documents differ")}
_FITS = {True: mark("yes"), False: mark("no")}
DERIVED = "derived"  # the source of what no document prints


def record(published: Published, found: Sequence[Beside]) -> Record:
    """Return everything for programs."""
    return {
        "documents": [{"id": one.id, "title": text(one.title)} for one in published.documents],
        "figures": [_figure(one) for one in found],
        "conflicts": [
            {"id": one.id, "text": text(one.text), "says": text(one.says), "figures": list(one.figures)}
            for one in published.conflicts
        ],
        "problems": [],
    }


def _figure(one: Beside) -> Record:
    return {
        "id": one.figure.id,
        "text": text(one.figure.text),
        "kind": one.figure.kind,
        "parts": [
            {
                "label": text(part.part.label),
                "published": [
                    {"value": said.value, "about": said.about, "sources": list(said.sources)}
                    for said in part.part.said
                ],
                "computed": score(part.amount) if isinstance(part.amount, Fraction) else part.amount,
                "fits": part.fits,
                "count": part.over and part.over.inside,
                "of": part.over and part.over.of,
            }
            for part in one.parts
        ],
        "note": text(one.figure.note),
    }


def sheet(published: Published, found: Sequence[Beside]) -> Sheet:
    """Return everything for people."""
    page = Sheet()
    page.say(_("Published figures are shown as the documents print them, and never corrected."))
    page.say(_("Computed: from the rounds of the store and from the registers that were named; — where neither is."))
    page.show(figures(found), _("Figures"))
    page.show(conflicts(published), _("What does not fit together in the documents, and how it is stated"))
    page.show(documents(published), _("Documents"))
    return page


def figures(found: Sequence[Beside]) -> Table:
    """One row a number: what is printed where, and what it comes to."""
    return make(
        [
            (_("id"), True),
            (_("figure"), False, False, True),
            (_("published"), False, False, True),
            (_("computed"), True),
            (_("fits"), True),
            (_("kind"), True, True),
        ],
        [_row(one.figure, part) for one in found for part in one.parts],
    )


def _row(figure: Figure, part: Computed) -> tuple[str, ...]:
    return (
        figure.id,
        _named(figure, part.part),
        _("; ").join(_said(said) for said in part.part.said),
        _over(part),
        "—" if part.fits is None else _(_FITS[part.fits]),
        _(_KINDS[figure.kind]),
    )


def _named(figure: Figure, part: Part) -> str:
    return str(figure.text) if part.label is None else f"{figure.text}: {part.label}"


def _said(said: Said) -> str:
    """Return what is printed with the documents it is printed in."""
    value = numbers.digits(said.value)
    if current() == "fa":
        value = value.replace("%", "٪")
    if numbers.parse(said.value) is not None:
        value = numbers.show(Fraction(said.value))
    if said.about:
        value = _("about {value}").format(value=value)
    sources = _(", ").join(_("derived") if one == DERIVED else _source(one) for one in said.sources)
    return _("{value} ({sources})").format(value=value, sources=sources)


def _source(id_: str) -> str:
    return _("second outlet") if id_ == "second-outlet" else numbers.digits(id_)


def _over(part: Computed) -> str:
    """Return what a figure comes to, with the offices it is over: beside a share both numbers."""
    amount, over = _amount(part.amount), part.over
    if over is None:
        return amount
    n = numbers.show(over.of)
    if over.inside is None:
        return _("{amount} (n = {n})").format(amount=amount, n=n)
    return _("{amount} ({count} of {n})").format(amount=amount, count=numbers.show(over.inside), n=n)


def _amount(amount: Amount) -> str:
    if amount is None:
        return "—"
    return numbers.show(amount) if isinstance(amount, Fraction) else amount


def conflicts(published: Published) -> Table:
    """Every conflict with how it is stated."""
    return make(
        [
            (_("id"), True),
            (_("what the documents say"), False, False, True),
            (_("how it is stated"), False, False, True),
        ],
        [(one.id, str(one.text), str(one.says)) for one in published.conflicts],
    )


def documents(published: Published) -> Table:
    """The documents by the numbers they are quoted with."""
    return make(
        [(_("document"), True), (_("title"), False, False, True)],
        [(_("derived") if d.id == DERIVED else _source(d.id), str(d.title)) for d in published.documents],
    )
