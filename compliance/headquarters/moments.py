"""Any state of any day asked for again: up to which line the log counts, and the rounds as they stood then."""

from __future__ import annotations

import json
from datetime import date

from compliance import clock
from compliance.errors import BadInput
from compliance.headquarters import rounds
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.rounds import EvaluationRound
from compliance.persian import dates


def seq_of(store: Store, day: date | None, last: int) -> int:
    """Return the last line of the log that was written until the end of a day; without one, `last` itself.

    BadInput for a day before the first line: nothing was known then.
    """
    if day is None:
        return last
    row = store.one("select max(seq) from log where seq <= ? and substr(at, 1, 10) <= ?", last, day.isoformat())
    if row[0] is None:
        first = store.one("select at from log order by seq limit 1")
        begin = dates.write(date.fromisoformat(first[0][:10]) if first else clock.today())
        raise BadInput.of(
            "--as-of",
            None,
            dates.write(day),
            _("a day from {day} on").format(day=begin),
            _("the record begins with that day"),
        )
    return int(row[0])


def rounds_of(store: Store, seq: int, now: bool) -> dict[str, EvaluationRound | None]:
    """Return the rounds in their order, as the file says them now or as the log said them by a line.

    A round that stands in rounds.yaml and in no line of the log was only planned, and is as the file has it. Where
    nothing is written of rounds, those of the filings count, of which nothing more is known.
    """
    held: dict[str, EvaluationRound | None] = dict(rounds.read(store.folder))
    if not now:
        for (data,) in store.ask("select data from log where deed = 'round' and seq <= ? order by seq", seq):
            told = json.loads(data)["round"]
            held |= rounds.parsed(json.dumps([told], ensure_ascii=False), rounds.FILE)
    filed = [row[0] for row in store.ask("select distinct round from standing where since <= ? order by round", seq)]
    return held | {id_: None for id_ in filed if id_ not in held}
