"""Packages that only some verbs need, and which extra of the distribution brings each."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from compliance.errors import MissingExtra


def package(name: str, extra: str) -> Any:
    """Return a package that an extra brings; MissingExtra, which says how to install it, where it is not there."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise MissingExtra(extra) from error
