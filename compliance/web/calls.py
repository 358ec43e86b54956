"""What a page is asked and what it answers, without a word about the server in between."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

NONE: Mapping[str, Any] = MappingProxyType({})
HTML = "text/html; charset=utf-8"


class Call(NamedTuple):
    """One request that passed the guard: the parts of its path, its query, and the fields of its form.

    `within` says that the answer is put into a page that is open, and is no page of its own.
    """

    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str] = NONE
    within: bool = False

    @property
    def system(self) -> str | None:
        """The entered system that is answered, None for the office itself."""
        return self.query.get("system") or None


class Reply(NamedTuple):
    """What is sent back."""

    body: bytes
    status: int = 200
    kind: str = HTML
    headers: Mapping[str, str] = NONE


def page(text: str, status: int = 200, **headers: str) -> Reply:
    """Return a page or a piece of one; `HX_Retarget` is the header HX-Retarget."""
    return Reply(text.encode(), status, HTML, {name.replace("_", "-"): value for name, value in headers.items()})


class Refused(Exception):
    """A request that no page of this program sends; `status` says why."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(str(status))
