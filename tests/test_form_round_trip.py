"""Any answers → Excel → saved by LibreOffice → read back: the same answers, whatever was done to the form."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from compliance import checklist, language
from compliance.forms import reading
from compliance.forms.bench import Bench
from compliance.forms.excel import spelling
from compliance.forms.excel.layout import Part
from compliance.forms.excel.proposal import Proposal
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.office import Evidence
from compliance.model.record import Wanted, Where
from compliance.model.stated import NOTHING, Key, Stated
from compliance.persian import numbers
from compliance.persian.letters import fold
from compliance.usecases import asking, exporting, importing
from compliance.usecases.opening import Opened, open_office
from tests import excel_forms as forms
from tests.offices import libreoffice
from tests.steps.scene import OFFICE_YAML, ROUND

ANSWERS = dict[str, Stated]
SIGNS = "ابپتيكیکءآئهٔة\u200c ۰۱۲٣٤٥678=+-@_x0041<>&\"'،؛:;,.%٪/()«»😀éA"
DAYS = ("1405/01/31", "1403/12/30", "1399/07/01", None)
# Sets of answers to all questions are more than Hypothesis draws at once, so it draws what they grow from.
seeds = st.integers(0, 2**32)
UNHURRIED = {
    "phases": [Phase.generate],
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


def one_line(text: str) -> str:
    return " ".join(text.split())


def words(dice: random.Random) -> str:
    """Return a text that can be a reason."""
    while True:
        text = one_line("".join(dice.choices(SIGNS, k=dice.randint(4, 40))))
        if reading.reason(text) == text:
            return text


def decimal(dice: random.Random, least: int, most: int, whole: bool = False) -> str:
    places = 0 if whole else dice.choice((0, 0, 1, 2, 3))
    scaled = dice.randint(least * 10**places, most * 10**places)
    return numbers.exact(Fraction(scaled, 10**places))


def value(dice: random.Random, fact: Fact) -> Stated:
    """Return any answer to a fact."""
    if dice.random() < 0.1:
        return Stated(not_applicable=words(dice))
    match fact.answer:
        case AnswerKind.YES_NO:
            return Stated(value=dice.choice(("yes", "no")))
        case AnswerKind.LEVEL:
            return Stated(value=str(dice.randint(0, 4)))
        case AnswerKind.COUNTS:
            if dice.random() < 0.5:
                count, total = sorted((decimal(dice, 0, 5000, fact.whole) for _n in range(2)), key=Fraction)
                return Stated(counted=count, total=total)
            share = Fraction(decimal(dice, 0, dice.choice((1, 100))))
            return Stated(value=numbers.exact(share) + ("%" if 0 < share < 1 else ""))
    least, most = (int(x) if x is not None else None for x in (fact.minimum, fact.maximum))
    return Stated(value=decimal(dice, least or 0, most if most is not None else 100_000, fact.whole))


def answers(seed: int, facts: Sequence[Fact]) -> ANSWERS:
    """Return a set of answers to most of the facts, with notes and letters."""
    dice, made = random.Random(seed), {}
    for fact in facts:
        if dice.random() < 0.8:
            note = "\n".join(words(dice) for _n in range(dice.randint(0, 2))) or None
            letters = {}
            for _n in range(dice.randint(0, 2)):
                number = f"{dice.randint(1, 1500)}/{dice.choice(('', 'ح/', 'ص/'))}{dice.randint(1, 9999)}"
                letters[number] = Evidence("letter", number, dice.choice(DAYS))
            made[fact.id] = value(dice, fact)._replace(note=note, evidence=tuple(letters.values()))
    return made


def lay_down(folder: Path, given_: ANSWERS) -> Path:
    """Return an office with answers."""
    office = folder / "office"
    (office / "rounds" / ROUND / "evidence").mkdir(parents=True)
    (office / "office.yaml").write_text(OFFICE_YAML, "utf-8")
    (office / "rounds" / ROUND / "answers.yaml").write_text(f"round: {ROUND}\nanswers:\n", "utf-8")
    _opened, bench = at(office)
    wishes = [
        Wanted(Key("", fact), NOTHING, stated._replace(on="1405/09/01", by="الف")) for fact, stated in given_.items()
    ]
    bench.desk.enter(wishes, bench.author)
    return office


def at(office: Path) -> tuple[Opened, Bench]:
    opened = open_office(office)
    return opened, asking.bench_of(opened, "ب", Where.EXCEL, ["programme"])


def export(office: Path, path: Path) -> Path:
    opened, bench = at(office)
    path.write_bytes(exporting.workbook_of(exporting.form_of(opened, bench, None, None)))
    return path


def propose(office: Path, path: Path) -> Proposal:
    opened, bench = at(office)
    return importing.propose(opened, bench, [path], None)


def said(office: Path) -> dict[str, Any]:
    """Return what is answered, without who said it when; letters by what they are known by."""
    state = at(office)[1].state()
    return {
        key.fact: stated._replace(
            on=None,
            by=None,
            evidence=tuple(piece._replace(name=fold(piece.name)) for piece in stated.evidence),  # type: ignore[arg-type]
        )
        for key, stated in state.items()
    }


def type_in(path: Path, given_: ANSWERS, facts: dict[str, Fact], seed: int) -> None:
    """Write answers into a form in whatever spelling comes to people's minds, and do everything else to it."""
    dice = random.Random(seed)
    book = forms.opened(path)
    for id_, stated in given_.items():
        fact, filled = facts[id_], spelling.filled(facts[id_], stated)
        cell = forms.cell(book, id_)
        cell.value, pattern = spelled(fact, stated, filled.answer, dice)
        cell.number_format = pattern or cell.number_format
        for part, text in ((Part.REASON, filled.reason), (Part.EVIDENCE, filled.evidence), (Part.NOTE, filled.note)):
            other = forms.cell(book, id_, part)
            other.value = text or None
            if text:
                other.data_type = "s"  # what begins like a formula is a text here
    forms.shuffle(book, seed)
    book.save(path)


