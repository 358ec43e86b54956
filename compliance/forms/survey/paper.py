"""The questionnaire on one A4 page, to be filled in with a pen."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.language import _
from compliance.model.survey import Questionnaire
from compliance.report.document import Blank, Blanks, Block, Choice, Choices, Grid, Paragraph, Part, Tone
from compliance.report.tables import make

_MOST_BOXES = 6  # services that are ticked; of more one is written down
PART = "survey"
_LINES = 5  # to write a remark on
_BESIDE = 4  # causes in a row


def part(asked: Questionnaire, services: Sequence[str]) -> Part:
    """Return the form as a part of one page; `services` are the titles that people choose from."""
    scale = tuple(str(level) for level in asked.scale)
    blocks: list[Block] = [
        Paragraph(str(asked.purpose)),
        Paragraph(
            _("Nobody is named: please write neither your name nor any number. Tick one box in each row."), Tone.SOFT
        ),
        *_service(services),
        Choices(tuple(Choice(str(question.text), scale) for question in asked.questions)),
        Paragraph(str(asked.causes_text), Tone.STRONG),
        _rows([str(cause.label) for cause in asked.causes], _BESIDE),
        Grid(make([(str(asked.comment), False)], [("",)] * _LINES), by_hand=True),
        Paragraph(_("The questions are proposed by this toolkit; no body has decreed them."), Tone.SOFT),
    ]
    return Part(PART, str(asked.title), tuple(blocks), one_page=True)


def _service(services: Sequence[str]) -> list[Block]:
    """Return where people say which service they mean, with the day."""
    day = Blank(_("Day"))
    if len(services) == 1:
        return [Blanks((Blank(_("Service"), services[0], wide=True), day))]
    if 1 < len(services) <= _MOST_BOXES:
        asked = Paragraph(_("Which service did you use?"), Tone.STRONG)
        return [Blanks((day,)), asked, _rows(services, 1)]
    return [Blanks((Blank(_("Service"), wide=True), day))]


def _rows(options: Sequence[str], beside: int) -> Choices:
    """Return boxes in as few rows as at most so many beside each other need, and as even as can be."""
    high = -(-len(options) // beside)
    wide = -(-len(options) // max(high, 1))
    rows = [options[at : at + wide] for at in range(0, len(options), wide)]
    return Choices(tuple(Choice("", tuple(row)) for row in rows))
