"""The forms of a page: their fields as a browser knows them, and which of them are part of what it says itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from compliance.scan.pages.document import Document, Element, Region
from compliance.scan.pages.words import plain

_FIELDS = ("input", "select", "textarea")
_KINDS = re.compile(
    "button|checkbox|color|date|datetime-local|email|file|hidden|image|month|number|password|radio|range|reset|"
    "search|submit|tel|text|time|url|week"
)
_QUERIES = ("q", "s", "query", "keyword", "keywords")
_SEARCHES = ("search", "جستجو", "جست وجو", "جست و جو")
_TABLE = ("table", "tbody", "thead", "tfoot", "tr")


class Field(NamedTuple):
    """A field of a form: its name, and its kind as a browser has it."""

    name: str
    kind: str


class Form(NamedTuple):
    """A form: where and how it is sent, its fields, and whether it asks for a password.

    `own` are the fields that belong to what the page itself says, without those to search with; `hidden` is sent
    along; `search` says whether it can be searched with, and `query` in which field. Fields outside every form are
    one that a script sends, without a method.
    """

    action: str
    method: str
    fields: tuple[Field, ...]
    password: bool
    own: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...]
    search: bool
    query: str


def forms(document: Document, region: Region) -> Iterator[Form]:
    """Yield the forms of a page whose own part is that region, with their addresses as they are written."""
    fields: dict[int, list[Element]] = {n: [] for n, one in enumerate(document.elements) if one.tag == "form"}
    closed = -1  # a form in a table, which ends at once for the tree and not for the browser
    for number, element in enumerate(document.elements):
        if element.tag == "form":
            in_table = element.parent >= 0 and document.elements[element.parent].tag in _TABLE
            closed = number if in_table else -1
        elif element.tag in _FIELDS:
            named = document.parts.get(element.node.attrs.get("form") or "", -1)
            owner = next((one for one in (named, element.form, closed) if one in fields), -1)
            fields.setdefault(owner, []).append(element)
    for number, its in sorted(fields.items()):
        form = document.elements[number] if number >= 0 else None
        searching = form is not None and form.parent >= 0 and document.elements[form.parent].tag == "search"
        yield _form(form, its, region, searching)


def _form(form: Element | None, elements: list[Element], region: Region, searching: bool) -> Form:
    attributes: Mapping[str, str | None] = form.node.attributes if form is not None else {}
    searching = searching or attributes.get("role") == "search"
    fields = [(one, Field(one.node.attrs.get("name") or "", _kind(one))) for one in elements]
    queries = [one for one in fields if _is_query(*one, searching)]
    return Form(
        attributes.get("action") or "",
        (attributes.get("method") or "get").lower() if form is not None else "",
        tuple(field for _element, field in fields),
        any(field.kind == "password" for _element, field in fields),
        tuple(one[1] for one in fields if one[0].region is region and one not in queries),
        tuple((f.name, e.node.attrs.get("value") or "") for e, f in fields if f.kind == "hidden" and f.name),
        bool(queries),
        next((field.name for _element, field in queries if field.name), ""),
    )


def _kind(element: Element) -> str:
    """Return the kind of a field as a browser has it: an input of no kind, or of an unknown one, is a text."""
    if element.tag != "input":
        return element.tag
    written = (element.node.attrs.get("type") or "").strip().lower()
    return written if _KINDS.fullmatch(written) else "text"


def _is_query(element: Element, field: Field, searching: bool) -> bool:
    """Whether a field is for words to look for: by its kind, its form, its name, or what it says of itself."""
    if field.kind != "text":
        return field.kind == "search"
    name = field.name.lower()
    get = element.node.attrs.get
    said = plain(
        f"{name} {get('id') or ''} {get('placeholder') or ''} {get('aria-label') or ''} {get('title') or ''}"
    )
    return searching or name in _QUERIES or any(word in said.replace("research", "") for word in _SEARCHES)