def spelled(fact: Fact, stated: Stated, text: str, dice: random.Random) -> tuple[Any, str]:
    """Return an answer as one of the things people or programs make of it, and its number format."""
    plain = forms.digits(forms.arabic(text), dice.randrange(99)) + dice.choice(("", " ", "\u200f", "\n"))
    other: list[tuple[Any, str]] = [(plain, "")]
    if stated.value is not None:
        amount = numbers.parse(stated.value.rstrip("%"))
        if fact.answer is AnswerKind.YES_NO:
            other.append((stated.value == "yes", ""))
        elif fact.answer is AnswerKind.LEVEL:
            wording = fact.levels[int(stated.value)]
            other += [
                (int(stated.value), "General"),
                (dice.choice(wording), ""),
                (f"{stated.value}- {wording.fa}", ""),
            ]
        elif spelling.in_per_cent(fact):
            other += [(f"٪{stated.value.rstrip('%')}", ""), (f"{stated.value.rstrip('%')} درصد", "")]
            assert amount is not None
            other.append((float(amount / 100), "0.00%"))
        else:
            assert amount is not None
            other.append((float(amount), "General"))
    return dice.choice(other)


def hold(sets: Sequence[ANSWERS], facts: dict[str, Fact], folder: Path) -> None:
    """Hold that forms of these answers change nothing, and that typing them in gives them."""
    language.use("fa")
    exported, typed = [], []
    for number, given_ in enumerate(sets):
        full, empty = lay_down(folder / f"full{number}", given_), lay_down(folder / f"empty{number}", {})
        exported.append((full, export(full, folder / f"exported{number}.xlsx")))
        form = export(empty, folder / f"typed{number}.xlsx")
        type_in(form, given_, facts, number)
        typed.append((empty, form))
    paths = [path for _office, path in (*exported, *typed)]
    saved = dict(zip(paths, forms.by_libreoffice(paths, folder), strict=True))
    for office, path in exported:
        for each in (path, saved[path]):
            proposal = propose(office, each)
            assert (proposal.problems, proposal.changes, proposal.conflicts) == ((), (), ())
    for (office, path), given_ in zip(typed, sets, strict=True):
        proposal = propose(office, saved[path])
        assert (proposal.problems, proposal.conflicts) == ((), ())
        assert importing.enter(at(office)[1], proposal).changed == len(given_)
        wanted = {
            fact: s._replace(evidence=tuple(p._replace(name=fold(p.name)) for p in s.evidence))
            for fact, s in given_.items()
        }
        assert said(office) == wanted
        assert propose(office, saved[path]).changes == ()


LIBRARY = checklist.load()
FACTS = {item.fact: LIBRARY.facts[item.fact] for item in LIBRARY.checklists["programme"].items}


@libreoffice
@settings(max_examples=1, **UNHURRIED)
@given(st.tuples(seeds, seeds, seeds))
def test_any_answers_come_back(grown: tuple[int, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hold([answers(seed + n, list(FACTS.values())) for n, seed in enumerate(grown)], FACTS, Path(folder))


@pytest.mark.heavy
@libreoffice
@settings(max_examples=10, **UNHURRIED)
@given(st.lists(seeds, min_size=10, max_size=10, unique=True))
def test_any_answers_come_back_many_times(grown: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hold([answers(seed, list(FACTS.values())) for seed in grown], FACTS, Path(folder))


def test_a_shuffled_form_is_another_one(tmp_path: Path) -> None:
    """What shuffling does is really done, or the property above would hold for nothing."""
    language.use("fa")
    path = export(lay_down(tmp_path, {}), tmp_path / "form.xlsx")
    book = forms.opened(path)
    names, order = [sheet.title for sheet in forms.pages(book)], forms.facts(book)
    forms.shuffle(book, 1)
    heads = [[cell.value for cell in sheet[forms.HEADING_ROW]] for sheet in book.worksheets if sheet.max_column > 9]
    found = [
        cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value in order
    ]
    assert set(found) == set(order)
    assert found != order
    assert not set(names) & set(book.sheetnames)
    assert all(forms.arabic("یادداشت") in row for row in heads)
    assert len({row.index("پاسخ") for row in heads}) > 1
