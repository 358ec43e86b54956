"""What the instruments ask: facts, checklists, actions, and the library that holds them all."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from compliance import language


class Text(NamedTuple):
    """One text in both languages; `str()` gives the language in use."""

    fa: str
    en: str

    def __str__(self) -> str:
        return self.fa if language.current() == "fa" else self.en


class AnswerKind(StrEnum):
    """How a fact is answered."""

    YES_NO = "yes-no"
    LEVEL = "level"
    COUNTS = "counts"
    NUMBER = "number"


class Empty(StrEnum):
    """What a total of 0 means for a fact of counts."""

    NOT_APPLICABLE = "not-applicable"
    UNMET = "unmet"


class Better(StrEnum):
    """The direction in which a value improves."""

    HIGHER = "higher"
    LOWER = "lower"


class Authority(StrEnum):
    """Who can carry an action out."""

    OFFICE = "office"
    HEADQUARTERS = "headquarters"
    JOINT = "joint"


class Basis(NamedTuple):
    """Where something comes from: a `source` document, a public `page`, or `proposed` by this toolkit.

    `ref` says which document or page, and what of it; None where nothing is named.
    """

    kind: str
    ref: Text | None = None


class Fact(NamedTuple):
    """One thing that can be known about an office; it is asked once.

    `levels` has five texts (0 to 4); `counted` and `total` name the two numbers of a fact of counts;
    `register` and `scan` name what can answer instead of the office. A number is possible from
    `minimum` to `maximum`; `scale` are the ends of the scale it runs on, if it runs on one. `whole`
    says that only whole numbers are possible: of the number, or of both counts.
    """

    id: str
    question: Text
    answer: AnswerKind
    owner: str
    evidence: Text
    evidence_required: bool
    evidence_kind: str
    basis: Basis
    levels: tuple[Text, ...] = ()
    counted: Text | None = None
    total: Text | None = None
    unit: Text | None = None
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    whole: bool = False
    scale: tuple[Fraction, Fraction] | None = None
    empty: Empty | None = None
    co_owner: str | None = None
    register: str | None = None
    scan: tuple[str, ...] = ()


class Group(NamedTuple):
    """A sub-criterion: a name for some items of an indicator."""

    id: str
    title: Text


class Item(NamedTuple):
    """A judgement of one fact against a target.

    `weight` is relative within the indicator; `points` is what the item is worth when every item of
    the checklist applies. Without a `target` the item does not apply, and `no_target` says why.
    """

    id: str
    fact: str
    weight: Fraction
    target: Fraction | None
    better: Better
    criterion: Text
    points: Fraction
    no_target: Text | None
    group: Group | None
    question_basis: Basis
    target_basis: Basis
    weight_basis: Basis


class Indicator(NamedTuple):
    """A part of a checklist with a weight in points; the weights sum to the checklist's maximum."""

    id: str
    title: Text
    weight: Fraction
    basis: Basis
    why: Text | None
    items: tuple[Item, ...]


class Certificate(NamedTuple):
    """A certificate that the organisation may grant, with its proposed floor in points."""

    id: str
    title: Text
    floor: Fraction


class Decree(NamedTuple):
    """What makes a checklist official."""

    body: str
    number: str
    date: str


class Origin(NamedTuple):
    """What a checklist with targets of its own was copied from, and for which office, None for any."""

    checklist: str
    version: str
    office: str | None = None


