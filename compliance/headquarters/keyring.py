"""The keys that offices seal with: enrolled by an official letter, valid between two days, replaced, revoked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from compliance.errors import BadInput
from compliance.filing import keys, seals
from compliance.headquarters.store import Change, Store
from compliance.language import _
from compliance.model.filing import Enrolment
from compliance.schema import nearest, quoted

FOREVER = "9999-12-31"
_COLUMNS = "id, office, role, line, fingerprint, letter, letter_date, valid_from, valid_until, revoked_from, why"


class Letter(NamedTuple):
    """The official letter by which a key came, or for which a status holds; its day is Jalali."""

    number: str = ""
    day: str = ""


class Key(NamedTuple):
    """A key with the days between which its seals count (ISO 8601)."""

    id: str
    office: str
    role: str
    line: str
    fingerprint: str
    letter: str
    letter_date: str
    valid_from: str
    valid_until: str
    revoked_from: str | None = None
    why: str | None = None

    def counts(self, sealed: str, arrived: str) -> bool:
        """Whether a seal of one day, on a filing that came in on another, counts.

        Whoever has a key chooses the day that its seals name: once it is revoked, the day of arrival counts too.
        """
        ends = self.revoked_from
        return self.valid_from <= sealed <= self.valid_until and (ends is None or max(sealed, arrived) < ends)

    def holds(self, day: str) -> bool:
        """Whether a seal made on a day and brought on it would count."""
        return self.counts(day, day)

    @property
    def confirmed(self) -> bool:
        """Whether an official letter is known that brought its fingerprint."""
        return bool(self.letter)


def day_of_seal(time: str) -> str:
    """Return the day a seal names, as it was where it was made."""
    return datetime.fromisoformat(time).date().isoformat()


def all_keys(store: Store) -> dict[str, list[Key]]:
    """Return every key by office, the oldest first."""
    found: dict[str, list[Key]] = {}
    for row in store.ask(f"select {_COLUMNS} from office_key where until is null order by valid_from, id"):
        found.setdefault(row[1], []).append(Key(*row))
    return found


def one(store: Store, number: str) -> Key | None:
    """Return the key of a number, None where nobody has it."""
    row = store.one(f"select {_COLUMNS} from office_key where id = ? and until is null", number)
    return Key(*row) if row else None


def of_line(store: Store, line: str) -> Key | None:
    """Return the enrolled key that is this very one, whatever number it bears."""
    row = store.one(
        f"select {_COLUMNS} from office_key where fingerprint = ? and until is null", keys.fingerprint(line)
    )
    return Key(*row) if row else None


def number_of(enrolment: Enrolment) -> str:
    """Return the number by which seals name a key."""
    return seals.key_id(keys.public(enrolment.key, enrolment.office.id))


def add(change: Change, enrolment: Enrolment, letter: Letter, valid_from: date, valid_until: date | None) -> None:
    """Take a key in; what it replaces counts until the day on which it begins, that day included."""
    key = Key(
        number_of(enrolment),
        enrolment.office.id,
        enrolment.role,
        enrolment.key,
        keys.fingerprint(enrolment.key),
        letter.number,
        letter.day,
        valid_from.isoformat(),
        valid_until.isoformat() if valid_until else FOREVER,
    )
    seq = change.told("key", key._asdict())
    change.insert("office_key", **key._asdict(), since=seq)


def end(change: Change, key: Key, last: date) -> None:
    """Let a key that was replaced count until a day, that day included."""
    if key.valid_until > last.isoformat():
        _change(change, key._replace(valid_until=last.isoformat()), "key-ends")


def confirm(change: Change, key: Key, letter: Letter) -> None:
    """Note by which official letter the fingerprint of a key came."""
    _change(change, key._replace(letter=letter.number, letter_date=letter.day), "key-letter")


def revoke(change: Change, store: Store, number: str, since: date, why: str, letter: Letter) -> Key:
    """Let a key's seals count no more from a day on; BadInput for a key that nobody has."""
    key = one(store, number.strip().lower())
    if key is None:
        known = [row[0] for row in store.ask("select id from office_key where until is null order by id")]
        raise BadInput.of("KEY", None, quoted(number), _("the number of an enrolled key"), nearest(number, known))
    if key.revoked_from is not None and key.revoked_from <= since.isoformat():
        raise BadInput.of(
            "KEY", None, quoted(number), _("a key that counts until then"), _("it was revoked from an earlier day on")
        )
    after = key._replace(revoked_from=since.isoformat(), why=why)
    _change(change, after, "revoke", letter)
    return after


def _change(change: Change, after: Key, deed: str, letter: Letter | None = None) -> None:
    """Put a key's new row in the place of the old one, which stays on record."""
    said = {"by_letter": letter._asdict()} if letter else {}
    seq = change.told(deed, {**after._asdict(), **said})
    change.run("update office_key set until = ? where id = ? and until is null", seq, after.id)
    change.insert("office_key", **after._asdict(), since=seq)


class Sealed(NamedTuple):
    """A filing that stands, sealed by a key."""

    office: str
    round: str
    sha256: str


def still_standing(store: Store, key: Key) -> list[Sealed]:
    """Return the filings that stand and would not be taken now, because their key was revoked before they came."""
    rows = store.ask(
        "select f.office, f.round, f.sha256, f.sealed, f.arrived from standing s join filing f on f.n = s.filing "
        "where s.until is null and s.office = ? and f.key = ? order by f.round",
        key.office,
        key.id,
    )
    return [Sealed(*row[:3]) for row in rows if not key.counts(day_of_seal(row[3]), row[4])]


def next_day(text: str) -> date:
    """Return the day after one that is written in ISO 8601."""
    return date.fromisoformat(text) + timedelta(days=1)
