"""What service users are asked, what they answered, and what follows from it."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from compliance.model.checklist import Text


class Asked(NamedTuple):
    """One question on the scale; its label heads columns and rows."""

    id: str
    label: Text
    text: Text


class Cause(NamedTuple):
    """One cause of dissatisfaction that can be marked."""

    id: str
    label: Text


class Questionnaire(NamedTuple):
    """What is asked: questions on one scale (the lowest level first), causes of dissatisfaction, and a remark.

    `score` is the id of the question whose mean is the score; `services` are the ids of the services that are
    asked about, none when people may name any.
    """

    id: str
    version: str
    title: Text
    purpose: Text
    scale: tuple[Text, ...]
    score: str
    questions: tuple[Asked, ...]
    causes_text: Text
    causes: tuple[Cause, ...]
    comment: Text
    services: tuple[str, ...] = ()

    @property
    def place(self) -> int:
        """Where the question of the score stands among the questions."""
        return [question.id for question in self.questions].index(self.score)


class Channel(StrEnum):
    """How an answer sheet was filled in; the first letter of its id says it."""

    PAPER = "paper"
    WEB = "web"


class AnswerSheet(NamedTuple):
    """What one person answered, without anything that names the person.

    `marks` holds the level of each question, 1 for the lowest, None where nothing was marked; `service` and
    `day` (Jalali, yyyy/mm/dd) may be empty.
    """

    id: str
    day: str
    service: str
    marks: tuple[int | None, ...]
    causes: tuple[str, ...] = ()
    comment: str = ""

    @property
    def channel(self) -> Channel:
        """How it was filled in."""
        return Channel.WEB if self.id.startswith("w") else Channel.PAPER

    @property
    def empty(self) -> bool:
        """Whether nothing was answered."""
        return not any(self.marks) and not self.causes and not self.comment


class Estimate(NamedTuple):
    """The mean of `n` answers on 0 to 100 with its margin at 95 per cent, both to hundredths.

    `mean` is None where no figure may be given for so few answers, `margin` where two answers at least are
    missing to tell how far they spread. `population` is out of how many people the margin takes the answers to be,
    None where it takes their number for unknown.
    """

    n: int
    mean: Fraction | None = None
    margin: Fraction | None = None
    population: int | None = None

    @property
    def low(self) -> Fraction | None:
        """The lower end of the interval, not below 0."""
        return None if self.mean is None or self.margin is None else max(Fraction(0), self.mean - self.margin)

    @property
    def high(self) -> Fraction | None:
        """The upper end of the interval, not above 100."""
        return None if self.mean is None or self.margin is None else min(Fraction(100), self.mean + self.margin)


class Outcome(NamedTuple):
    """What a survey says: the score, and what it is made of.

    `sheets` counts all answer sheets, also those that left the question of the score open. `spread` counts the
    answers at each level of the scale. Where the answers are too few and no figure was asked for all the same,
    nothing but their number is there. `first` and `last` are the days of the first and last answer, or empty.
    """

    sheets: int
    score: Estimate
    spread: tuple[int, ...]
    questions: Mapping[str, Estimate]
    services: Mapping[str, Estimate]
    channels: Mapping[Channel, Estimate]
    causes: tuple[tuple[str, int], ...]
    first: str = ""
    last: str = ""
    population: int | None = None

    @property
    def groups(self) -> tuple[Estimate, ...]:
        """What parts of the answers say: those about each service, and those given in each way."""
        return (*self.services.values(), *self.channels.values())

    @property
    def few(self) -> bool:
        """Whether the score rests on fewer answers than a figure needs."""
        return self.score.n < ENOUGH

    @property
    def missing(self) -> int:
        """How many answers are missing to a figure."""
        return max(0, ENOUGH - self.score.n)


ENOUGH = 30
