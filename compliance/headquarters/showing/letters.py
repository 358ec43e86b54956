"""Letters of headquarters to offices, in Markdown: what became of what they sent, and reminders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import PurePath

from compliance import language
from compliance.filing.keys import grouped
from compliance.headquarters.intake.verdicts import Verdict
from compliance.headquarters.keyring import Letter
from compliance.headquarters.roster import Office
from compliance.headquarters.showing import flags, refusals
from compliance.headquarters.showing.leagues import standings
from compliance.headquarters.showing.verdicts import STATUS, UNSIGNED
from compliance.language import _
from compliance.model.filing import Reason
from compliance.model.league import Arrived
from compliance.model.rounds import EvaluationRound
from compliance.persian import dates, numbers
from compliance.report.templating import escape_markdown
from compliance.schema import shorten

_BLANK = "…………………"
_BREAK = "  "  # of a line, in Markdown
_INDENT = "    "  # of a list in a list, for every reader of Markdown


def _letter(to: str, subject: str, day: date, body: Iterable[str]) -> str:
    """Return a letter: its head with the number left to the registry, the text, and who sends it."""
    head = [
        _("In the name of God"),
        "",
        _("Number: {number}").format(number=_BLANK) + _BREAK,
        _("Date: {day}").format(day=dates.show(day)) + _BREAK,
        _("Enclosure: none"),
        "",
        f"**{escape_markdown(to)}**",
        "",
        "**" + _("Subject: {subject}").format(subject=subject) + "**",
        "",
    ]
    return "\n".join(
        [*head, *body, _("With renewed respect"), "", "**" + _("Headquarters of the programme") + "**", ""]
    )


def name_of(office: Office | None, id_: str) -> str:
    """Return what an office is called in the language in use; one that is not enrolled has only its id."""
    if office is None:
        return id_ or _("the sender of the files below")
    return office.name_fa if language.current() == "fa" else office.name_en


def reminder(office: Office, round_: EvaluationRound, day: date, before: Letter, came: Arrived | None = None) -> str:
    """Return the letter to an office of which no filing counts; `before` is the letter that this one follows.

    `came` is what arrived in its name and does not count, None where nothing did.
    """
    title = _named(round_)
    said = [_missing(round_, title, day)] if came is None else list(_unaccepted(came, round_, title, day))
    body = [_("With greetings and respect,"), "", _follows(before) + said[0], *said[1:], ""]
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


def _unaccepted(came: Arrived, round_: EvaluationRound, title: str, day: date) -> Iterator[str]:
    """Yield what is written of a filing that arrived and does not count: why, how it is mended, and until when."""
    if came.status == "unsigned":
        said = _(
            "a filing in the name of your office for round {round} has reached headquarters, but it bears no seal "
            "and is therefore not ranked."
        )
        yield said.format(round=title)
    else:
        said = _(
            "a filing in the name of your office for round {round} has reached headquarters, but it was not "
            "accepted, for this reason:"
        )
        yield said.format(round=title)
        yield ""
        yield f"- {escape_markdown(standings.reason(came))} ({came.reason})"
    yield ""
    yield _("To mend it: {mend}").format(mend=escape_markdown(standings.mend(came)))
    yield ""
    close = round_.actual.close
    if close is None:
        yield _("Please let the mended filing be sent as soon as possible.")
    elif close < day:
        said = _(
            "The round was closed on {day}. Please let the mended filing be sent without delay; it will be marked "
            "late."
        )
        yield said.format(day=dates.show(close))
    else:
        yield _("Please let the mended filing be sent until the end of {day}.").format(day=dates.show(close))


def outcome(
    verdicts: Sequence[Verdict], office: Office | None, id_: str, day: date, rounds: Sequence[EvaluationRound] = ()
) -> str:
    """Return the letter to an office on what it sent; other offices are not named in it.

    `rounds` are those that headquarters holds: where a round was wrong, the letter says which ones are open.
    """
    body = [_("With greetings and respect,"), "", _looked(office, id_), ""]
    for number, verdict in enumerate(verdicts, 1):
        body += [*_about(number, verdict), ""]
    if any(verdict.reason == Reason.WRONG_ROUND for verdict in verdicts):
        body += [_open(rounds, day), ""]
    if any(verdict.status == "rejected" and not refusals.is_ours(verdict) for verdict in verdicts):
        body += [_("A file that was not accepted is not counted until it has been mended and sent again."), ""]
    return _letter(_addressed(office, id_), _("Outcome of the filings received"), day, body)


def _addressed(office: Office | None, id_: str) -> str:
    """Return to whom a letter goes; of whom headquarters does not know, nothing but the id that the file bears."""
    if office is None and id_:
        return _("The sender of the files below, which bear the id “{id}”").format(id=id_)
    return name_of(office, id_)


def _looked(office: Office | None, id_: str) -> str:
    if office is not None:
        return _("headquarters has looked at what was sent in the name of your office, with this outcome:")
    if id_:
        said = _("headquarters has looked at files that bear the id “{id}”; no such office is enrolled. The outcome:")
        return said.format(id=escape_markdown(id_))
    return _("headquarters has looked at files in which no office could be read for certain, with this outcome:")


def _open(rounds: Sequence[EvaluationRound], day: date) -> str:
    """Return which rounds take filings on a day, late ones aside; without any declared, each that has begun does."""
    if not rounds:
        said = _("Every half year that has begun takes filings; the present one is {round}.")
        return said.format(round=numbers.digits(dates.round_of(day)))
    found = [one for one in rounds if one.takes(day) and not one.late(day)]
    if not found:
        return _("No round is open at the moment; headquarters announces it when one is opened.")
    shown = (
        _named(one)
        if one.actual.close is None
        else _("{round}, until the end of {day}").format(round=_named(one), day=dates.show(one.actual.close))
        for one in found
    )
    return _("Rounds that are open now: {rounds}").format(rounds=_("; ").join(shown))


def _about(number: int, verdict: Verdict) -> Iterator[str]:
    yield f"{number}. `{shorten(PurePath(verdict.file).name).replace('`', '')}`"
    yield from (f"{_INDENT}- {escape_markdown(told)}" for told in _told(verdict))
    if verdict.sha256:
        yield f"{_INDENT}- " + _("Fingerprint of the file (SHA-256): {groups}").format(
            groups=f"`{grouped(verdict.sha256)}`"
        )


def _told(verdict: Verdict) -> Iterator[str]:
    if verdict.round:
        yield _("Round: {round}").format(round=numbers.digits(verdict.round))
    yield _("Outcome: {outcome}").format(outcome=_(STATUS[verdict.status]))
    if verdict.reason is not None:
        yield _("Reason: {reason}").format(reason=f"{refusals.sentence(verdict)} ({verdict.reason})")
        yield _("To mend it: {mend}").format(mend=refusals.mend(verdict))
    if verdict.status == "unsigned":
        yield _("Remark: {remark}").format(remark=_(UNSIGNED[0]))
        yield _("What to do: {mend}").format(mend=_(UNSIGNED[1]))
    for one in flags.told(verdict.flags, to_office=True):
        yield _("Remark: {remark}").format(remark=f"{one.sentence} ({one.code})")
        yield _("What to do: {mend}").format(mend=one.mend)
