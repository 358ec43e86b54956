"""Packages that only some formats need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from compliance.errors import MissingExtra


def package(name: str) -> Any:
    """Return a package that the extra `documents` brings; MissingExtra where it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise MissingExtra("documents") from error
