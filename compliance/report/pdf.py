"""The report as a tagged PDF (PDF/UA-1), set by Typst from templates that an office may replace.

Typst is handed the files it may read and finds no others, neither on the disk nor on the network.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from compliance import data, extras, files
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.report import emblems, mistakes, pdf_data
from compliance.report.document import Document

MAIN, RECORD = "report.typ", "document.json"
STANDARD = "ua-1"
_PLACE = re.compile(r"┌─ (?:.*[/\\])?(.+?):(\d+):\d+")
_UNKNOWN_SIGNS = re.compile(r'the text `"(.+?)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")
_STAND_IN = "\ufffd"
# Which of two facing pages comes first. PDFium, which searches PDFs in most browsers, takes it for the direction of
# every line and then finds no code or id; the same length keeps the places in the file what they are.
_DIRECTION = re.compile(rb"(/ViewerPreferences<<[^>]{0,80}/Direction/)R2L")
_NOWHERE = "http://127.0.0.1:9"  # the discard port, where nothing listens
_PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY")


def write(document: Document) -> bytes:
    """Return the PDF; BadInput for a template or an emblem of the office that cannot be used."""
    typst = extras.package("typst", "documents")
    paths = _templates(document.templates)
    handed = {name: files.read_text(path).encode() for name, path in paths.items()}
    emblem = None
    if document.emblem is not None:
        drawn = emblems.read(document.emblem)
        emblem = f"emblem.{drawn.kind}"
        handed[emblem], paths[emblem] = drawn.content, document.emblem
    given = pdf_data.of_document(document, emblem)
    handed |= pdf_data.drawn(given.pictures, document.templates)
    handed[RECORD] = json.dumps(given.record, ensure_ascii=False).encode()
    try:
        try:
            return _set(typst, handed, document)
        except typst.TypstError as error:
            unknown = _unknown(error)
            if not unknown:
                raise
        said = [RECORD, *(picture.file for picture in given.pictures)]
        known = {name: handed[name].decode().translate(unknown).encode() for name in said}
        return _set(typst, {**handed, **known}, document)
    except typst.TypstError as error:
        raise _mistake(error, paths) from error


def _unknown(error: Any) -> dict[int, str]:
    """Return the signs that no font has, as Typst tells them, with what is shown instead."""
    told = "".join(_UNKNOWN_SIGNS.findall(error.diagnostic))
    return dict.fromkeys(map(ord, _CODE.sub(lambda code: chr(int(code[1], 16)), told)), _STAND_IN)


def _templates(own: Path | None) -> dict[str, Path]:
    """Return the templates by their names, the office's own before the shipped ones."""
    found = {path.name: path for path in sorted(data.shipped("templates").glob("*.typ"))}
    return found | ({path.name: path for path in sorted(own.glob("*.typ"))} if own else {})


def _set(typst: Any, handed: Mapping[str, bytes], document: Document) -> bytes:
    texts = {name: content for name, content in handed.items() if not name.endswith(".png")}
    with tempfile.TemporaryDirectory() as place, _offline():
        for name in handed.keys() - texts.keys():  # Typst takes texts from memory, and other files from a folder
            (Path(place) / name).write_bytes(handed[name])
        made: bytes = typst.compile(
            {"main.typ": f'#include "{MAIN}"'.encode(), **texts},
            root=place,
            font_paths=[str(data.shipped("templates") / "fonts")],
            ignore_system_fonts=True,
            package_path=place,
            package_cache_path=place,
            pdf_standards=STANDARD,
            timestamp=datetime.combine(document.day, time(), UTC),
        )
    return _DIRECTION.sub(rb"\1L2R", made, count=1)


@contextmanager
def _offline() -> Iterator[None]:
    """Keep Typst from fetching a package that a template names: its only way out leads nowhere."""
    before = {name: os.environ.get(name) for name in _PROXIES}
    os.environ.update(dict.fromkeys(_PROXIES, _NOWHERE))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)  # on Windows two of the names are one
            else:
                os.environ[name] = value


def _mistake(error: Any, paths: Mapping[str, Path]) -> BadInput:
    """Return what Typst refuses, with the file and line of a template or the file of an emblem."""
    place = _PLACE.search(error.diagnostic)
    name, line = (place[1], int(place[2])) if place else (MAIN, None)
    path = paths.get(name, paths[MAIN])
    said = mistakes.of_engine(error.message)
    emblem = next((own for own in paths.values() if own.suffix != ".typ"), None)
    if emblem is not None and (path == emblem or "decode image" in error.message):
        return emblems.unusable(emblem, said)
    expected, mend = _("a template that can be filled"), _("mend it, or delete it to use the shipped one")
    if "package" in error.message:
        expected = _("a template that needs nothing but itself; packages are not fetched")
    return BadInput([Problem(str(path), line if name in paths else None, said, expected, mend)])
