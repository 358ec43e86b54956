"""Who was asked in a round and how they stand to it, by name: whoever is not in a league is never scored 0."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from compliance.headquarters.engines import Asked
from compliance.headquarters.roster import Standing
from compliance.headquarters.store import Store
from compliance.model.league import Absent, Standings
from compliance.model.rounds import EvaluationRound

_AWAY = (Standing.REFUSED, Standing.ASKED_OUT)


def standings(store: Store, asked: Asked, round_: EvaluationRound | None, judged: Collection[str]) -> Standings:
    """Return how the offices stand to a round; `judged` are those that are in the league."""
    listed = None if round_ is None or round_.eligible is None else set(round_.eligible)
    there = {
        office: (fa, en)
        for office, fa, en in store.ask(
            "select id, name_fa, name_en from office where since <= ? and (until is null or until > ?) "
            "and (? = '' or province = ?) and (? = '' or body = ?) and (? = '' or grouped = ?) order by id",
            asked.seq,
            asked.seq,
            *(part for part in (asked.province, asked.body, asked.grouped) for _twice in (1, 2)),
        )
        if listed is None or office in listed
    }
    then = "round = ? and since <= ? and (until is null or until > ?)", asked.round, asked.seq, asked.seq
    said = {row[0]: row[1:] for row in _ask(store, "select office, status, letter from status", *then)}
    filed = {row[0] for row in _ask(store, "select office from standing", *then)}

    def named(ids: Iterable[str]) -> tuple[Absent, ...]:
        return tuple(Absent(id_, *there[id_], said.get(id_, ("", ""))[1]) for id_ in ids)

    def of(status: Standing) -> list[str]:
        return [id_ for id_ in there if said.get(id_, ("",))[0] == status]

    refused, asked_out = ([id_ for id_ in of(status) if id_ not in filed] for status in _AWAY)
    away = {*refused, *asked_out, *filed}
    return Standings(
        eligible=len(there) - len(asked_out),
        filed=sum(id_ in there for id_ in judged),
        silent=named(id_ for id_ in there if id_ not in away),
        refused=named(refused),
        asked_out=named(asked_out),
        unjudged=named(id_ for id_ in there if id_ in filed and id_ not in judged),
        partly=named(of(Standing.PARTLY)),
        though=named(id_ for status in _AWAY for id_ in of(status) if id_ in filed),
    )


def _ask(store: Store, what: str, where: str, *values: Any) -> list[Any]:
    return store.ask(f"{what} where {where}", *values)