class Checklist(NamedTuple):
    """An instrument; `sha256` is of its resolved content, and unequal ones are not comparable.

    `per` is `office`, or `system` when each entered system has answers of its own. `bands` is the
    number of equal score bands, 0 for none. `certificates` stand best first. A copy, which an overlay made
    of another checklist, has an `origin`; it is for its office alone and never filed.
    """

    id: str
    version: str
    status: str
    decree: Decree | None
    title: Text
    note: Text
    maximum: Fraction
    per: str
    bands: int
    certificates: tuple[Certificate, ...]
    indicators: tuple[Indicator, ...]
    sha256: str
    origin: Origin | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order of the indicators."""
        return tuple(item for indicator in self.indicators for item in indicator.items)


class Criterion(NamedTuple):
    """When an action has succeeded: in words, and as a JSON Schema over `{fact id: value}`."""

    text: Text
    test: Mapping[str, Any]


class Action(NamedTuple):
    """Something that can be done to raise facts.

    `raises` gives the value each fact reaches, already resolved to the strictest target in force.
    `fixed` and `per_unit` are person-days (per missing count); `wait_days` are calendar days after
    the work; `cost` is million rials besides work. All of them are proposed until confirmed.
    """

    id: str
    title: Text
    raises: Mapping[str, Fraction]
    fixed: Fraction
    per_unit: Fraction
    wait_days: int
    wait_reason: Text | None
    cost: int
    needs: tuple[str, ...]
    owner: str
    co_owner: str | None
    authority: Authority
    request: Text | None
    criterion: Criterion


class Province(NamedTuple):
    """A province of Iran; `tile` is its column and row on the tile map."""

    id: str
    name: Text
    tile: tuple[int, int]


class Part(StrEnum):
    """Which quantity of an answer is meant: what items judge, or one of the two numbers of counts."""

    VALUE = "value"
    COUNT = "count"
    TOTAL = "total"


class Relation(StrEnum):
    """How answers contradict each other: the first is above the second, they differ, or all limits hold."""

    ABOVE = "above"
    DIFFER = "differ"
    TOGETHER = "together"


class Quantity(NamedTuple):
    """A part of the answer to a fact, with the limits within which it takes part in a contradiction."""

    fact: str
    part: Part
    at_least: Fraction | None = None
    at_most: Fraction | None = None


class Pair(NamedTuple):
    """Answers that cannot all be true; `says` is one sentence about what is contradictory.

    There are two sides, or a single one where an answer contradicts its own question.
    """

    id: str
    says: Text
    relation: Relation
    sides: tuple[Quantity, ...]
    basis: Basis


class Rolling(StrEnum):
    """How the numbers of a body's offices become the body's own: `ask` leaves it to a person."""

    WEIGHTED = "weighted"
    SUM = "sum"
    MEDIAN = "median"
    ASK = "ask"


class RollupRule(NamedTuple):
    """How a fact is rolled up over the offices of a body, and `why` so; `by` is what a mean is weighted by."""

    way: Rolling
    why: Text
    basis: Basis
    by: Quantity | None = None


class EvidenceLimits(NamedTuple):
    """What headquarters expects of evidence; the defaults hold for checklists that do not say.

    A file may have `maximum_mb`; a document older than `oldest_days` is too old; a file listed for more
    facts than `shared_by` is pointed out.
    """

    maximum_mb: int = 25
    oldest_days: int = 365
    shared_by: int = 5
    basis: Basis = Basis("proposed")


class Measure(NamedTuple):
    """How much something that was seen adds to a weight: so much for each unit of it, and at most so much."""

    each: int
    most: int

    def of(self, seen: int) -> int:
        """Return what so many units add."""
        return min(self.most, self.each * max(0, seen))


_FLOOR = MappingProxyType({"floor": Measure(1, 1)})


class AuditWeights(NamedTuple):
    """What makes a site visit more likely: of an office, of flags by their codes, and of an item in an office.

    Without a file of them everybody has the same weight.
    """

    office: Mapping[str, Measure] = _FLOOR
    flags: Mapping[str, int] = MappingProxyType({})
    item: Mapping[str, Measure] = _FLOOR


class Needs(StrEnum):
    """What a check looks at: answers over HTTP, a browser, certificates, DNS, or the real network over time."""

    HTTP = "http"
    BROWSER = "browser"
    TLS = "tls"
    DNS = "dns"
    NETWORK = "network"


class ScanCheck(NamedTuple):
    """One check as the checklists describe it; `limits` are its thresholds by name, `shown` says them in words."""

    id: str
    group: str
    needs: Needs
    title: Text
    shown: Text
    standard: Text
    fix: Text
    limits: Mapping[str, Fraction | tuple[str, ...]]

    def limit(self, name: str) -> Fraction:
        """Return a threshold that is a number."""
        amount = self.limits[name]
        assert isinstance(amount, Fraction), f"{self.id}: {name} is a list"
        return amount

    def words(self, name: str) -> tuple[str, ...]:
        """Return a threshold that is a list of words."""
        found = self.limits[name]
        assert isinstance(found, tuple), f"{self.id}: {name} is a number"
        return found


class Library(NamedTuple):
    """Everything a checklists folder holds, resolved and checked."""

    facts: Mapping[str, Fact]
    checklists: Mapping[str, Checklist]
    actions: Mapping[str, Action]
    units: Mapping[str, Text]
    provinces: Mapping[str, Province]
    letter_days: Fraction
    pairs: tuple[Pair, ...] = ()
    evidence: EvidenceLimits = EvidenceLimits()
    bodies: Mapping[str, Text] = MappingProxyType({})
    scan: Mapping[str, ScanCheck] = MappingProxyType({})
    audit: AuditWeights = AuditWeights()
    rollup: Mapping[str, RollupRule] = MappingProxyType({})

    @property
    def originals(self) -> Mapping[str, Checklist]:
        """The checklists by which offices are compared: all but the copies with targets of their own."""
        return {id_: checklist for id_, checklist in self.checklists.items() if checklist.origin is None}

    @property
    def directions(self) -> Mapping[str, Better]:
        """In which direction each judged fact gets better; it is the same in every checklist."""
        return {item.fact: item.better for checklist in self.checklists.values() for item in checklist.items}
