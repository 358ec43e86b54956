"""Who was asked in a round and how they stand to it, by name: whoever is not in a league is never scored 0."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from compliance.headquarters.engines import Asked
from compliance.headquarters.roster import Standing
from compliance.headquarters.store import Store
from compliance.model.league import Absent, Arrived, Standings
from compliance.model.rounds import EvaluationRound

_Named = tuple[str, str, str, str, str]  # both names, body, province and group
_AWAY = (Standing.REFUSED, Standing.ASKED_OUT)


def standings(store: Store, asked: Asked, round_: EvaluationRound | None, judged: Collection[str]) -> Standings:
    """Return how the offices stand to a round; `judged` are those that are in the league."""
    there = _asked(store, asked, None if round_ is None or round_.eligible is None else set(round_.eligible))
    then = "round = ? and since <= ? and (until is null or until > ?)", asked.round, asked.seq, asked.seq
    said = {row[0]: row[1:] for row in _ask(store, "select office, status, letter from status", *then)}
    filed = {row[0] for row in _ask(store, "select office from standing", *then)}

    def of(status: Standing) -> list[str]:
        return [id_ for id_ in there if said.get(id_, ("",))[0] == status]

    refused, asked_out = ([id_ for id_ in of(status) if id_ not in filed] for status in _AWAY)
    away = {*refused, *asked_out, *filed}
    missing = [id_ for id_ in there if id_ not in away]
    came = arrived(store, asked.round, missing, asked.seq)

    def named(ids: Iterable[str]) -> tuple[Absent, ...]:
        return tuple(
            Absent(id_, *there[id_], letter=said.get(id_, ("", ""))[1], arrived=came.get(id_)) for id_ in ids
        )

    return Standings(
        eligible=len(there) - len(asked_out),
        filed=sum(id_ in there for id_ in judged),
        silent=named(id_ for id_ in missing if id_ not in came),
        unaccepted=named(id_ for id_ in missing if id_ in came),
        refused=named(refused),
        asked_out=named(asked_out),
        unjudged=named(id_ for id_ in there if id_ in filed and id_ not in judged),
        partly=named(of(Standing.PARTLY)),
        though=named(id_ for status in _AWAY for id_ in of(status) if id_ in filed),
    )


def _asked(store: Store, asked: Asked, listed: set[str] | None) -> dict[str, _Named]:
    """Return the offices that were asked, by id; with a list only those that stand on it."""
    rows = store.ask(
        "select id, name_fa, name_en, body, province, grouped from office "
        "where since <= ? and (until is null or until > ?) "
        "and (? = '' or province = ?) and (? = '' or body = ?) and (? = '' or grouped = ?) order by id",
        asked.seq,
        asked.seq,
        *(part for part in (asked.province, asked.body, asked.grouped) for _twice in (1, 2)),
    )
    return {row[0]: row[1:] for row in rows if listed is None or row[0] in listed}


def arrived(store: Store, round_: str, offices: Collection[str], seq: int) -> dict[str, Arrived]:
    """Return what arrived last for a round in the name of offices and does not count, up to a line of the log."""
    if not offices:
        return {}
    rows = store.ask(
        "select f.office, f.status, coalesce(f.reason, ''), coalesce(f.detail, '') "
        "from json_each(?) o join filing f on f.office = o.value and f.round = ? "
        "where f.status in ('rejected', 'unsigned') and f.seq <= ? and (f.until is null or f.until > ?) order by f.n",
        json.dumps(list(offices)),
        round_,
        seq,
        seq,
    )
    return {office: Arrived(*told) for office, *told in rows}


def _ask(store: Store, what: str, where: str, *values: Any) -> list[Any]:
    return store.ask(f"{what} where {where}", *values)
