"""What a check of websites asks for, in words, with its numbers as they are in the checklists."""

from __future__ import annotations

from fractions import Fraction
from string import Formatter

from compliance.model.checklist import ScanCheck
from compliance.persian import numbers
from compliance.schema import listed


def threshold(spec: ScanCheck) -> str:
    """Return a check's threshold."""
    return _filled(spec, str(spec.shown))


def mend(spec: ScanCheck) -> str:
    """Return how to mend what a check finds."""
    return _filled(spec, str(spec.fix))


def _filled(spec: ScanCheck, text: str) -> str:
    fields = {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name}
    filled = {}
    for name in fields:
        value = spec.limits.get(name, "")
        filled[name] = numbers.show(value, 3) if isinstance(value, Fraction) else listed(value)
    return text.format(**filled)
