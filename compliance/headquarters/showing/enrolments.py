"""Enrolments on screens and as JSON: whose key, and its fingerprint to compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from compliance.filing import keys
from compliance.headquarters.roster import Enrolled
from compliance.language import _
from compliance.model.filing import Enrolment
from compliance.persian import numbers
from compliance.report.filing_paper import ROLES
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make

_MOST = 40


def sheet(found: Sequence[Enrolment]) -> Sheet:
    """Return the enrolments with their fingerprints, in groups as the letters print them."""
    page = Sheet()
    rows = [(e.office.id, _(ROLES[e.role]), keys.grouped(keys.fingerprint(e.key))) for e in found[:_MOST]]
    page.show(make([(_("office"), True), (_("whose key"), True), (_("fingerprint"), False, False, True)], rows))
    if len(found) > _MOST:
        page.say(_("and {n} more").format(n=numbers.show(len(found) - _MOST)))
    return page


def said(done: Sequence[Enrolled]) -> str:
    """Return what became of them, in a sentence."""
    counted = Counter(one.what for one in done)
    return _("new offices: {office}; further keys: {key}; there already: {there}").format(
        **{what: numbers.show(counted[what]) for what in ("office", "key", "there")}
    )


def record(done: Sequence[Enrolled]) -> Record:
    """Return what became of them, for programs."""
    return {
        "enrolled": [
            {
                "office": one.enrolment.office.id,
                "role": one.enrolment.role,
                "what": one.what,
                "fingerprint": keys.fingerprint(one.enrolment.key),
            }
            for one in done
        ],
        "problems": [],
    }
