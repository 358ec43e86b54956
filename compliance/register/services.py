"""services.csv: the service register as values."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from compliance.errors import Problem
from compliance.language import _
from compliance.model.office import Service
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits
from compliance.register import table
from compliance.values import yes_no

COLUMNS = {
    "id": table.digits_id(11),
    "title": table.text(),
    "parent": table.digits_id(11),
    "kind": table.choice("G2C", "G2B", "G2G"),
    "unit": table.text(),
    "card_status": table.choice("none", "draft", "submitted", "approved"),
    "approval_no": table.text(),
    "approval_date": table.day(),
    "electronifiable": table.flag(),
    "level": table.whole(top=4),
    "portal": table.flag(),
    "sso": table.flag(),
    "rating": table.flag(),
    "form_needed": table.flag(),
    "form": table.flag(),
    "frequent": table.flag(),
    "page": table.address(),
    "start": table.address(),
    "card_fields": table.whole(top=10),
    "requests": table.whole(),
    "online_requests": table.whole(),
    "visits": table.amount(),
    "days_published": table.amount(),
    "days_actual": table.amount(),
    "fee_published": table.Column(lambda cell: _fee_published(cell), lambda: _("yes, no, or the published fee")),
    "enquiries_needed": table.whole(),
    "enquiries_online": table.whole(),
}
_TEXTS = {"id", "title"} | {name for name, default in Service._field_defaults.items() if default == ""}


def read(path: Path) -> tuple[list[Service], list[Problem]]:
    """Return the services of a register and every problem in it."""
    rows, problems = table.read(path, COLUMNS, required=("id", "title"))
    if not problems:
        problems = list(_between_cells(str(path), rows))
    return [_service(row) for row in rows], problems


def _service(row: table.Row) -> Service:
    cells: dict[str, Any] = {
        name: "" if value is None and name in _TEXTS else value for name, value in row.cells.items()
    }
    return Service(line=row.line, **cells)


def _fee_published(cell: str) -> bool | None:
    """Yes or no; an amount means that the fee is published."""
    answer = yes_no(cell)
    if answer is not None and ascii_digits(cell.strip()) != "0":
        return answer
    return True if table._amount(cell) is not None else None


def _between_cells(name: str, rows: list[table.Row]) -> Iterator[Problem]:
    """What single cells cannot show: ids twice, unknown parents, parts above their wholes."""
    ids = {row.cells["id"] for row in rows if row.cells["id"]}
    lines: dict[str, int] = {}
    for row in rows:
        cells: dict[str, Any] = dict.fromkeys(COLUMNS) | dict(row.cells)
        id_, parent = cells["id"], cells["parent"]
        if id_ in lines:
            yield table.twice(name, row.line, id_, lines[id_])
        elif id_:
            lines[id_] = row.line
        if not cells["title"]:
            yield Problem(
                name,
                row.line,
                _("a service without a title"),
                _("its title as on the identity card"),
                _("write the title"),
            )
        if cells["card_status"] == "approved" and not id_:
            yield Problem(
                name,
                row.line,
                _("an approved card without an id"),
                _("the id of 11 digits"),
                _("write the id, or the state the card is really in"),
            )
        if parent and (parent not in ids or parent == id_):
            yield Problem(
                name,
                row.line,
                _("the parent “{id}”").format(id=parent),
                _("the id of another row"),
                _("write the parent's id, or leave the cell empty"),
            )
        for part, whole in (("online_requests", "requests"), ("enquiries_online", "enquiries_needed")):
            if cells[part] is not None and cells[part] > Fraction(cells[whole] or 0):
                yield Problem(
                    name,
                    row.line,
                    _("{part} {n} above {whole} {total}").format(
                        part=part, n=numbers.show(cells[part]), whole=whole, total=numbers.show(cells[whole] or 0)
                    ),
                    _("at most its whole"),
                    _("check both cells"),
                )
