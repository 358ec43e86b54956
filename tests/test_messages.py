"""Every text exists in both languages, and the catalogue is in step with the program."""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Iterator

import pytest

from compliance.model.checklist import Library, Text
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))
messages = pytest.importorskip("messages")

ARABIC = re.compile("[يىك٠-٩]")


def fields(text: str) -> set[str]:
    try:
        return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def test_every_message_is_translated_and_none_is_left_over() -> None:
    catalogue = messages.translated()
    own = {m.id for m in catalogue if m.id and "click" not in m.user_comments}
    assert own == messages.extracted()
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert not message.fuzzy or not message.id, message.id


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    assert messages.PO.with_suffix(".mo").read_bytes() == messages.compiled(messages.translated())


def test_translations_keep_the_fields_and_are_persian() -> None:
    for message in messages.translated():
        if not message.id or isinstance(message.id, tuple):
            continue
        assert fields(message.id) == fields(message.string), message.id
        assert not ARABIC.search(message.string), message.string
        assert "≥" not in message.string


def test_no_message_hides_in_a_formatted_string() -> None:
    """The extractor does not look inside f-strings, so a message there would never be translated."""
    for path in (ROOT / "compliance").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                for call in ast.walk(node):
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_":
                        assert not isinstance(call.args[0], ast.Constant), f"{path}:{node.lineno}"


def texts(library: Library) -> Iterator[Text]:
    """Every text of the data."""

    def walk(value: object) -> Iterator[Text]:
        if isinstance(value, Text):
            yield value
        elif isinstance(value, tuple):
            for part in value:
                yield from walk(part)
        elif isinstance(value, dict):
            for part in value.values():
                yield from walk(part)

    yield from walk(tuple(library))


def test_every_text_of_the_data_is_in_both_languages(library: Library) -> None:
    found = list(texts(library))
    assert len(found) > 1000
    names = {check.standard for check in library.scan.values() if check.standard.fa == check.standard.en}  # RFC 8446
    names |= {
        text for text in found if text.fa == text.en and re.fullmatch(r"(\S+[./]\S+(; )?)+", text.fa)
    }  # addresses
    for text in (one for one in found if one not in names):
        assert text.fa.strip(), text
        assert text.en.strip(), text
        assert not ARABIC.search(text.fa), text.fa
        assert re.search("[آ-ی]", text.fa), text.fa
        assert not re.search("[آ-ی]", text.en), text.en
    assert not any(re.search("[آ-ی]", name.fa) for name in names)


def test_titles_say_what_is_proposed(library: Library) -> None:
    for checklist in library.checklists.values():
        assert checklist.status == "proposed"
        assert "پیشنهادی" in checklist.title.fa
        assert "proposed" in checklist.title.en.lower()
