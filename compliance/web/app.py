"""The server's application: which address shows what. Only this file and `serving` know the server's packages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from compliance import language
from compliance.errors import ComplianceError
from compliance.web import answering, door, guard, papers, planning, rendering, reviewing, statics, uploading
from compliance.web.calls import NONE, Call, Refused, Reply, page
from compliance.web.site import Site

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

LARGEST_FORM = 64 * 1024  # bytes; a form is a few hundred
_FIELDS = 100
Act = Callable[[Any, Call], Reply]
Endpoint = Callable[["Request"], Awaitable["Response"]]
READ: dict[str, Act] = {
    "/": answering.home,
    "/questions": answering.questions,
    "/questions/{indicator}": answering.questions,
    "/question/{fact}": answering.question,
    "/pulse": answering.pulse,
    "/evidence/{fact}": uploading.shown,
    "/plan": planning.show,
    "/review": reviewing.show,
    "/papers": papers.show,
    "/papers/{part}.{format}": papers.download,
}
CHANGE: dict[str, Act] = {
    "/name": answering.rename,
    "/answer/{fact}": answering.answer,
    "/evidence/{fact}/letter": uploading.letter,
    "/evidence/{fact}/remove": uploading.remove,
    "/plan/try": planning.attempt,
    "/plan/save": planning.save,
    "/review/{deed}": reviewing.decide,
}


def build(site: Site) -> guard.App:
    """Return the application that shows an office, with the guard before it."""
    return build_of(site, READ, CHANGE, {"/evidence/{fact}": partial(_upload, site)})


def build_of(
    site: Any, read: Mapping[str, Act], change: Mapping[str, Act], upload: Mapping[str, Endpoint] = NONE
) -> guard.App:
    """Return an application of acts by their addresses; `site`, with door, port and stop, is given to each."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    routes = [Route(guard.ENTRANCE, partial(_enter, site)), Route(guard.STATIC + "{name}", _static)]
    routes += [Route(path, _endpoint(site, act), methods=["GET"]) for path, act in read.items()]
    routes += [Route(path, _endpoint(site, act), methods=["POST"]) for path, act in change.items()]
    routes += [Route(path, receive, methods=["PUT"]) for path, receive in upload.items()]
    routes.append(Route("/stop", partial(_stop, site), methods=["POST"]))
    own = Starlette(
        routes=routes,
        exception_handlers={
            404: partial(_refuse, site, 404),
            405: partial(_refuse, site, 405),
            500: partial(_refuse, site, 500),
        },
    )
    own.router.redirect_slashes = False
    return guard.Guard(own, site.door, lambda: site.port, partial(_in_language, site, rendering.refused))


def _in_language(site: Site, make: Callable[[int], bytes], status: int) -> bytes:
    language.use(site.language, on_page=True)
    return make(status)


def _endpoint(site: Site, act: Act) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers a route: files, locks and the solver are used in a thread, the server stays free."""

    async def answer(request: Request) -> Response:
        from anyio import to_thread

        try:
            form = await _form(request) if request.method == "POST" else {}
        except Refused as refused:
            return _response(page(rendering.refused(refused.status).decode(), refused.status))
        within = "hx-request" in request.headers or request.method == "POST"
        call = Call(request.path_params, dict(request.query_params), form, within)
        return _response(await to_thread.run_sync(acted, site, act, call))

    return answer


def acted(site: Site, act: Act, call: Call) -> Reply:
    """Return what an act answers, and what is wrong as a piece of the page."""
    language.use(site.language, on_page=True)
    try:
        return act(site, call)
    except Refused as refused:
        return page(rendering.refused(refused.status).decode(), refused.status)
    except ComplianceError as error:
        return rendering.problem(site, error, call.within)


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a small form; a large body is refused before it is read to its end."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise Refused(413)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS, errors="strict"))
    except ValueError as error:
        raise Refused(400) from error


def _response(reply: Reply) -> Response:
    from starlette.responses import Response

    return Response(reply.body, reply.status, dict(reply.headers), reply.kind)


async def _enter(site: Site, request: Request) -> Response:
    """Exchange the token of the address for the cookie, and go on to an address without it."""
    from starlette.responses import Response

    session = site.door.exchange(request.query_params.get("token", ""))
    if session is None:
        if site.door.knows(request.headers.get("cookie", ""), site.port):
            return Response(status_code=303, headers={"Location": "/"})
        return _response(page(_in_language(site, rendering.refused, 403).decode(), 403))
    return Response(status_code=303, headers={"Location": "/", "Set-Cookie": door.cookie(session, site.port)})


async def _upload(site: Site, request: Request) -> Response:
    language.use(site.language, on_page=True)
    call = Call(request.path_params, dict(request.query_params))
    try:
        return _response(await uploading.receive(site, call, request))
    except Refused as refused:
        return _response(page(rendering.refused(refused.status).decode(), refused.status))
    except ComplianceError as error:
        return _response(rendering.problem(site, error, within=True))


async def _static(request: Request) -> Response:
    found = statics.read(request.path_params["name"])
    return _response(found or page(rendering.refused(404).decode(), 404))


async def _stop(site: Site, request: Request) -> Response:
    from starlette.background import BackgroundTask

    language.use(site.language, on_page=True)
    reply = rendering.whole(site, "stopped", "", "")
    answer = _response(reply)
    answer.background = BackgroundTask(site.stop)
    return answer


async def _refuse(site: Site, status: int, request: Request, error: Exception) -> Response:
    return _response(page(_in_language(site, rendering.refused, status).decode(), status))
