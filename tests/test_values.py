"""How people write values: natural spellings say what their plain ones say, and what is impossible is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import checklist, language, values
from compliance.forms import reading
from compliance.forms.reading import CountAlone
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.office import Value
from compliance.model.stated import Stated
from compliance.persian import letters, numbers
from compliance.values import Unreadable, Way
from tests.conftest import ROOT

FACTS = checklist.load(ROOT / "checklists").facts
NUMBERS = sorted((f for f in FACTS.values() if f.answer is AnswerKind.NUMBER), key=lambda f: f.id)
COUNTS = sorted((f for f in FACTS.values() if f.answer is AnswerKind.COUNTS), key=lambda f: f.id)
LEVELS = sorted((f for f in FACTS.values() if f.answer is AnswerKind.LEVEL), key=lambda f: f.id)
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WAYS = st.sampled_from(list(Way))


@pytest.fixture(autouse=True)
def english() -> None:
    language.use("en")


def possible(fact: Fact) -> st.SearchStrategy[str]:
    """Numbers that can answer a fact, in the spelling of files."""
    assert fact.minimum is not None
    assert fact.maximum is not None
    places = 0 if fact.whole else 2
    scaled = st.integers(int(fact.minimum * 10**places), int(fact.maximum * 10**places))
    return scaled.map(lambda n: numbers.exact(Fraction(n, 10**places)))


@st.composite
def dressed(draw: st.DrawFn, plain: str) -> str:
    """The same in other digits, with blanks and signs that nobody sees."""
    text = draw(st.sampled_from([plain, letters.persian_digits(plain), plain.translate(ARABIC)]))
    if not text.isascii() and draw(st.booleans()):
        text = text.replace(".", "٫")
    return draw(st.sampled_from(["", " ", "\u200f", "\u00a0"])) + text + draw(st.sampled_from(["", "  ", "\u200e"]))


UNITS = {
    "seconds": ["ثانیه", "seconds", "Second", "s", "sec"],
    "hours per person": ["ساعت", "ساعت برای هر نفر", "hours", "h", "hours per person"],
    "m² per person": ["متر مربع", "مترمربع", "متر\u200cمربع برای هر نفر", "m²", "m2", "square metres"],
    "per cent": ["درصد", "٪", "%", "％", "per cent", "percent"],
    "months": ["ماه", "months", "month"],
    "points": ["امتیاز", "points", "٪", "%", "از ۱۰۰", "out of 100", "امتیاز از ۱۰۰"],
    "visits": ["بار", "visits"],
}
FOREIGN = ["دقیقه", "روز", "هفته", "دلار", "min", "days", "کیلومتر", "هزار", "k", "°", "±1", "تقریبا"]


@given(st.data())
def test_a_number_with_its_own_unit_is_that_number(data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from([f for f in NUMBERS if f.unit and f.unit.en in UNITS]))
    assert fact.unit is not None
    plain, unit = data.draw(possible(fact)), data.draw(st.sampled_from(UNITS[fact.unit.en]))
    text = data.draw(dressed(plain)) + data.draw(st.sampled_from(["", " ", "\u200c"])) + unit
    assert values.read(fact, text) == values.read(fact, plain) == Value(Fraction(plain))


@given(st.data())
def test_a_number_with_another_unit_is_refused_everywhere(data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from([*NUMBERS, *COUNTS]))
    plain = data.draw(possible(fact) if fact in NUMBERS else st.integers(0, 100).map(str))
    text = f"{data.draw(dressed(plain))} {data.draw(st.sampled_from(FOREIGN))}"
    assert isinstance(values.read(fact, text, data.draw(WAYS)), Unreadable)
    assert isinstance(reading.answer(fact, text), Unreadable)


@given(st.data())
def test_what_no_number_can_be_is_refused_with_its_limits(data: st.DataObject) -> None:
    """Below the least, above the greatest, and between two whole numbers."""
    fact = data.draw(st.sampled_from(NUMBERS))
    assert fact.minimum is not None
    assert fact.maximum is not None
    wrong = [fact.minimum - data.draw(st.integers(1, 10**6)), fact.maximum + data.draw(st.integers(1, 10**6))]
    if fact.whole:
        wrong.append(Fraction(int(data.draw(possible(fact)))) - Fraction(1, 2))
    read = values.read(fact, data.draw(dressed(numbers.exact(data.draw(st.sampled_from(wrong))))), data.draw(WAYS))
    assert isinstance(read, Unreadable)
    low, high = (numbers.show(end) for end in (fact.minimum, fact.maximum))
    assert f"from {low} to {high} ({fact.unit})" in read.expected


def test_every_number_says_what_it_can_be() -> None:
    """And every target, and what the actions reach, can be answered."""
    library = checklist.load(ROOT / "checklists")
    assert all(f.minimum is not None and f.maximum is not None and f.minimum < f.maximum for f in NUMBERS)
    for item in (item for c in library.checklists.values() for item in c.items if item.target is not None):
        fact = library.facts[item.fact]
        if fact.answer is AnswerKind.NUMBER:
            assert isinstance(values.read(fact, numbers.exact(item.target or Fraction(0))), Value)


@given(st.data())
def test_two_counts_in_one_text_are_the_two_counts(data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from([f for f in COUNTS if f.whole]))
    assert fact.counted is not None
    assert fact.total is not None
    count, total = sorted((data.draw(st.integers(0, 10**6)), data.draw(st.integers(0, 10**6))))
    things = ["", " مورد", " عدد", f" {fact.counted.fa}", f" {fact.counted.en}"]
    of = data.draw(st.sampled_from([" از ", "از", " of ", " out of ", " از مجموع ", " از کل ", " OF "]))
    behind = data.draw(st.sampled_from(["", " مورد", f" {fact.total.fa}", f" {fact.total.en}"]))
    text = data.draw(dressed(str(count))) + data.draw(st.sampled_from(things)) + of + data.draw(dressed(str(total)))
    plain = values.read_counts(fact, str(count), str(total))
    assert isinstance(plain, Value)
    way = data.draw(WAYS)
    assert values.read(fact, text + behind, way) == plain
    said = Stated(counted=str(count), total=str(total))
    assert reading.answer(fact, text + behind) == reading.whole(fact, text, way) == said


@pytest.mark.parametrize(
    "text", ["19 از 18", "-1 از 18", "1 از -18", "۱۶ روز از ۱۸", "16 از 18 از 20", "1e1 of 20", "از 18"]
)
def test_counts_that_cannot_be_are_refused(text: str) -> None:
    for fact in COUNTS:
        assert isinstance(values.read(fact, text), Unreadable)


@pytest.mark.parametrize("pair", [("2.5", "18"), ("2", "18٫5"), ("-1", "18"), ("19", "18"), ("۲/۵", "18")])
def test_two_whole_counts_are_whole_and_in_order(pair: tuple[str, str]) -> None:
    fact = FACTS["website.links"]
    for way in Way:
        assert isinstance(values.read_counts(fact, *pair, way), Unreadable)


def test_what_is_measured_may_have_decimals() -> None:
    assert isinstance(values.read_counts(FACTS["office.archive-scanned"], "2.5", "18.25"), Value)


@given(st.data())
def test_a_share_with_its_sign_before_or_behind_is_the_same(data: st.DataObject) -> None:
    fact, number = data.draw(st.sampled_from(COUNTS)), data.draw(st.integers(0, 10000))
    plain = numbers.exact(Fraction(number, 100))
    text = data.draw(dressed(plain)).strip()
    spelled = data.draw(
        st.sampled_from(["{}٪", "٪{}", "% {}", "{} ٪", "{} درصد", "درصد {}", "{} per cent", "{} PERCENT"])
    )
    assert values.read(fact, spelled.format(text), data.draw(WAYS)) == Value(Fraction(plain))
    assert reading.answer(fact, spelled.format(text)) == reading.percentage(fact, text, Way.PAGE)


@given(
    st.sampled_from(LEVELS),
    st.integers(0, 4),
    st.sampled_from(["سطح {}", "سطح\u200c{}", "level {}", "Level{}", "{}"]),
)
def test_a_level_by_its_name_is_that_level(fact: Fact, level: int, spelled: str) -> None:
    for digit in (str(level), letters.persian_digits(str(level))):
        text = spelled.format(digit)
        for said in (text, f"{text} – {fact.levels[level].fa}", f"{text}: {fact.levels[level].en}"):
            assert values.read(fact, said) == Value(Fraction(level))
    other = fact.levels[(level + 1) % 5].fa
    if len(set(fact.levels)) == 5:
        assert isinstance(values.read(fact, f"{spelled.format(level)} – {other}"), Unreadable)


@pytest.mark.parametrize("text", ["سطح ۵", "سطح ۲٫۵", "سطح", "سطح سه", "level 12", "2-3", "دو"])
def test_what_names_no_level_is_refused(text: str) -> None:
    assert all(isinstance(values.read(fact, text), Unreadable) for fact in LEVELS)


@pytest.mark.parametrize("text", ["نه", "خیر", " نه ", "خير", "no", "NO", "0"])
def test_no_is_no(text: str) -> None:
    fact = FACTS["website.https"]
    assert values.read(fact, text) == values.read(fact, "no") == Value(Fraction(0))
    assert reading.answer(fact, text) == Stated("no")


@pytest.mark.parametrize("text", ["صفر", "zero", "Zero", " صفر\u200c"])
def test_nought_is_nought_where_numbers_are_asked(text: str) -> None:
    asked = [f for f in (*NUMBERS, *LEVELS, *COUNTS) if f.minimum is None or f.minimum <= 0]
    assert all(values.read(fact, text) == Value(Fraction(0)) for fact in asked)
    assert reading.answer(FACTS["website.links"], text) == CountAlone("0")
    assert isinstance(values.read(FACTS["website.https"], text), Unreadable)


# --- nothing that was read before means anything else


def before(fact: Fact, text: str) -> Fraction | None:
    """Return what a number or a share meant before units and words were read, None for what was refused."""
    plain = letters.ascii_digits(text.strip())
    if fact.answer is AnswerKind.COUNTS:
        amount = None if _misplaced(plain.rstrip("%٪ ")) else numbers.parse(plain.rstrip("%٪ "))
        signed = plain.endswith(("%", "٪"))
        return amount if amount is not None and 0 <= amount <= 100 and (signed or not 0 < amount < 1) else None
    if fact.unit is not None and fact.unit.en == "per cent":
        plain = plain.rstrip("%٪ ")
    plain = plain.replace("،", ",")
    if plain.count(",") == 1 and len(plain.partition(",")[2]) != 3:
        plain = plain.replace(",", ".")
    if "," in plain or _misplaced(plain):
        return None
    return numbers.parse(plain.replace("/", ".") if plain.count("/") == 1 else plain)


def _misplaced(plain: str) -> bool:
    return "٬" in plain and not re.fullmatch(r"-?\d{1,3}(٬\d{3})+([.٫]\d+)?", plain)


def _texts() -> Iterator[st.SearchStrategy[str]]:
    yield st.text("0123456789۰۵۹٠٥.٫٬,،/%٪- ", max_size=9)
    yield st.decimals(-200, 200, places=2).map(str)
    yield st.integers(-(10**5), 10**5).map(lambda n: letters.persian_digits(str(n)))


@given(st.sampled_from([*NUMBERS, *COUNTS]), st.one_of(*_texts()))
def test_nothing_that_was_read_before_means_anything_else(fact: Fact, text: str) -> None:
    """It may be refused now, as impossible; it is never read as another number."""
    old, new = before(fact, text), values.read(fact, text)
    if old is not None and isinstance(new, Value):
        assert new.amount == old
    if old is not None and isinstance(new, Unreadable):
        low, high = fact.minimum, fact.maximum
        outside = (low is not None and old < low) or (high is not None and old > high)
        assert outside or (fact.whole and old.denominator != 1)


@given(st.sampled_from(sorted(FACTS.values(), key=lambda f: f.id)), st.text(max_size=30), WAYS)
def test_any_text_is_read_or_refused_in_words(fact: Fact, text: str, way: Way) -> None:
    """And what is read is written in a spelling that is read as the same."""
    read = values.read(fact, text, way)
    if isinstance(read, Unreadable):
        assert read.expected
        assert read.mend
    else:
        written = values.write(fact, read)
        if "value" in written:
            assert values.read(fact, written["value"]) == read
        elif "count" in written:
            assert values.read_counts(fact, written["count"], written["total"]) == read


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("way", [Way.TERMINAL, Way.FORM, Way.PAGE])
@pytest.mark.parametrize("text", ["61/142", "142/61", "110%", "-3", "19 از 18", "بیست", "0.5", "2.5 از 3"])
def test_only_the_file_speaks_of_its_keys(text: str, way: Way, lang: str) -> None:
    language.use(lang)
    read = values.read(FACTS["website.links"], text, way)
    assert isinstance(read, Unreadable)
    said = f"{read.seen} {read.expected} {read.mend}"
    assert not re.search(r"\{|count:|total:|value:", said)
    assert lang == "en" or not re.search(r"count|total|value", said)


def test_the_advice_fits_the_way_in() -> None:
    fact = FACTS["website.links"]
    told = {way: values.read(fact, "61/142", way) for way in Way}
    language.use("fa")
    persian = values.read(fact, "61/142", Way.FORM)
    assert "count: 61, total: 142" in told[Way.FILE].mend  # type: ignore[union-attr]
    assert "61 of 142" in told[Way.FORM].mend  # type: ignore[union-attr]
    assert "61 for “working links” and 142 for “links checked”" in told[Way.PAGE].mend  # type: ignore[union-attr]
    assert "۶۱ از ۱۴۲" in persian.mend  # type: ignore[union-attr]
    language.use("en")
    above = values.read(fact, "۱۱۰٪", Way.FORM)
    assert "above 100 per cent is impossible" in above.mend  # type: ignore[union-attr]
