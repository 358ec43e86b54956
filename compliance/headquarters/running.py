"""Rounds opened, extended and closed, and those who have not filed yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from compliance.errors import BadInput
from compliance.headquarters import rounds
from compliance.headquarters.roster import Office, Standing, offices
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.checklist import Text
from compliance.model.rounds import EvaluationRound, Window
from compliance.persian import dates
from compliance.schema import quoted


def open_(
    store: Store,
    who: str,
    id_: str,
    day: date,
    close: date | None,
    title: str | None,
    panel: str | None,
    eligible: Iterable[str] | None,
    checklists: tuple[tuple[str, str], ...] | None,
) -> EvaluationRound:
    """Open a round; one that was planned keeps what its entry says and nobody says anew."""
    held = rounds.read(store.folder)
    before = held.get(id_) or EvaluationRound(id_, Text(title or id_, title or id_), Window(day, close))
    if before.actual.open is not None:
        raise BadInput.of(
            "ROUND", None, quoted(id_), _("a round that is not open yet"), _("“hq round extend” moves its close")
        )
    after = before._replace(
        title=Text(title, title) if title else before.title,
        actual=Window(day, close or before.planned.close),
        panel=panel if panel is not None else before.panel,
        eligible=tuple(eligible) if eligible is not None else before.eligible,
        checklists=checklists if checklists is not None else before.checklists,
    )
    return _keep(store, who, "open", {**held, id_: after}, after)


def extend(store: Store, who: str, id_: str, close: date, letter: str) -> EvaluationRound:
    """Move the close of an open round; the planned days stay as they were."""
    before = _open(store, id_)
    if before.actual.close is not None and close <= before.actual.close:
        raise BadInput.of(
            "--close",
            None,
            dates.write(close),
            _("a day after {day}").format(day=dates.write(before.actual.close)),
            _("an earlier end is “hq round close”"),
        )
    after = before._replace(actual=before.actual._replace(close=close))
    return _keep(store, who, "extend", {**rounds.read(store.folder), id_: after}, after, letter)


def close(store: Store, who: str, id_: str, day: date) -> EvaluationRound:
    """Close a round: what comes in later is late."""
    before = _open(store, id_)
    after = before._replace(actual=before.actual._replace(close=day))
    return _keep(store, who, "close", {**rounds.read(store.folder), id_: after}, after)


def _open(store: Store, id_: str) -> EvaluationRound:
    round_ = rounds.known(store.folder, id_)
    if round_.actual.open is None:
        raise BadInput.of("ROUND", None, quoted(id_), _("a round that is open"), _("open it first: hq round open"))
    return round_


def _keep(
    store: Store, who: str, deed: str, held: dict[str, EvaluationRound], after: EvaluationRound, letter: str = ""
) -> EvaluationRound:
    with store.changing(who) as change:
        change.told("round", {"deed": deed, "letter": letter, "round": rounds.plain(after)})
        rounds.write(store.folder, held)
    return after


class Missing(NamedTuple):
    """Who is eligible for a round and has filed nothing that counts."""

    round: EvaluationRound
    offices: tuple[Office, ...]


def missing(store: Store, id_: str) -> Missing:
    """Return who has not filed for a round; who refused or asked to be left out is not reminded."""
    round_ = rounds.known(store.folder, id_)
    filed = {row[0] for row in store.ask("select office from standing where round = ? and until is null", id_)}
    away = {
        row[0]
        for row in store.ask(
            "select office from status where round = ? and until is null and status in (?, ?)",
            id_,
            Standing.REFUSED.value,
            Standing.ASKED_OUT.value,
        )
    }
    listed = None if round_.eligible is None else set(round_.eligible)
    found = (
        office
        for id_, office in offices(store).items()
        if (listed is None or id_ in listed) and id_ not in filed and id_ not in away
    )
    return Missing(round_, tuple(found))
