"""Follow-up letters to offices that have not filed yet, in Markdown."""

from __future__ import annotations

from datetime import date

from compliance import language
from compliance.headquarters.roster import Office
from compliance.language import _
from compliance.model.rounds import EvaluationRound
from compliance.persian import dates, numbers
from compliance.report.templating import escape_markdown


def letter(office: Office, round_: EvaluationRound, day: date, before: str, before_day: str) -> str:
    """Return the letter to an office; `before` is the number of the letter that this one follows."""
    name = office.name_fa if language.current() == "fa" else office.name_en
    close = round_.actual.close
    until = (
        _("until {day}").format(day=dates.show(close))
        if close
        else _("as soon as possible, for the round has no end yet")
    )
    lines = [
        f"# {_('Reminder: self-assessment of round {round}').format(round=numbers.digits(round_.id))}",
        "",
        f"{_('Date')}: {dates.show(day)}  ",
        f"{_('To')}: {escape_markdown(name)}",
        "",
        _("With respect,"),
        "",
    ]
    if before:
        on = _(" of {day}").format(day=dates.show(before_day)) if before_day else ""
        lines += [
            _("following letter no. {number}{on}:").format(number=numbers.digits(escape_markdown(before)), on=on),
            "",
        ]
    lines += [
        _(
            "The filing of your office for round {round} ({title}) has not arrived. Please seal it with "
            "“compliance file” and send it {until}."
        ).format(round=numbers.digits(round_.id), title=escape_markdown(round_.title), until=until),
        "",
        _("Where your office does not take part, please say so by an official letter; it is then listed by name."),
        "",
    ]
    return "\n".join(lines)
