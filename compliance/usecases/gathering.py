"""What a report is made from: the round judged, the saved plan, how far it has come, and the rounds before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from compliance import clock
from compliance.errors import BadInput
from compliance.language import _, way
from compliance.office import folder as offices
from compliance.office.plan_desk import Saved
from compliance.register.registers import bands
from compliance.report.content import Followed, Paper, Report, Standing
from compliance.usecases import planning, reviewing
from compliance.usecases.opening import Opened, open_office

EMBLEMS = ("emblem.svg", "emblem.png")


def gather(opened: Opened, checklist: str, paper: Paper | None = None) -> Report:
    """Return everything a report shows; the plan is the saved one."""
    from compliance.plan.basis import Outdated

    folder, saved = opened.folder, planning.desk(opened).read()
    plan = None if saved is None else saved.plan
    others = [c.id for c in opened.instruments.checklists.values() if c.per == "office" and c.id != checklist]
    own = paper or paper_of(opened)
    return Report(
        instruments=opened.instruments,
        office=folder.office,
        round=folder.round.id,
        register=folder.register,
        projects=bands(folder.register.projects) if folder.register.projects else None,
        assessments=tuple(a for id_ in (checklist, *others) for a in opened.assess(id_)),
        facts=opened.facts,
        plan=plan,
        outdated=planning.outdated(opened, plan) if plan else Outdated(answers=False, ground=False),
        paper=own,
        followed=_followed(opened, saved, own.day) if saved and saved.plan.approved and saved.plan.actions else None,
        rounds=tuple(_rounds(opened, checklist)),
        proposed=len(folder.round.proposed),
        contradictions=tuple(opened.contradictions()),
        returned=reviewing.returned_by(saved) if saved and saved.plan.returned else None,
    )


def paper_of(
    opened: Opened,
    day: date | None = None,
    number: str = "",
    templates: Path | None = None,
    letterhead: Path | None = None,
) -> Paper:
    """Return what the office puts on its papers: its templates, emblem and letterhead where it has them."""
    own = templates or opened.folder.path / "templates"
    emblem = next((own / name for name in EMBLEMS if (own / name).is_file()), None)
    head = letterhead or own / "letterhead.docx"
    return Paper(
        day or clock.today(), number, emblem, own if own.is_dir() else None, head if head.is_file() else None
    )


def _followed(opened: Opened, saved: Saved, on: date) -> Followed:
    """Return how far the plan has come; nothing is recorded, for a report only reads."""
    from compliance.assessment.facts import limits
    from compliance.criteria import following

    past = following.Past(opened.desk(), opened.round, opened.computed, limits(opened.folder.round.scan))
    track, actual = following.follow(saved.plan, opened.instruments, opened.facts, past, saved.verified, on)
    return Followed(track, tuple(actual))


def _rounds(opened: Opened, checklist: str) -> Iterator[Standing]:
    """Yield the score of each round up to this one, as it stood and by the checklist it was judged by."""
    before = None
    for id_ in offices.round_ids(opened.folder.path):
        if offices.number_of(id_) > offices.number_of(opened.round):
            return
        then = opened if id_ == opened.round else open_office(opened.folder.path, id_, opened.checklists)
        judged = then.assess(checklist) if checklist in then.instruments.checklists else []
        if judged:
            sealed = judged[0].checklist.sha256
            yield Standing(id_, judged[0].score, before in (None, sealed), judged[0].provisional)
            before = sealed


def about(opened: Opened, checklist: str | None) -> str:
    """Return the checklist a report is about: the named one, which is answered for the whole office, or the first."""
    from compliance.usecases.opening import known_checklist

    id_ = known_checklist(opened.instruments, checklist or opened.folder.office.checklists[0])
    if opened.instruments.checklists[id_].per == "office":
        return id_
    raise BadInput.of(
        "--checklist",
        None,
        _("“{checklist}”, which is answered for each entered system").format(checklist=id_),
        _("a checklist that is answered for the whole office"),
        way(
            _("see the entered systems with “compliance check --checklist {checklist}”").format(checklist=id_),
            _("choose another one on the page “Self-assessment”, under “Other checklists”"),
        ),
    )
