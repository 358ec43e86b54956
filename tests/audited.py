"""A store whose offices are audited, sheets that are filled in, and draws and estimates made again by other means."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from compliance.commands.group import cli
from compliance.headquarters.store import Store
from compliance.model.filing import Proof
from compliance.model.office import Value
from tests import inbox

ROUND, BEFORE, SEED = "1405-2", "1405-1", "0123456789abcdef 2714432"
LETTER = Proof("letter", "1405/ح/217", None, None, "1405/05/02", "حراست", "محرمانه")
HEADINGS = {
    "result": {"en": "result of the visit", "fa": "نتیجهٔ بازدید"},
    "found": {"en": "what was found", "fa": "یافتهٔ بازدید"},
    "note": {"en": "remark", "fa": "یادداشت"},
    "day": {"en": "day of the visit", "fa": "تاریخ بازدید"},
    "item": {"en": "item", "fa": "سنجه"},
}
WORDS = {
    "same": ("as declared", "مطابق اظهار"),
    "differs": ("otherwise", "مغایر"),
    "unchecked": ("not checked", "بررسی‌نشده"),
}


def laid_down(folder: Path, offices: int) -> Store:
    """An open store with the filings of two rounds; in some of them sources disagree, or letters are listed."""
    store = inbox.laid_down(folder, offices)
    box = inbox.Inbox(store, folder.parent / "inbox")
    for number in range(offices):
        first = inbox.declared(number, BEFORE)
        box.take(inbox.filing(number, BEFORE, of=first), f"{number}.{BEFORE}.zip")
        made = inbox.declared(number, ROUND, 1)
        values = list(made.values)
        if number % 3 == 0:
            values[2::7] = [entry._replace(override="شمارش دوباره") for entry in values[2::7]]
        if number % 2 == 0:
            values[1::2] = [entry._replace(evidence=(*entry.evidence, LETTER)) for entry in values[1::2]]
        made = made._replace(values=tuple(values))
        box.take(inbox.filing(number, ROUND, of=made), f"{number}.{ROUND}.zip")
    return store


def call(*arguments: object, lang: str = "en", code: int | None = 0) -> Result:
    """Run the program; it has to end with this code, whatever with None."""
    found = CliRunner().invoke(cli, ["hq", *map(str, arguments), "--lang", lang], catch_exceptions=False)
    assert code is None or found.exit_code == code, found.output
    return found


def record(*arguments: object, code: int = 0) -> Any:
    """Run the program and return the JSON that it printed."""
    return json.loads(call(*arguments, "--json", code=code).stdout)


# --- a draw made again from what is published


def drawn_again(made: Mapping[str, Any]) -> dict[str, list[str]]:
    """Offices and items from the JSON of a draw, as docs/formats.md says it and by nothing of the program."""
    frame, told = made["frame"], f"{made['seed']} {made['round']} {made['checklist']}"
    sizes = {one["office"]: one["weight"] for one in frame["offices"]}
    items = {one["office"]: dict(zip(frame["items"], one["items"], strict=True)) for one in frame["offices"]}
    offices = drawn(sizes, made["asked"]["offices"], f"{told} office")
    return {o: sorted(drawn(items[o], made["asked"]["items"], f"{told} item {o}")) for o in sorted(offices)}


def drawn(sizes: Mapping[str, int], count: int, told: str) -> set[str]:
    """Ten lines that draw."""
    chances, drawn = chances_of(sizes, count), set[str]()
    drawn |= {unit for unit, chance in chances.items() if chance == 1}
    number = {u: hashlib.sha256(f"{told} {u}".encode()).hexdigest() for u, c in chances.items() if 0 < c < 1}
    holder, held = "", Fraction(0)
    for unit in sorted(number, key=number.__getitem__):
        chance, u = chances[unit], Fraction(int(number[unit][32:], 16), 16**32)
        both = held + chance
        wins = u < (held / both if both < 1 else (1 - chance) / (2 - both))
        if both >= 1:
            drawn.add(holder if wins else unit)
        holder, held = (holder if wins == (both < 1) else unit), both - (both >= 1)
    return drawn


def chances_of(sizes: Mapping[str, int], count: int) -> dict[str, Fraction]:
    """The chances, counted anew until nobody's is above 1."""
    certain = (
        {unit for unit, size in sizes.items() if size} if count >= sum(map(bool, sizes.values())) else set[str]()
    )
    while True:
        total = sum(size for unit, size in sizes.items() if unit not in certain)
        left = count - len(certain)
        found = {u: Fraction(1) if u in certain else Fraction(left * s, total or 1) for u, s in sizes.items()}
        more = {unit for unit, chance in found.items() if chance >= 1} - certain
        if not more:
            return found
        certain |= more


