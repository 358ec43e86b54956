"""Papers: the report, whole or a part of it, in the formats whose packages are installed."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import quote

from compliance.language import _, mark
from compliance.report import FORMATS, write
from compliance.report.parts import ALL, PARTS, compose
from compliance.usecases import gathering
from compliance.web import rendering
from compliance.web.calls import Call, Refused, Reply
from compliance.web.site import Seat, Site

_NEEDS = {"pdf": "typst", "docx": "docx", "xlsx": "xlsxwriter"}
_KINDS = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_NAMES = {
    "pdf": mark("PDF"),
    "docx": mark("Word"),
    "xlsx": mark("Excel"),
    "html": mark("page"),
    "md": mark("text (Markdown)"),
    "json": mark("data (JSON)"),
}
_TITLES = {
    ALL: mark("Everything"),
    "brief": mark("Executive summary"),
    "assessment": mark("Assessment"),
    "plan": mark("Action plan"),
    "requests": mark("Letters to headquarters"),
    "minutes": mark("Agenda and minutes of the committee"),
    "follow-up": mark("Follow-up"),
    "feedback": mark("Feedback"),
}


def installed() -> list[str]:
    """Return the formats that can be written here."""
    return [id_ for id_ in _NAMES if id_ in FORMATS and (id_ not in _NEEDS or find_spec(_NEEDS[id_]) is not None)]


def show(site: Site, call: Call) -> Reply:
    """Show what can be downloaded."""
    seat = Seat(site, call)
    papers = [(id_, _(_TITLES.get(id_, id_))) for id_ in (ALL, *PARTS)]
    formats = [(id_, _(_NAMES[id_])) for id_ in installed()]
    missing = [_(_NAMES[id_]) for id_ in _NAMES if id_ not in dict(formats)]
    return rendering.whole(
        site,
        "papers",
        _("Papers"),
        "papers",
        **rendering.frame(seat),
        papers=papers,
        formats=formats,
        missing=missing,
    )


def download(site: Site, call: Call) -> Reply:
    """Give one paper as a file."""
    part, format_ = call.path["part"], call.path["format"]
    if part not in (ALL, *PARTS) or format_ not in installed():
        raise Refused(404)
    seat = Seat(site, call)
    about = seat.checklist if not seat.system else None
    document = compose(gathering.gather(seat.opened, gathering.about(seat.opened, about)), [part])
    name = f"{seat.opened.folder.office.id}-{seat.opened.round}-{part}.{format_}"
    held = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Reply(write(document, format_), kind=_KINDS[format_], headers=held)
