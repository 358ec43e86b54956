"""What the offices of a round said, filing by filing, as the rules take it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from compliance.filing import record
from compliance.headquarters.roster import Office
from compliance.headquarters.store import Store
from compliance.model.checklist import Fact
from compliance.model.office import Known, Source, Value

_REMEMBERED = 2**15
_AWAY = Value(None, not_applicable="")
_SQL = """
select o.id, o.name_fa, o.name_en, o.body, o.province, o.grouped, f.n, f.sha256, f.facts
from standing s
join filing f on f.n = s.filing
join office o on o.id = s.office and o.since <= ? and (o.until is null or o.until > ?)
where s.round = ? and s.since <= ? and (s.until is null or s.until > ?)
"""


class Held(NamedTuple):
    """A filing that stands in a round: whose it is, its number in the record, and what it says.

    `facts` are the office's own, `systems` those of each system it entered, by id. Why something does not apply
    stands in the filing alone. Every source counts as declared here: which one held is the filing's own matter.
    """

    office: Office
    filing: int
    sha256: str
    facts: Mapping[str, Known]
    systems: Mapping[str, Mapping[str, Known]]


def held(
    store: Store, facts: Mapping[str, Fact], round_: str, seq: int, offices: Iterable[str] | None = None
) -> Iterator[Held]:
    """Give what stands in a round after a line of the log, in the order of the offices' ids; all, or some offices'.

    One filing is read at a time: hundreds of thousands need no more memory than one.
    """
    reader = _Reader(facts)
    asked = (seq, seq, round_, seq, seq)
    if offices is None:
        yield from map(reader.read, store.connection.execute(f"{_SQL} order by o.id", asked))
        return
    for office in sorted(set(offices)):
        yield from map(reader.read, store.connection.execute(f"{_SQL} and s.office = ?", (*asked, office)))


_OF = """
select o.id, o.name_fa, o.name_en, o.body, o.province, o.grouped, f.n, f.sha256, f.facts
from filing f
join office o on o.id = f.office and o.until is null
where f.sha256 = ? and f.status <> 'rejected'
order by f.n desc
"""


def of_filing(store: Store, facts: Mapping[str, Fact], sha256: str) -> Held | None:
    """Return what one filing says, whether it stands or not; None where the record holds nothing of it."""
    row = store.one(_OF, sha256)
    return None if row is None else _Reader(facts).read(row)


class _Reader:
    """Makes values of what the record keeps; the same few come again and again."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        self._known = lru_cache(maxsize=_REMEMBERED)(self._made)

    def read(self, row: tuple[object, ...]) -> Held:
        """Return a row of the record as what an office said."""
        *office, filing, sha256, told = row
        own: dict[str, Known] = {}
        systems: dict[str, dict[str, Known]] = {}
        for system, fact, said in json.loads(str(told or "[]")):
            known = self._known(fact, *said) if isinstance(said, list) else self._known(fact, said)
            (systems.setdefault(system, {}) if system else own)[fact] = known
        return Held(Office(*map(str, office)), int(str(filing)), str(sha256), own, systems)

    def _made(self, fact: str, said: str | None, total: str | None = None) -> Known:
        if said is None:
            return Known(_AWAY, Source.DECLARED)
        plain = {"value": said} if total is None else {"count": said, "total": total}
        return Known(record.value_of(plain, self._facts.get(fact)), Source.DECLARED)
