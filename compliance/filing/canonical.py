"""JSON that has one spelling: the same content gives the same bytes, and bytes with two readings are refused."""

from __future__ import annotations

import json
from typing import Any


class Ambiguous(ValueError):
    """JSON that cannot be read for certain; the message says why, in a word or two of English for a log."""


def written(plain: Any) -> bytes:
    """Return content as canonical JSON: UTF-8, keys sorted, no spaces, whole numbers only."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def read(raw: bytes) -> Any:
    """Return what JSON says; Ambiguous for a key that stands twice, NaN, broken UTF-8, or nesting without end."""
    try:
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_never, parse_float=_never, parse_int=_whole
        )
    except RecursionError as error:
        raise Ambiguous("nested too deep") from error
    except UnicodeDecodeError as error:
        raise Ambiguous(f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise Ambiguous(f"line {error.lineno}, column {error.colno}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _value in pairs]
        raise Ambiguous(f"the key {next(name for name in names if names.count(name) > 1)!r} twice")
    return made


def _never(text: str) -> Any:
    raise Ambiguous(f"the number {text[:20]}")


def _whole(text: str) -> int:
    if len(text) > 18:  # within what every program holds exactly
        raise Ambiguous(f"the number {text[:20]}…")
    return int(text)
