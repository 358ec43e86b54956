"""What headquarters tells an office after a round: where it is strong, and what can become better."""

from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from compliance.model.league import Place
from compliance.model.office import Known


class Side(StrEnum):
    """On which side of a feedback something stands."""

    STRENGTH = "strength"
    IMPROVEMENT = "improvement"
    UNANSWERED = "unanswered"
    AWAY = "not-applicable"


class Peers(NamedTuple):
    """With whom an office is compared: those of its group, body or province, or all; `n` are the others.

    `instead` is the kind that was asked for and the office has not; empty where the choice was followed.
    """

    kind: str
    id: str
    n: int
    instead: str = ""


class Leader(NamedTuple):
    """An office, or an entered system of it, that has the most points of a criterion."""

    office: str
    system: str
    name_fa: str
    name_en: str


class Comparison(NamedTuple):
    """Points in hundredths beside the most there are: of the others the median, and one's own of the round before.

    `points` is None where nothing applies. `median` is over the peers it applies to, None for fewer than five, and
    `ahead` says how many of them have more points. `maximum` is exact: what others gave up by not applying is in it.
    `short` is what is missing, exact where the checklist is installed here; 0 where nothing applies.
    """

    points: int | None
    maximum: Fraction
    before: int | None
    median: Fraction | None
    ahead: int
    peers: int
    side: Side
    short: Fraction


class Criterion(NamedTuple):
    """An indicator of the checklist beside its peers; `best` is the most anybody among them has, and who has it.

    `sharing` says how many have it; of many only the first are named in `leaders`. None where too few are compared.
    """

    id: str
    points: Comparison
    best: int | None
    sharing: int
    leaders: tuple[Leader, ...]


class Detail(NamedTuple):
    """An item beside its peers; `known` is what the office said, None where it said nothing."""

    id: str
    indicator: str
    fact: str
    points: Comparison
    known: Known | None


class Feedback(NamedTuple):
    """The feedback to one office, or to one entered system of it.

    `median` and `best` are of the scores of its peers in hundredths, None for too few. `before` is the round before
    and `comparable` whether it was judged by the same checklist; `same` whether the checklist here is the one by
    which the filing was judged, so that what items are worth is exact. `scores` says what it rests on: `self` is what
    the office filed, `consensus` what the panel established.
    """

    place: Place
    round: str
    before: str
    checklist: str
    version: str
    maximum: Fraction
    scored: int
    peers: Peers
    median: Fraction | None
    best: int | None
    criteria: tuple[Criterion, ...]
    details: tuple[Detail, ...]
    comparable: bool
    same: bool
    scores: str = "self"

    @property
    def by_consensus(self) -> bool:
        """Whether it rests on what a panel established, not on what the office filed."""
        return self.scores == "consensus"

    @property
    def missing(self) -> Fraction:
        """How many hundredths the score is short of the full one."""
        return 100 * self.maximum - (self.place.score or 0)

    @property
    def compared(self) -> bool:
        """Whether it is compared with anybody: of too few others nothing is told."""
        return self.median is not None

    def on(self, side: Side) -> list[Detail]:
        """Return the items on a side: strengths by how far they are ahead, the others by what they are short."""
        found = [one for one in self.details if one.points.side is side]
        if side is not Side.STRENGTH:
            return sorted(found, key=lambda d: (-d.points.short, d.id))
        return sorted(found, key=lambda d: (-_lead(d.points), d.points.ahead, d.id))


def _lead(one: Comparison) -> Fraction:
    return Fraction(0) if one.points is None or one.median is None else one.points - one.median
