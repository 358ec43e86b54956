"""Whom headquarters reminds, the reminders laid down as letters, and that they were written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from compliance.headquarters import attending, log, posting, running
from compliance.headquarters.keyring import Letter
from compliance.headquarters.posting import Posted
from compliance.headquarters.roster import Office
from compliance.headquarters.store import Store
from compliance.model.league import Arrived
from compliance.model.rounds import EvaluationRound


class Due(NamedTuple):
    """Of whom nothing counts in a round, each with what arrived in its name, None where nothing did."""

    round: EvaluationRound
    offices: tuple[tuple[Office, Arrived | None], ...]


def due(store: Store, id_: str) -> Due:
    """Return who is reminded of a round: whoever was asked, did not refuse, and has no filing that counts."""
    found = running.missing(store, id_)
    came = attending.arrived(store, id_, [o.id for o in found.offices], log.head(store.connection).seq)
    return Due(found.round, tuple((office, came.get(office.id)) for office in found.offices))


def write(store: Store, who: str, found: Due, before: Letter, texts: Mapping[str, str], folder: Path) -> Posted:
    """Lay a letter for each office into a folder, and a line of it into the log."""
    if not texts:
        return Posted()
    posted = posting.lay(folder, texts)
    with store.changing(who) as change:
        change.told("remind", {"round": found.round.id, "follows": before.number, "offices": list(texts)})
    return posted
