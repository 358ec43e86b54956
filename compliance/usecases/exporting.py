"""An office's questions as an Excel form: all of them, one unit's, or what is open or falls short."""

from __future__ import annotations

from compliance import clock
from compliance.errors import BadInput
from compliance.forms import questions as questions_
from compliance.forms.bench import Bench
from compliance.forms.excel import making
from compliance.forms.excel.layout import Form
from compliance.language import _
from compliance.usecases import asking
from compliance.usecases.opening import Opened


def form_of(opened: Opened, bench: Bench, unit: str | None, only: str | None) -> Form:
    """Return the form of the questions that were asked for; BadInput where none is left."""
    questions = asking.selected(bench, unit)
    if only == "gaps":
        questions = questions_.gaps(questions, bench.chosen_assessments())
    if only == "unanswered":
        questions = bench.open_among(questions)
    if not questions:
        raise BadInput.of(
            "--only" if only else "--unit",
            None,
            _("no question is left"),
            _("a choice with at least one question"),
            _("leave the option out, or choose another unit or checklist"),
        )
    return making.make(bench, opened.folder.office, opened.round, questions, unit or "", only or "")


def workbook_of(form: Form) -> bytes:
    """Return a form as a workbook of today; MissingExtra where nothing writes workbooks."""
    from compliance.forms.excel import writing

    return writing.write(form, clock.today())
