"""Files of evidence from the browser: streamed into the round under a name nothing reads, then attached."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from compliance import files, language, personal
from compliance.errors import BadInput, CannotAccess, ComplianceError
from compliance.forms.bench import said
from compliance.language import _
from compliance.model.stated import NOTHING
from compliance.office import attachments
from compliance.persian import numbers
from compliance.web import answering, rendering, views
from compliance.web.calls import Call, Refused, Reply, page
from compliance.web.site import Seat, Site

if TYPE_CHECKING:
    from starlette.requests import Request

PREFIX = ".upload-"
LOCK = ".web.lock"
_LONGEST_NAME = 1000  # signs of a name as it was sent; what is kept is shortened to what file systems take


def shown(site: Site, call: Call) -> Reply:
    """Show the evidence of a question as it stands."""
    return _section(Seat(site, call), call, [])


def letter(site: Site, call: Call) -> Reply:
    """List a letter, which stays where it is."""
    seat, given = Seat(site, call), call.form.get
    key = seat.key(call.path["fact"])
    try:
        if not given("number", "").strip():
            raise BadInput.of("", None, "—", _("the number of the letter"), _("type it; it stands on the letter"))
        day = attachments.day(given("day", "").strip() or None, _("date"), site.author.today)
        listed = attachments.letter(
            given("number", ""), day, given("held_by", "").strip() or None, given("class", "").strip() or None
        )
        attachments.attach_letter(seat.bench.desk, key, listed, site.author)
    except BadInput as error:
        return _section(seat, call, [], error, call.form)
    return _section(seat, call, [_("listed: letter {number}").format(number=numbers.digits(listed.name))])


def remove(site: Site, call: Call) -> Reply:
    """Take a piece from a question; a file stays in the folder, so that history can bring it back."""
    seat, name = Seat(site, call), call.form.get("name", "")
    try:
        attachments.remove(seat.bench.desk, seat.key(call.path["fact"]), name, site.author)
    except BadInput as error:
        return _section(seat, call, [], error)
    return _section(seat, call, [_("taken away: {name}").format(name=name.removeprefix("evidence/"))])


def _section(
    seat: Seat,
    call: Call,
    told: list[str],
    error: ComplianceError | None = None,
    letter: Mapping[str, str] | None = None,
) -> Reply:
    """Return a question's evidence as it stands; a `letter` that was refused stays typed."""
    asked = answering.asked(seat, call)
    entry = seat.bench.state().get(asked.key, NOTHING)
    text = rendering.piece(
        seat.site,
        "swap_evidence",
        q=views.asked(seat, asked, entry, views.assessment(seat)),
        about=rendering.about(seat),
        told=told,
        wrong=rendering.told(error) if error else [],
        letter=letter,
    )
    return page(text, 422 if error else 200)


async def receive(site: Site, call: Call, request: Request) -> Reply:
    """Take a file as it comes; one that is too large is refused by its length, or as soon as it has become so."""
    from anyio import to_thread
    from starlette.requests import ClientDisconnect

    seat = await to_thread.run_sync(_seat, site, call)
    limit, length = seat.bench.desk.largest, request.headers.get("content-length", "")
    if not length.isascii() or (length and not length.isdigit()):
        raise Refused(400)
    name = _named(request.headers.get("x-file-name", ""))
    if length and int(length) > limit:
        return await to_thread.run_sync(_refused, seat, call, limit)
    try:
        async with _arriving(files.Arrival(seat.bench.desk.folder, PREFIX, limit)) as arrival:
            async for piece in request.stream():
                await to_thread.run_sync(arrival.add, piece)
            path = await to_thread.run_sync(arrival.complete)
            return await to_thread.run_sync(_attach, seat, call, path, name)
    except ClientDisconnect:  # nobody is there to be told; nothing was attached
        return Reply(b"", 400)
    except BadInput:
        return await to_thread.run_sync(_refused, seat, call, limit)
    except CannotAccess as error:
        return await to_thread.run_sync(_failed, seat, call, error)


def _seat(site: Site, call: Call) -> Seat:
    language.use(site.language, on_page=True)
    seat = Seat(site, call)
    seat.key(call.path["fact"])
    return seat


def _arriving(arrival: files.Arrival) -> AbstractAsyncContextManager[files.Arrival]:
    """Open and delete the file in a thread, as whatever may wait for a disk."""
    from contextlib import asynccontextmanager

    from anyio import CancelScope, to_thread

    @asynccontextmanager
    async def arriving():  # type: ignore[no-untyped-def]
        opened = await to_thread.run_sync(arrival.__enter__)
        try:
            yield opened
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(arrival.__exit__, None)

    return arriving()


def _named(sent: str) -> str:
    """Return the name a browser gave a file: the last part of what may be a path, in any letters."""
    name = unquote(sent, errors="replace").replace("\\", "/").rsplit("/", 1)[-1]
    return name[:_LONGEST_NAME]


def _attach(seat: Seat, call: Call, path: Path, name: str) -> Reply:
    language.use(seat.site.language, on_page=True)
    desk = seat.bench.desk
    try:
        done = attachments.attach(desk, seat.key(call.path["fact"]), path, None, seat.site.author, name)
    except BadInput as error:
        return _section(seat, call, [], error)
    return _section(seat, call, said(done, personal.search(desk.folder / done.piece.name)))


def _refused(seat: Seat, call: Call, limit: int) -> Reply:
    """Say that the file is too large, and listen to it no longer."""
    size = numbers.digits(limit // 2**20)
    reply = _failed(
        seat,
        call,
        BadInput.of(
            _("file"),
            None,
            _("more than {size} MB").format(size=size),
            _("a file of at most {size} MB").format(size=size),
            _("attach the pages that matter, or a smaller scan; headquarters can change the limit"),
        ),
    )
    return reply._replace(headers={"Connection": "close"})


def _failed(seat: Seat, call: Call, error: ComplianceError) -> Reply:
    language.use(seat.site.language, on_page=True)
    return _section(seat, call, [], error)
