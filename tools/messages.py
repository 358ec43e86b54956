"""Keep the Persian catalogue in step with the program: extract, update, compile.

Run after changing a message. What is new stands in messages.po without a translation, and a test
fails until it has one. Messages that click looks up itself are marked `click` and kept.
"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "compliance" / "locale" / "fa" / "LC_MESSAGES" / "messages.po"
METHODS = [("compliance/**.py", "python"), ("templates/**.j2", "jinja2")]
KEYWORDS = {"_": None, "mark": None}
CLICK = "click"
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def extracted() -> set[str]:
    """Return every message of the program and its templates."""
    options = {"templates/**.j2": {"trimmed": "true"}}
    found = extract_from_dir(str(ROOT), method_map=METHODS, options_map=options, keywords=KEYWORDS)
    messages = {message for _file, _line, message, _comments, _context in found if isinstance(message, str)}
    return messages | described()


def described() -> set[str]:
    """Return every description in the schemas of what people write: a refusal says it as what was expected."""
    found: set[str] = set()

    def keep(pairs: list[tuple[str, object]]) -> None:
        found.update(text for key, text in pairs if key == "description" and isinstance(text, str))

    for path in sorted((ROOT / "checklists" / "schemas").glob("*.schema.json")):
        if not path.name.startswith(("log.", "review.", "scan-file.")) and not path.name.endswith(
            "-output.schema.json"
        ):
            json.loads(path.read_text("utf-8"), object_pairs_hook=keep)
    return found


def translated() -> Catalog:
    """Return the Persian catalogue as it stands."""
    return read_po(io.BytesIO(PO.read_bytes()), locale="fa")


class _Persian(Catalog):
    """A catalogue whose head is the same with every release of Babel: their tables of plurals differ."""

    def __init__(self) -> None:
        super().__init__(locale="fa", project="provincial-compliance", charset="utf-8", fuzzy=False)
        self.mime_headers = [("Plural-Forms", "nplurals=2; plural=(n > 1);")]

    def _get_mime_headers(self) -> list[tuple[str, str]]:
        return [(key, value) for key, value in super()._get_mime_headers() if key != "Generated-By"]

    mime_headers = property(_get_mime_headers, Catalog._set_mime_headers)


def updated(kept: Catalog, messages: set[str]) -> Catalog:
    """Return a catalogue of these messages and click's, with the translations there are."""
    catalogue = _Persian()
    for text in sorted(messages):
        known = kept.get(text)
        catalogue.add(text, known.string if known else "")
    for message in kept:
        if message.id and CLICK in message.user_comments and message.id not in messages:
            catalogue.add(message.id, message.string, user_comments=[CLICK])
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return the catalogue as messages.po."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=110, ignore_obsolete=True, omit_header=False)
    lines = stream.getvalue().split(b"\n")
    return b"\n".join(
        line for line in lines if not line.startswith((b'"POT-Creation', b'"PO-Revision', b'"Generated'))
    )


def compiled(catalogue: Catalog) -> bytes:
    """Return the catalogue as gettext reads it; the same catalogue gives the same bytes with any Babel."""
    plain = _Persian()
    plain.creation_date = plain.revision_date = _NO_DATE
    for message in catalogue:
        if message.id:
            plain.add(message.id, message.string)
    stream = io.BytesIO()
    write_mo(stream, plain)
    return stream.getvalue()


def main() -> None:
    """Update messages.po and messages.mo in place."""
    catalogue = updated(translated(), extracted())
    PO.write_bytes(written(catalogue))
    PO.with_suffix(".mo").write_bytes(compiled(translated()))
    missing = [message.id for message in translated() if message.id and not message.string]
    print(f"{len(catalogue)} messages, {len(missing)} without a translation")
    for text in missing:
        print(repr(text))


if __name__ == "__main__":
    main()
