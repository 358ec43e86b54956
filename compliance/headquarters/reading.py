"""Declarations read fast: orjson and a compiled schema, with the careful reader behind them for anything unusual."""

from __future__ import annotations

from functools import cache
from typing import Any

from compliance import extras, schema
from compliance.filing import canonical
from compliance.filing.verifying import SCHEMA, Reader


@cache
def reader() -> Reader:
    """Return the reader for thousands; MissingExtra where its packages are not installed."""
    orjson = extras.package("orjson", "headquarters")
    validator = extras.package("jsonschema_rs", "headquarters").Draft202012Validator(schema.published(SCHEMA))

    def parse(raw: bytes) -> Any:
        """Bytes that are spelled canonically have one reading; any others are read with care."""
        try:
            made = orjson.loads(raw)
            if orjson.dumps(made, option=orjson.OPT_SORT_KEYS) == raw:
                return made
        except (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError):
            pass
        return canonical.read(raw)

    def wrong(made: Any) -> str | None:
        if validator.is_valid(made):
            return None
        error = next(validator.iter_errors(made))
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
        return f"${where}: {str(error.message)[:200]}"

    return Reader(parse, wrong)
