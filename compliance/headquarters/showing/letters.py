"""Letters of headquarters to offices, in Markdown: what became of what they sent, and reminders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import PurePath

from compliance import language
from compliance.filing.keys import grouped
from compliance.headquarters.keyring import Letter
from compliance.headquarters.roster import Office
from compliance.headquarters.showing import flags, refusals
from compliance.headquarters.showing.verdicts import STATUS
from compliance.headquarters.verdicts import Verdict
from compliance.language import _
from compliance.model.rounds import EvaluationRound
from compliance.persian import dates, numbers
from compliance.report.templating import escape_markdown
from compliance.schema import shorten

_BLANK = "…………………"


def _letter(to: str, subject: str, day: date, body: Iterable[str]) -> str:
    """Return a letter: its head with the number left to the registry, the text, and who sends it."""
    head = [
        _("In the name of God"),
        "",
        f"{_('Number')}: {_BLANK}  ",
        f"{_('Date')}: {dates.show(day)}  ",
        f"{_('Enclosure')}: {_('none')}",
        "",
        f"**{escape_markdown(to)}**",
        "",
        f"**{_('Subject')}: {subject}**",
        "",
    ]
    return "\n".join([*head, *body, _("With renewed respect"), "", f"**{_('Headquarters')}**", ""])


def name_of(office: Office | None, id_: str) -> str:
    """Return what an office is called in the language in use; one that is not enrolled has only its id."""
    if office is None:
        return id_ or _("the sender of the files below")
    return office.name_fa if language.current() == "fa" else office.name_en


def reminder(office: Office, round_: EvaluationRound, day: date, before: Letter) -> str:
    """Return the letter to an office that has not filed; `before` is the letter that this one follows."""
    title = _named(round_)
    body = [_("With greetings and respect,"), "", _follows(before) + _missing(round_, title, day), ""]
    body += [
        _(
            "Where your office does not take part in this round, please say so by an official letter. Bodies that do "
            "not co-operate, and those that ask to be left out, are listed by name in the report of the round, "
            "without a score."
        ),
        "",
    ]
    subject = _("Reminder: filing of the self-assessment, round {round}").format(round=title)
    return _letter(name_of(office, office.id), subject, day, body)


def _named(round_: EvaluationRound) -> str:
    """Return a round's number, with its title where it has one of its own."""
    number, title = numbers.digits(round_.id), str(round_.title)
    return number if title == round_.id else f"{number} ({escape_markdown(title)})"


def _follows(before: Letter) -> str:
    if not before.number:
        return ""
    number = numbers.digits(escape_markdown(before.number))
    if not before.day:
        return _("Following letter no. {number}: ").format(number=number)
    return _("Following letter no. {number} of {day}: ").format(number=number, day=dates.show(before.day))


def _missing(round_: EvaluationRound, title: str, day: date) -> str:
    close = round_.actual.close
    if close is None:
        said = _(
            "the filing of your office for round {round} has not reached headquarters. Please let it be sealed with "
            "the command “compliance file” and sent as soon as possible."
        )
        return said.format(round=title)
    if close < day:
        said = _(
            "the filing of your office for round {round}, which was closed on {day}, has not reached headquarters. "
            "Please let it be sealed with the command “compliance file” and sent without delay; it will be marked "
            "late."
        )
        return said.format(round=title, day=dates.show(close))
    said = _(
        "the filing of your office for round {round} has not reached headquarters. Please let it be sealed with the "
        "command “compliance file” and sent until the end of {day}."
    )
    return said.format(round=title, day=dates.show(close))


def outcome(verdicts: Sequence[Verdict], office: Office | None, id_: str, day: date) -> str:
    """Return the letter to an office on what it sent; other offices are not named in it."""
    body = [
        _("With greetings and respect,"),
        "",
        _("headquarters has looked at what was sent in the name of your office, with this outcome:"),
        "",
    ]
    for number, verdict in enumerate(verdicts, 1):
        body += [*_about(number, verdict), ""]
    if any(verdict.status == "rejected" for verdict in verdicts):
        body += [_("A file that was not accepted is not counted until it has been mended and sent again."), ""]
    return _letter(name_of(office, id_), _("Outcome of the filings received"), day, body)


def _about(number: int, verdict: Verdict) -> Iterable[str]:
    file = escape_markdown(shorten(PurePath(verdict.file).name))
    yield f"{numbers.digits(number)}. {_('file')}: {file}"
    yield f"   - {_('round')}: {numbers.digits(verdict.round) or '—'}"
    yield f"   - {_('outcome')}: **{_(STATUS[verdict.status])}**"
    if verdict.reason is not None:
        yield f"   - {_('reason')}: {escape_markdown(refusals.sentence(verdict))} (`{verdict.reason}`)"
        yield f"   - {_('to mend it')}: {escape_markdown(refusals.mend(verdict))}"
    for flag in verdict.flags:
        yield f"   - {_('remark')}: {escape_markdown(flags.for_office(flag))} (`{flag.code}`)"
        yield f"   - {_('to mend it')}: {escape_markdown(flags.mend(flag))}"
    if verdict.sha256:
        yield f"   - {_('fingerprint of the file (SHA-256)')}: `{grouped(verdict.sha256)}`"
