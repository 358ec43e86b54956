"""Templates: the office's own before the shipped ones, filled in a sandbox.

A template that is wrong is bad input with its file and line, like any other file people edit.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from compliance import data, language
from compliance.errors import BadInput
from compliance.language import _
from compliance.persian import dates, marks, numbers
from compliance.report import mistakes


def fill(template: str, own: Path | None, **values: Any) -> str:
    """Return a template filled with values; HTML and SVG templates escape what they are given."""
    from jinja2 import TemplateError

    kinds = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
    try:
        text: str = _environment(own).get_template(template).render(**values)
    except kinds as error:
        file, line = _place(error, template, own)
        raise BadInput.of(
            file,
            line,
            mistakes.of_template(error),
            _("a template that can be filled"),
            _("mend it, or delete it to use the shipped one"),
        ) from error
    return text


def _place(error: Exception, template: str, own: Path | None) -> tuple[str, int | None]:
    """Return the template's file and line in which an error came about, as far as Jinja tells."""
    import traceback

    file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if not isinstance(file, str):
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith((".j2", ".css"))]
        file, line = (
            (frames[-1].filename, frames[-1].lineno)
            if frames
            else (str((own or data.shipped("templates")) / template), None)
        )
    return file, line


def _environment(own: Path | None) -> Any:
    from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    folders = [*([own] if own else []), data.shipped("templates")]
    environment = SandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=lambda name: bool(name) and name.endswith((".html.j2", ".svg.j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_compiled(),
    )
    environment.globals.update(_=_, language=language.current(), number=numbers.show, per_cent=numbers.per_cent)
    environment.filters.update(
        iso=lambda text: marks.whole(str(text), language.current() == "fa"),
        num=lambda text: marks.sentence(str(text), language.current() == "fa"),
        rtl=_svg_text,
        day=dates.show,
        digits=numbers.digits,
        md=escape_markdown,
        amount=_amount,
    )
    return environment


@cache
def _compiled() -> Any:
    """Return what keeps templates compiled while the process lives; a changed file is compiled again."""
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

    class Kept(BytecodeCache):
        """Templates by name and file; Jinja itself compares what they were made from."""

        def __init__(self) -> None:
            self.kept: dict[str, bytes] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            """Give what was kept, if it is of the same text."""
            if bucket.key in self.kept:
                bucket.bytecode_from_string(self.kept[bucket.key])

        def dump_bytecode(self, bucket: Bucket) -> None:
            """Keep what was compiled."""
            self.kept[bucket.key] = bucket.bytecode_to_string()

    return Kept()


def _amount(number: numbers.Number) -> str:
    """Return the amount of a number as a script reads it."""
    return numbers.exact(number.amount)


def _svg_text(text: str) -> str:
    """Keep a Persian text together in a drawing; English needs no help."""
    return marks.isolate_rtl(text) if language.current() == "fa" else text


_MARKDOWN = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "\\`*_[]#|~"},
        "<": "&lt;",
        ">": "&gt;",
        "&": "&amp;",
        "\n": " ",
        "\r": " ",
    }
)


def escape_markdown(text: object) -> str:
    """Return a text that Markdown shows as it is, in a paragraph and in a table cell."""
    return str(text).translate(_MARKDOWN)
