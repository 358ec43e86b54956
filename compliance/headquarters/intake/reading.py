"""Declarations read fast: orjson and a compiled schema, with the careful reader behind them for anything unusual."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from compliance import extras, schema
from compliance.filing import canonical
from compliance.filing.verifying import SCHEMA, Reader

# Control signs that the careful reader refuses though their spelling is canonical; each pattern begins with a fixed
# byte, which is why they are four: one pattern of all takes thirty times as long.
_CONTROL = tuple(
    map(re.compile, (rb"\x7f", rb"\xc2[\x80-\x9f]", rb"\xe2\x80[\xa8\xa9\xad\xae]", rb"\xef\xbf[\xbe\xbf]"))
)


@cache
def reader() -> Reader:
    """Return the reader for thousands; MissingExtra where its packages are not installed."""
    orjson = extras.package("orjson", "headquarters")
    validator = extras.package("jsonschema_rs", "headquarters").Draft202012Validator(schema.published(SCHEMA))

    def parse(raw: bytes) -> Any:
        """Bytes that are spelled canonically have one reading; any others are read with care."""
        try:
            made = orjson.loads(raw)
            if orjson.dumps(made, option=orjson.OPT_SORT_KEYS) == raw and not _unusual(raw):
                return made
        except (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError):
            pass
        return canonical.read(raw)

    def wrong(made: Any) -> str | None:
        if validator.is_valid(made):
            return None if _whole(made) else "$: a number with decimals"
        error = next(validator.iter_errors(made))
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
        return f"${where}: {str(error.message)[:200]}"

    return Reader(parse, wrong)


def written(plain: Any) -> bytes:
    """Return content as canonical JSON, as `canonical.written` does in ten times the time."""
    orjson = extras.package("orjson", "headquarters")
    made: bytes = orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)
    return made


def _unusual(raw: bytes) -> bool:
    """Whether the careful reader may see more in it: an escaped sign, or a control sign."""
    return (b"\\" in raw and b"\\u" in raw) or any(pattern.search(raw) for pattern in _CONTROL)


def _whole(made: Any) -> bool:
    """Whether the few numbers of a declaration are whole: the schema takes 1.0 for one."""
    sizes = (piece.get("bytes", 0) for entry in made["values"] for piece in entry.get("evidence", ()))
    return isinstance(made["format"], int) and all(isinstance(size, int) for size in sizes)
