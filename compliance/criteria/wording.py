"""The sentences of a feature and what they mean: one table for who writes, who runs and pytest-bdd's steps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from compliance.checklist import predicates
from compliance.criteria import limits
from compliance.criteria.limits import Keyword, Limit
from compliance.language import _
from compliance.persian import dates, numbers
from compliance.persian.letters import ascii_digits, persian_digits


class Role(StrEnum):
    """Where in a scenario a sentence stands, named as the compiler of Gherkin does."""

    GIVEN = "Context"
    WHEN = "Action"
    THEN = "Outcome"


SENTENCES: Mapping[Keyword, str] = {
    Keyword.AT_LEAST: "قلم «{fact}» دست‌کم {amount} است",
    Keyword.AT_MOST: "قلم «{fact}» حداکثر {amount} است",
    Keyword.ABOVE: "قلم «{fact}» بیش از {amount} است",
    Keyword.BELOW: "قلم «{fact}» کمتر از {amount} است",
    Keyword.EQUALS: "قلم «{fact}» برابر {amount} است",
    Keyword.ONE_OF: "قلم «{fact}» یکی از {amount} است",
    Keyword.ANSWERED: "قلم «{fact}» پاسخ دارد",
    Keyword.TEST: "پاسخ‌ها با این آزمون سازگار است",
}
ROUND = "دورهٔ «{round}» ادارهٔ «{office}»"
WORK = "«{unit}» این کار را از {start} تا {end} انجام می‌دهد"
DONE = "کار انجام شده است و تازه‌ترین پاسخ‌های دوره خوانده می‌شود"
_THAT = "که "  # «هنگامی» alone is the keyword; «هنگامی که» is the language
_BETWEEN = "، "
_FIELDS = {
    "fact": "[^«»]+",
    "amount": "[-−0-9۰-۹٠-٩٫.،, ]+",
    "round": "[^«»]+",
    "office": "[^«»]+",
    "unit": ".+",
    "start": "[0-9۰-۹٠-٩/-]+",
    "end": "[0-9۰-۹٠-٩/-]+",
}


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what recognises a sentence, any number of spaces between its words."""
    fields = {name: f"(?P<{name}>{form})" for name, form in _FIELDS.items()}
    return re.compile(
        r"\s+".join(map(re.escape, sentence.split())).replace(r"\{", "{").replace(r"\}", "}").format(**fields)
    )


_LIMITS = {keyword: _pattern(sentence) for keyword, sentence in SENTENCES.items()}
_ROUND, _WORK, _DONE = _pattern(ROUND), _pattern(WORK), _pattern(_THAT + DONE)


class Background(NamedTuple):
    """Whose answers of which round the scenarios are about."""

    office: str
    round: str


def background(sentence: str) -> Background | None:
    """Return what the background says; None for another sentence."""
    match = _ROUND.fullmatch(sentence.strip())
    return Background(match["office"], ascii_digits(match["round"])) if match else None


def write_background(office: str, round_id: str) -> str:
    """Return the sentence that names office and round."""
    return ROUND.format(round=persian_digits(round_id), office=office)


def is_work(sentence: str) -> bool:
    """Whether the sentence says who works from when to when; both days have to exist."""
    match = _WORK.fullmatch(sentence.strip())
    return match is not None and all(dates.normal(match[end]) for end in ("start", "end"))


def write_work(unit: str, start: date, end: date) -> str:
    """Return the sentence that says who works from when to when."""
    first, last = (persian_digits(dates.write(day)) for day in (start, end))
    return WORK.format(unit=unit, start=first, end=last)


def is_done(sentence: str) -> bool:
    """Whether the sentence says that the work is done and the answers are read."""
    return _DONE.fullmatch(sentence.strip()) is not None


def write_done() -> str:
    """Return the sentence that says that the work is done and the answers are read."""
    return _THAT + DONE


def limit(sentence: str, part: str | None = None) -> Limit | None:
    """Return the limit a sentence sets, with the part of a JSON Schema below it; None for anything else."""
    for keyword, pattern in _LIMITS.items():
        match = pattern.fullmatch(sentence.strip())
        if match is None:
            continue
        if keyword is Keyword.TEST:
            return _part(part)
        if keyword is Keyword.ANSWERED:
            return Limit(keyword, match["fact"])
        amounts = _amounts(match["amount"], keyword)
        return Limit(keyword, match["fact"], amounts) if amounts else None
    return None


def speaks_of_limits(line: str) -> bool:
    """Whether a limit is said somewhere in a line."""
    return any(pattern.search(line) for pattern in _LIMITS.values())


def is_limit(sentence: str) -> bool:
    """Whether a sentence has the form of a limit, whatever stands below it."""
    return limit(sentence) is not None or _LIMITS[Keyword.TEST].fullmatch(sentence.strip()) is not None


def _part(text: str | None) -> Limit | None:
    try:
        schema = json.loads(text or "")
        sound = not any(predicates.flaws(schema))
        # What names no fact and always holds would test nothing.
        tests = sound and (bool(predicates.of(schema).facts) or not predicates.of(schema).holds({}))
    except (ValueError, RecursionError):
        return None
    return Limit(Keyword.TEST, part=schema) if tests else None


def _amounts(text: str, keyword: Keyword) -> tuple[Fraction, ...]:
    texts = text.split(_BETWEEN) if keyword is Keyword.ONE_OF else [text]
    amounts = [a for one in texts if (a := numbers.parse(one)) is not None and limits.exact(a)]
    return tuple(amounts) if len(amounts) == len(texts) else ()


def write_limit(wanted: Limit) -> tuple[str, str | None]:
    """Return the sentence of a limit, and the part of a JSON Schema that stands below it."""
    if wanted.part is not None:
        text = json.dumps(wanted.part, ensure_ascii=False, indent=2)
        return SENTENCES[Keyword.TEST], text.replace("`", "\\u0060")  # three of these would end it
    amount = _BETWEEN.join(_digits(a) for a in wanted.amounts)
    return SENTENCES[wanted.keyword].format(fact=wanted.fact, amount=amount), None


def _digits(amount: Fraction) -> str:
    text = persian_digits(numbers.exact(amount))
    return text.replace(".", numbers.DECIMAL_SIGN).replace("-", numbers.MINUS)


def _plainly(amount: Fraction) -> str:
    return numbers.show(amount, 12)


def words(wanted: Limit, show: Callable[[Fraction], str] = _plainly) -> str:
    """Return what a limit asks, in the language in use, each amount shown as `show` does."""
    amount = _(", ").join(map(show, wanted.amounts))
    said = {
        Keyword.AT_LEAST: _("at least {x}"),
        Keyword.AT_MOST: _("at most {x}"),
        Keyword.ABOVE: _("above {x}"),
        Keyword.BELOW: _("below {x}"),
        Keyword.EQUALS: _("exactly {x}"),
        Keyword.ONE_OF: _("one of {x}"),
        Keyword.ANSWERED: _("an answer"),
        Keyword.TEST: _("what the test of the criterion asks"),
    }
    return said[wanted.keyword].format(x=amount)
