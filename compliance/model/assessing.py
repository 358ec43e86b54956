"""Who assesses offices, what they establish, and the way that an award goes from declaration to publication."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from compliance.model.office import Value


class TieKind(StrEnum):
    """What ties an assessor to an office, who must therefore not judge it."""

    OFFICE = "own-office"
    BODY = "own-body"
    PROVINCE = "own-province"
    FORMER = "former-employer"
    RELATION = "relation"


class Tie(NamedTuple):
    """A conflict of interest with one office, or with all offices of a body or province (`to` says which)."""

    kind: TieKind
    to: str
    id: str
    note: str = ""


class Assessor(NamedTuple):
    """Who assesses: where they work now, and the further ties that they declared.

    `body`, `province` and `office` are ids of headquarters' own lists, empty for none; `organisation` is what people
    call where they come from. `letter` is the number of their declaration of interests, empty until it is there.
    """

    id: str
    name_fa: str
    name_en: str
    organisation: str = ""
    body: str = ""
    province: str = ""
    office: str = ""
    ties: tuple[Tie, ...] = ()
    letter: str = ""

    @property
    def all_ties(self) -> tuple[Tie, ...]:
        """What they are tied to now, and what was declared besides."""
        own = ((TieKind.OFFICE, "office"), (TieKind.BODY, "body"), (TieKind.PROVINCE, "province"))
        return (*(Tie(kind, to, id_) for kind, to in own if (id_ := getattr(self, to))), *self.ties)


class Stage(StrEnum):
    """How far an office has come on the way of an award; a site visit is made only where one is needed."""

    DECLARATION = "declaration"
    EVIDENCE = "evidence-check"
    DEFENCE = "defence"
    VISIT = "site-visit"
    CONSENSUS = "consensus"
    FEEDBACK = "feedback"
    PUBLISHED = "published"

    @property
    def place(self) -> int:
        """Its place on the way, counted from 0."""
        return list(Stage).index(self)

    @property
    def next(self) -> tuple[Stage, ...]:
        """The stages that may follow."""
        rest = list(Stage)[self.place + 1 :]
        return tuple(rest[:2] if self is Stage.DEFENCE else rest[:1])


class Case(NamedTuple):
    """What is assessed: an office in a round by one checklist."""

    round: str
    office: str
    checklist: str


class Said(NamedTuple):
    """What an assessor, or a panel, established for a fact, and why; a value without amount does not apply."""

    value: Value
    reason: str


class Points(NamedTuple):
    """What established values come to, in hundredths of a point and of a per cent, as a filing's totals are kept.

    The score counts what nobody judged as 0, `high` as full; `items` are the points of each item in the checklist's
    order, None where it does not apply. Both scores are None when nothing applies.
    """

    score: int | None
    high: int | None
    coverage: int
    items: tuple[int | None, ...]
