"""What an office is, what it answered, and what its registers hold."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from compliance.model.checklist import Text
from compliance.model.scan import Scan


class Unit(NamedTuple):
    """A unit of the office: the owners whose work it does, and its person-days a week (written on `line`)."""

    id: str
    name: Text
    covers: tuple[str, ...]
    capacity: Fraction
    line: int | None = None


class System(NamedTuple):
    """A system the office enters for the voluntary part of the award; `field` is G2G, G2C or G2B."""

    id: str
    title: Text
    field: str


class Office(NamedTuple):
    """A provincial office as its office.yaml describes it; `budget` is in million rials."""

    id: str
    name: Text
    body: str
    body_name: Text
    province: str
    site: str
    checklists: tuple[str, ...]
    systems: tuple[System, ...]
    units: tuple[Unit, ...]
    budget: int | None
    efforts_confirmed: bool


class Source(StrEnum):
    """Who says so, the strongest first: a scan, the registers, the office itself."""

    SCANNED = "scanned"
    REGISTERED = "registered"
    DECLARED = "declared"


class Value(NamedTuple):
    """One reading of one fact.

    `amount` is what items judge: 1 or 0, a level, a number, or a percentage from counts. It is None
    when the fact does not apply; `not_applicable` then says why.
    """

    amount: Fraction | None
    counted: Fraction | None = None
    total: Fraction | None = None
    not_applicable: str | None = None


class Evidence(NamedTuple):
    """A file inside the round's evidence folder, or a letter that stays where it is."""

    kind: str
    name: str
    date: str | None = None
    held_by: str | None = None
    classification: str | None = None


class Answer(NamedTuple):
    """What the office declared for one fact, and where it stands in the file."""

    value: Value
    line: int
    override: str | None = None
    evidence: tuple[Evidence, ...] = ()
    on: str | None = None
    by: str | None = None


class Service(NamedTuple):
    """One row of the service register; None where the cell is empty. Times are days."""

    line: int
    id: str
    title: str
    parent: str = ""
    kind: str = ""
    unit: str = ""
    card_status: str = ""
    approval_no: str = ""
    approval_date: str = ""
    electronifiable: bool | None = None
    level: int | None = None
    portal: bool | None = None
    sso: bool | None = None
    rating: bool | None = None
    form_needed: bool | None = None
    form: bool | None = None
    frequent: bool | None = None
    page: str = ""
    start: str = ""
    card_fields: int | None = None
    requests: int | None = None
    online_requests: int | None = None
    visits: Fraction | None = None
    days_published: Fraction | None = None
    days_actual: Fraction | None = None
    fee_published: bool | None = None
    enquiries_needed: int | None = None
    enquiries_online: int | None = None

    @property
    def approved(self) -> bool:
        """Whether the identity card is approved."""
        return self.card_status == "approved"

    @property
    def electronic(self) -> bool:
        """Whether it can be obtained electronically: electronifiable, and at level 3 or above."""
        return bool(self.electronifiable) and (self.level or 0) >= 3

    @property
    def on_portal(self) -> bool:
        """Whether it is electronic and can be obtained through the national portal."""
        return self.electronic and bool(self.portal)


class Project(NamedTuple):
    """One row of projects.csv; `progress` is per cent, `entered` the award round it was entered for."""

    line: int
    id: str
    title: str
    progress: Fraction
    owner: str = ""
    due: str = ""
    approved_on: str = ""
    entered: str = ""


class Funnel(NamedTuple):
    """The way of the services: identified, electronifiable, electronic, on the national portal."""

    identified: int
    electronifiable: int
    electronic: int
    on_portal: int
    government: int

    @property
    def remaining(self) -> int:
        """Services still to be made electronic."""
        return self.electronifiable - self.electronic

    @property
    def in_person(self) -> int:
        """Services that have to be given in person."""
        return self.identified - self.electronifiable

    @property
    def off_portal(self) -> int:
        """Electronic services that are not on the national portal."""
        return self.electronic - self.on_portal


class Register(NamedTuple):
    """What the registers say: derived values by fact, the funnel, the gaps that counted as no, and the rows.

    `blanks` maps a partly filled column to the lines of its empty cells.
    """

    values: Mapping[str, Value]
    funnel: Funnel | None
    blanks: Mapping[str, tuple[int, ...]]
    projects: tuple[Project, ...]
    services: tuple[Service, ...] = ()


class Round(NamedTuple):
    """One round of an office as read from disk, before any judgement.

    `systems` holds the answers of each entered system by its id. `proposed` are facts whose answers
    were carried over from an earlier round and wait to be confirmed; those of a system stand behind
    its id and a slash. `scan` is what the website was seen to be.
    """

    id: str
    folder: Path
    answers: Mapping[str, Answer]
    systems: Mapping[str, Mapping[str, Answer]]
    proposed: tuple[str, ...] = ()
    scan: Scan | None = None


class Known(NamedTuple):
    """What holds for a fact after the sources have been put in order.

    `others` are the readings of weaker sources that say something else; `override` is the reason
    for which a declaration was preferred to a computed value.
    """

    value: Value
    source: Source
    others: tuple[tuple[Source, Value], ...] = ()
    override: str | None = None
    evidence: tuple[Evidence, ...] = ()


class ProjectBands(NamedTuple):
    """Projects by progress; the edges are this toolkit's definition (document 002 leaves them open)."""

    done: int
    above_70: int
    from_50_to_70: int
    from_40_to_50: int
    below_40: int
    entered: int

    @property
    def total(self) -> int:
        """All projects."""
        return self.done + self.above_70 + self.from_50_to_70 + self.from_40_to_50 + self.below_40
