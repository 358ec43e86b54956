"""Rounds opened, extended and closed, and those who have not filed yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from compliance.errors import BadInput
from compliance.filing import canonical
from compliance.headquarters import roster, rounds, rounds_file
from compliance.headquarters.roster import Office, Standing
from compliance.headquarters.store import Change, Store
from compliance.language import _
from compliance.model.checklist import Text
from compliance.model.rounds import EvaluationRound, Window
from compliance.persian import dates
from compliance.schema import quoted


class Opening(NamedTuple):
    """What is said of a round when it is opened; None leaves what is planned."""

    day: date
    close: date | None = None
    title: str | None = None
    panel: str | None = None
    eligible: tuple[str, ...] | None = None
    checklists: tuple[tuple[str, str], ...] | None = None


def open_(store: Store, who: str, id_: str, said: Opening) -> EvaluationRound:
    """Open a round; one that was planned keeps what its entry says and nobody says anew."""
    held = rounds.read(store.folder)
    name = rounds.checked_id(id_)
    before = held.get(id_) or EvaluationRound(name, Text(name, name), Window(said.day, said.close))
    if before.actual.open is not None:
        raise BadInput.of(
            "ROUND", None, quoted(id_), _("a round that is not open yet"), _("“hq round extend” moves its close")
        )
    close = said.close or before.planned.close
    _check_order("--close", said.day, close)
    after = before._replace(
        title=Text(said.title, said.title) if said.title else before.title,
        actual=Window(said.day, close),
        panel=said.panel if said.panel is not None else before.panel,
        eligible=said.eligible if said.eligible is not None else before.eligible,
        checklists=said.checklists if said.checklists is not None else before.checklists,
    )
    return _keep(store, who, "open", after)


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
    _check_order("--close", before.actual.open, close)
    return _keep(store, who, "extend", before._replace(actual=before.actual._replace(close=close)), letter)


def close(store: Store, who: str, id_: str, day: date) -> EvaluationRound:
    """Close a round: what comes in later is late. One that closes on that day already stays as it is."""
    before = _open(store, id_)
    _check_order("--on", before.actual.open, day)
    closes = before.actual.close
    if closes == day:
        return before
    if closes is not None and closes < day:
        raise BadInput.of(
            "ROUND",
            None,
            _("a round that was closed on {day}").format(day=dates.show(closes)),
            _("a round that is still open on {day}").format(day=dates.show(day)),
            _("a later end is “hq round extend”"),
        )
    return _keep(store, who, "close", before._replace(actual=before.actual._replace(close=day)))


def _check_order(option: str, first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise BadInput.of(
            option,
            None,
            dates.write(last),
            _("a day from {day} on").format(day=dates.write(first)),
            _("look at both days"),
        )


def _open(store: Store, id_: str) -> EvaluationRound:
    round_ = rounds.known(store.folder, id_)
    if round_.actual.open is None:
        raise BadInput.of("ROUND", None, quoted(id_), _("a round that is open"), _("open it first: hq round open"))
    return round_


def _keep(store: Store, who: str, deed: str, after: EvaluationRound, letter: str = "") -> EvaluationRound:
    with store.changing(who) as change:
        _note(change, rounds.read(store.folder))
        change.told("round", {"deed": deed, "letter": letter, "round": rounds.plain(after)})
        rounds_file.put(store.folder, after)
    return after


def noted(store: Store, who: str) -> dict[str, EvaluationRound]:
    """Return the rounds, once what people changed in the file by hand is in the log."""
    found = rounds.read(store.folder)
    if _unsaid(store_log(store), found):
        with store.changing(who) as change:
            _note(change, found)
    return found


def _note(change: Change, found: Mapping[str, EvaluationRound]) -> None:
    for id_, plain in _unsaid(_told(change.connection.execute(_SAID).fetchall()), found).items():
        change.told("round", {"deed": "by-hand", "letter": "", "round": plain or {"id": id_}})


_SAID = "select data from log where deed = 'round' order by seq"


def store_log(store: Store) -> dict[str, dict[str, object]]:
    """Return what the log says last of each round; a round that was taken out has nothing but its id."""
    return _told(store.ask(_SAID))


def _told(rows: Iterable[tuple[str]]) -> dict[str, dict[str, object]]:
    return {said["id"]: said for (data,) in rows for said in (canonical.read(data.encode())["round"],)}


def _unsaid(
    told: Mapping[str, dict[str, object]], found: Mapping[str, EvaluationRound]
) -> dict[str, dict[str, object] | None]:
    """Return what the file says otherwise than the log; None for a round that is no longer there."""
    now = {id_: rounds.plain(one) for id_, one in found.items()}
    gone: dict[str, dict[str, object] | None] = {
        id_: None for id_, said in told.items() if id_ not in now and len(said) > 1
    }
    return {**{id_: plain for id_, plain in now.items() if told.get(id_) != plain}, **gone}


class Missing(NamedTuple):
    """Who is eligible for a round and has filed nothing that counts."""

    round: EvaluationRound
    offices: tuple[Office, ...]


def missing(store: Store, id_: str) -> Missing:
    """Return who has not filed for a round; who refused or asked to be left out is not reminded."""
    round_ = rounds.known(store.folder, id_)
    filed = {row[0] for row in store.ask("select office from standing where round = ? and until is null", id_)}
    said = roster.statuses(store, id_)
    away = {office for office, status in said.items() if status in (Standing.REFUSED, Standing.ASKED_OUT)}
    listed = None if round_.eligible is None else set(round_.eligible)
    found = (
        office
        for of, office in roster.offices(store).items()
        if (listed is None or of in listed) and of not in filed and of not in away
    )
    return Missing(round_, tuple(found))


def of_any(store: Store, id_: str) -> str:
    """Return the id of a round; where none was declared any may be named, else it has to be one of them."""
    if rounds.read(store.folder):
        return rounds.known(store.folder, id_).id
    return rounds.checked_id(id_)
