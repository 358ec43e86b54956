"""What is wrong with a template or a picture of an office, in the reader's language.

The programs that fill in and read them say so in English. The mistakes that people make most are told in words of
our own; of the others stands what kind they are, with the program's own words quoted.
"""

from __future__ import annotations

import re

from compliance.language import _
from compliance.schema import shorten

_UNKNOWN = re.compile(
    r"^'([^']+)' is undefined$|has no attribute '([^']+)'$|no (?:filter|test) named '([^']+)'", re.I
)


def of_template(error: Exception) -> str:
    """Return what an engine of templates found wrong: a name it does not know, or a place it cannot fill in."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    text = str(getattr(error, "message", None) or error)
    if unknown := _UNKNOWN.search(text):
        return _("the unknown name “{name}”").format(name=shorten(unknown[1] or unknown[2] or unknown[3]))
    if isinstance(error, TemplateNotFound):
        return _("the name of a template that is nowhere: “{name}”").format(name=shorten(text))
    if isinstance(error, TemplateSyntaxError):
        return _("a mistake in a place to be filled in; text of the error: “{text}”").format(text=shorten(text))
    return _("a place that cannot be filled in; text of the error: “{text}”").format(text=shorten(text))


def of_engine(text: str) -> str:
    """Return what a program said of a file that it cannot read or set."""
    return _("something that cannot be read; text of the error: “{text}”").format(text=shorten(text))


def of_xml(code: int) -> str:
    """Return what is wrong with a text that is no XML, by expat's number of the mistake."""
    from xml.parsers.expat import ErrorString

    return _("a text that is no XML; text of the error: “{text}”").format(text=ErrorString(code))
