"""How a director signs off on paper: the letter that was named and its scanned page, looked at before they count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from compliance import clock, files
from compliance.errors import BadInput
from compliance.filing.package import MOST_BYTES
from compliance.language import _
from compliance.model.filing import Signoff
from compliance.office import attachments
from compliance.persian import dates, numbers
from compliance.personal import codes

_LONGEST = 200  # signs of a letter's number, as the published form of a declaration has it
_HEAD = 16
# PDF, PNG, JPEG, TIFF of both orders, BMP and GIF; WebP and HEIC say so from the fifth byte or the ninth.
_SCANS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8")
_BOXED = ((b"WEBP", 8), (b"ftypheic", 4), (b"ftypheix", 4), (b"ftypmif1", 4))


class Letter(NamedTuple):
    """A letter by which a director signed off: its number, its date and the scanned page."""

    number: str
    day: str
    page: Path


def by_letter(letter: Letter) -> Signoff:
    """Return the sign-off that a letter gives; BadInput for what cannot be the letter or its page."""
    day = attachments.day(letter.day, "--letter-date", clock.today())
    made = attachments.letter(letter.number, day, None, None)
    if len(made.name) > _LONGEST:
        raise BadInput.of(
            "--letter",
            None,
            _("a number of {n} signs").format(n=numbers.digits(len(made.name))),
            _("at most {n} signs").format(n=numbers.digits(_LONGEST)),
            _("write the number of the letter alone, such as 1405/217"),
        )
    sha256, size = files.digest(letter.page)
    if not size or not _is_scan(letter.page):
        raise BadInput.of(
            str(letter.page),
            None,
            _("a file that is neither PDF nor picture") if size else _("an empty file: 0 bytes"),
            _("the scanned page with the director's signature"),
            _("scan it again, or name the right file"),
        )
    return Signoff("letter", made.name, made.date, sha256)


def _is_scan(path: Path) -> bool:
    """Whether a file begins as a PDF or a picture does, whatever its name says."""
    with files.reading(path, MOST_BYTES) as stream:
        head = stream.read(_HEAD)
    return head.startswith(_SCANS) or any(head[at:].startswith(sign) for sign, at in _BOXED)


def doubts(signoff: Signoff | None, round_: str) -> Iterator[str]:
    """Yield what is strange about a sign-off without being wrong for certain."""
    for _at, code in codes.find((signoff and signoff.number) or ""):
        yield _("The letter's number holds a national code: {shown}").format(shown=codes.masked(code))
    day = dates.read(signoff.date) if signoff and signoff.date else None
    if day is not None and dates.round_of(day) < round_:
        yield _("The letter's date, {day}, is before round {round} began: is it the letter of this filing?").format(
            day=dates.show(day), round=numbers.digits(round_)
        )