# --- an estimate made again


def horvitz_thompson(made: Mapping[str, Any], effects: Mapping[tuple[str, str], float]) -> tuple[float, float]:
    """The mean error and its standard error, from the JSON of a draw and the effect of each item that was found wrong.

    By the formulas of docs/formats.md, each written out once more.
    """
    frame = made["frame"]
    sizes = {one["office"]: one["weight"] for one in frame["offices"]}
    items = {one["office"]: dict(zip(frame["items"], one["items"], strict=True)) for one in frame["offices"]}
    chance = chances_of(sizes, made["asked"]["offices"])
    totals, inner = {}, 0.0
    for one in made["offices"]:
        office = one["office"]
        of = chances_of(items[office], made["asked"]["items"])
        seen = [(float(of[i["item"]]), effects.get((office, i["item"]), 0.0)) for i in one["items"]]
        totals[office] = sum(e / c for c, e in seen)
        inner += deville(seen) / float(chance[office])
    outer = deville([(float(chance[o]), t) for o, t in totals.items()])
    n = len(sizes)
    return sum(t / float(chance[o]) for o, t in totals.items()) / n, math.sqrt(outer + inner) / n


def deville(seen: list[tuple[float, float]]) -> float:
    """Σ (1 - π) (y/π - A)² / (1 - Σ a²), a = (1 - π) / Σ (1 - π), A = Σ a y/π."""
    weights = [1 - c for c, _y in seen]
    if not sum(weights):
        return 0.0
    a = [w / sum(weights) for w in weights]
    middle = sum(share * y / c for share, (c, y) in zip(a, seen, strict=True))
    return sum(w * (y / c - middle) ** 2 for w, (c, y) in zip(weights, seen, strict=True)) / (
        1 - sum(x * x for x in a)
    )


# --- sheets filled in


def sheet_of(folder: Path, office: str, ending: str = "xlsx") -> Path:
    """The sheet of an office."""
    (path,) = folder.glob(f"{office}.*.{ending}")
    return path


def fill(path: Path, said: Mapping[str, tuple[str, str, str]], rest: str = "same", lang: str = "en") -> None:
    """Fill a sheet in: result, value and remark by item, and one result for all the others ('' leaves them empty)."""
    (_fill_csv if path.suffix == ".csv" else _fill_workbook)(path, said, rest, lang)


def _told(item: str, said: Mapping[str, tuple[str, str, str]], rest: str, lang: str) -> tuple[str, str, str]:
    result, found, note = said.get(item, (rest, "", ""))
    return (WORDS[result][lang == "fa"] if result in WORDS else result), found, note


def _fill_workbook(path: Path, said: Mapping[str, tuple[str, str, str]], rest: str, lang: str) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    heads = {cell.value: cell.column for cell in page[3]}
    columns = {name: heads[words[lang]] for name, words in HEADINGS.items()}
    for row in range(4, page.max_row + 1):
        told = _told(page.cell(row, columns["item"]).value, said, rest, lang)
        for name, text in zip(("result", "found", "note"), told, strict=True):
            page.cell(row, columns[name]).value = text or None
        if told[0]:
            page.cell(row, columns["day"]).value = "۱۴۰۵/۰۹/۰۵"
    book.save(path)


def _fill_csv(path: Path, said: Mapping[str, tuple[str, str, str]], rest: str, lang: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    place = {name: rows[0].index(words[lang]) for name, words in HEADINGS.items()}
    for row in rows[1:]:
        row[place["result"]], row[place["found"]], row[place["note"]] = _told(row[place["item"]], said, rest, lang)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def change(path: Path, row: int, column: str, text: str) -> None:
    """Type another text into a cell, named as in a workbook, whose headings are in its third row."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        rows[row - 3]["ABCDEFGHIJKL".index(column)] = text
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return
    import openpyxl

    book = openpyxl.load_workbook(path)
    book.worksheets[0][f"{column}{row}"] = text
    book.save(path)


def other(value: Value, kind: str) -> str:
    """A value that is not the one that was declared, as somebody types it for a kind of question."""
    if kind == "yes-no":
        return "no" if value.amount else "yes"
    if kind == "level":
        return "1" if value.amount != 1 else "0"
    if kind == "counts":
        return "1 of 97"
    return "3" if value.amount != 3 else "4"
