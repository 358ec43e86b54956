"""A key of an office, as lines and as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from compliance.filing import keys
from compliance.language import _
from compliance.model.filing import Enrolment
from compliance.persian import dates
from compliance.report.filing_paper import ROLES
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet


class Parts(NamedTuple):
    """Where the parts of a key lie.

    `old` is the secret key that it replaced, where that is kept, `seal` the old key's seal of the enrolment: without
    one the old key or its password was lost.
    """

    secret: Path
    enrolment: Path
    form: Path | None
    old: Path | None
    seal: Path | None = None


def sheet(made: Enrolment, parts: Parts) -> Sheet:
    """Return whose key it is, its fingerprint as two people compare it, and what is to be done with each part."""
    page = Sheet()
    page.say(_("key of {office}: {role}").format(office=made.office.id, role=_(ROLES[made.role])))
    page.say(_("made on {day}").format(day=dates.show(made.made)))
    page.say(_("number of the key: {number}").format(number=keys.number(made.key)))
    if made.replaces is not None:
        page.say(_("in place of the key: {number}").format(number=made.replaces.upper()))
    page.say(_("fingerprint: {groups}").format(groups=keys.grouped(keys.fingerprint(made.key))))
    page.say(_("secret, never give it away: {path}").format(path=parts.secret))
    page.say(_("send to headquarters: {path}").format(path=parts.enrolment))
    if parts.seal is not None:
        page.say(
            _("send with it the seal of the old key, which vouches for the new one: {path}").format(path=parts.seal)
        )
    if parts.form is not None:
        page.say(_("print, sign and send by official letter: {path}").format(path=parts.form))
    if made.replaces is not None and parts.seal is None:
        page.say(
            _(
                "The old key is lost: the letter alone vouches. What is filed counts once headquarters has enrolled "
                "this one."
            )
        )
    elif parts.old is not None:
        page.say(_("until headquarters has enrolled it, file with the old one: --key {path}").format(path=parts.old))
    return page


def record(made: Enrolment, parts: Parts) -> Record:
    """Return the same for programs."""
    return {
        **keys.plain(made),
        "secret": str(parts.secret),
        "enrolment": str(parts.enrolment),
        "form": None if parts.form is None else str(parts.form),
        "old": None if parts.old is None else str(parts.old),
        "number": keys.number(made.key),
        "seal": None if parts.seal is None else str(parts.seal),
        "problems": [],
    }
