"""JSON that has one spelling: the same content gives the same bytes, and bytes with two readings are refused."""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable
from typing import Any, TypeVar

from compliance.files import CONTROL

K = TypeVar("K", bound=Hashable)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class Ambiguous(ValueError):
    """JSON that cannot be read for certain; the message says why, in a word or two of English for a log."""


def written(plain: Any) -> bytes:
    """Return content as canonical JSON: UTF-8, keys sorted, no spaces, whole numbers only."""
    return _ENCODER.encode(plain).encode()


def read(raw: bytes) -> Any:
    """Return what JSON says; Ambiguous where that is not certain, or could not be shown as it is.

    So it is for a key that stands twice, NaN, broken UTF-8, control signs, and nesting without end.
    """
    try:
        made = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_never, parse_float=_never, parse_int=_whole
        )
    except RecursionError as error:
        raise Ambiguous("nested too deep") from error
    except UnicodeDecodeError as error:
        raise Ambiguous(f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise Ambiguous(f"line {error.lineno}, column {error.colno}") from error
    _check_signs(made)
    return made


def _check_signs(made: Any) -> None:
    """Refuse control signs and halves of pairs, which no file of an office can hold and JSON can escape."""
    todo = [made]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            todo += [*part, *part.values()]
        elif isinstance(part, list):
            todo += part
        elif isinstance(part, str) and (found := CONTROL.search(part)):
            raise Ambiguous(f"the sign U+{ord(found[0]):04X}")


def twice(keys: Collection[K]) -> K | None:
    """Return the first that came before, None when each is there once."""
    if len(set(keys)) == len(keys):  # as nearly always
        return None
    seen: set[K] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Ambiguous(f"the key {twice([name for name, _value in pairs])!r} twice")
    return made


def _never(text: str) -> Any:
    raise Ambiguous(f"the number {text[:20]}")


def _whole(text: str) -> int:
    if len(text) > 18:  # within what every program holds exactly
        raise Ambiguous(f"the number {text[:20]}…")
    return int(text)
