"""Packages that only some formats need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from compliance.errors import MissingExtra


def need(module: str, extra: str = "documents") -> Any:
    """Return a module of an extra; MissingExtra where it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtra(extra) from error
