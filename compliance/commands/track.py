"""`track`: every criterion of the saved plan tested on the newest facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance import files
from compliance.commands import console, options, planning
from compliance.commands.group import Command
from compliance.commands.opening import Opened, open_office
from compliance.errors import BadInput, CannotAccess
from compliance.language import _, mark
from compliance.model.record import Author, Where
from compliance.model.results import State
from compliance.model.review import Deed
from compliance.schema import nearest, quoted

if TYPE_CHECKING:
    from compliance.criteria.tracking import Track
    from compliance.model.office import Known
    from compliance.office.past import Moment
    from compliance.office.plan_desk import PlanDesk, Saved, Told


@click.command(
    cls=Command,
    help=mark(
        "Test whether the plan's criteria came true.\n\nReads the newest facts and says of every action: verified, "
        "not yet, failing again, or overdue; planned against actual points; what to plan again. Exit code 1 when "
        "something approved is overdue."
    ),
)
@options.office
@options.option("--started", multiple=True, metavar="ACTION", help=mark("Record that an approved action was begun."))
@options.option("--done", multiple=True, metavar="ACTION", help=mark("Record that the work of an action is done."))
@options.option(
    "--on", "day", type=options.JalaliDay(), metavar="DATE", help=mark("The day to judge by. Default: today.")
)
@options.option(
    "--svg",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Write the chart of planned and actual points over the weeks."),
)
@options.option(
    "--feature",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Run the criteria of a feature file (“plan --format feature”) instead of the saved plan's."),
)
@options.by
@options.of_round
@click.pass_context
def command(
    ctx: click.Context,
    office: Path,
    started: tuple[str, ...],
    done: tuple[str, ...],
    day: date | None,
    svg: Path | None,
    feature: Path | None,
    by: str,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    opened = open_office(office, round_id, checklists_folder)
    if feature is not None:
        ctx.exit(_run_feature(opened, feature, as_json))
    desk, author = planning.desk(opened), options.author(by, Where.TERMINAL)
    saved = _moved(opened, desk, author, started, done)
    track, actual = _track(opened, desk, author, saved, day or date.today())
    _show(opened, track, saved, actual, svg, as_json)
    ctx.exit(1 if track.broken else 0)


def _moved(opened: Opened, desk: PlanDesk, author: Author, started: tuple[str, ...], done: tuple[str, ...]) -> Saved:
    """Record what was begun and done, and return the saved plan."""
    from compliance.office.plan_desk import Told, saved_or_refused
    from compliance.plan import revision

    saved = saved_or_refused(desk)
    wanted = {**dict.fromkeys(started, State.STARTED), **dict.fromkeys(done, State.DONE)}
    planned = {p.action.id: p for p in saved.plan.actions}
    problems = []
    for id_ in wanted:
        if id_ not in planned:
            problems.append((quoted(id_), _("an action of the saved plan"), nearest(id_, planned)))
        elif not planned[id_].state.signed:
            mend = _("let the director approve the plan first (“review approve”)")
            problems.append(
                (_("“{action}”, which is not approved").format(action=id_), _("an approved action"), mend)
            )
    if problems:
        raise BadInput.all_of("--started / --done", problems)
    deeds = {State.STARTED: Deed.STARTED, State.DONE: Deed.DONE}
    told = [Told(deeds[state], id_) for id_, state in wanted.items() if planned[id_].state is not state]
    return desk.changed(author, revision.with_states(saved.plan, wanted), told, saved) if told else saved


def _track(
    opened: Opened, desk: PlanDesk, author: Author, saved: Saved, on: date
) -> tuple[Track, list[tuple[date, Fraction]]]:
    """Return the plan's progress and the actual points by day; what newly came true or fails is recorded."""
    from compliance.criteria import tracking

    past = _Past(opened)
    actual = _actual(opened, past, saved, on)
    track = tracking.track(saved.plan, opened.facts, actual[-1][1], on, _held_before(past, saved))
    news = _news(saved, track)
    if news:
        try:
            desk.changed(author, saved.plan, news, saved)
        except CannotAccess:  # a folder that may only be read can be tracked all the same
            console.note(_("what came true could not be recorded: the folder cannot be written"))
    return track, actual


def _news(saved: Saved, track: Track) -> list[Told]:
    from compliance.criteria.tracking import Mark
    from compliance.office.plan_desk import Told

    last = {e.action: e.deed for e in saved.events if e.deed in (Deed.VERIFIED, Deed.REGRESSED)}
    told = []
    for tracked in track.actions:
        id_ = tracked.planned.action.id
        if tracked.mark is Mark.VERIFIED and last.get(id_) is not Deed.VERIFIED:
            told.append(Told(Deed.VERIFIED, id_))
        elif tracked.mark is Mark.REGRESSED and last.get(id_) is not Deed.REGRESSED:
            told.append(Told(Deed.REGRESSED, id_))
    return told


class _Past:
    """The facts of earlier moments: answers from their record, registers as they are now."""

    def __init__(self, opened: Opened) -> None:
        from compliance.model.office import Source

        desk = opened.desk()
        self.entries, self._asked, self._round = desk.read_log().entries, desk.facts(""), opened.round
        self._registered = {Source.REGISTERED: opened.folder.register.values}

    def facts(self, moment: Moment) -> dict[str, Known]:
        """Return what was known at a moment."""
        from compliance.assessment import facts
        from compliance.office import past_answers

        return facts.known(past_answers.at(moment, self.entries, self._asked, self._round), self._registered)


def _held_before(past: _Past, saved: Saved) -> set[str]:
    """Return the actions whose criterion held at some time since the plan begins, by either record."""
    from compliance.criteria import judging
    from compliance.model.record import Change
    from compliance.office.past import Moment

    held = {e.action for e in saved.events if e.deed is Deed.VERIFIED and e.action}
    since = next((e.when for e in saved.events), None)
    for entry in past.entries:
        if not isinstance(entry, Change) or since is None or entry.when < since:
            continue
        about = [
            p.action
            for p in saved.plan.actions
            if p.action.id not in held
            and entry.key.fact in p.action.criterion.test.get("properties", p.action.raises)
        ]
        if about:
            known = past.facts(Moment(number=entry.number))
            held |= {action.id for action in about if judging.judge(action.criterion, known).holds}
    return held


def _actual(opened: Opened, past: _Past, saved: Saved, on: date) -> list[tuple[date, Fraction]]:
    """Return the points of the plan's checklist at its begin, at each week's end since, and on the day."""
    from compliance.assessment import scoring
    from compliance.criteria import tracking
    from compliance.office import past_answers

    plan = saved.plan
    checklist = opened.instruments.checklists[plan.goal.checklist]
    begins = past_answers.begins(past.entries)
    points = [(plan.goal.begin, plan.before.get(checklist.id) or Fraction(0))] if on > plan.goal.begin else []
    for day in tracking.week_ends(plan, on):
        if begins is not None and max(begins, plan.goal.begin) < day < on:
            known = past.facts(past_answers.end_of(day))
            points.append((day, scoring.assess(checklist, known).score or Fraction(0)))
    return [*points, (on, scoring.assess(checklist, opened.facts).score or Fraction(0))]


def _show(
    opened: Opened,
    track: Track,
    saved: Saved,
    actual: list[tuple[date, Fraction]],
    svg: Path | None,
    as_json: bool,
) -> None:
    from compliance.report import tracking as shown

    name = str(opened.folder.office.name)
    if svg is not None:
        from compliance.report import curves

        files.write_text(svg, curves.svg(shown.burn_up(track, actual, name)))
        console.note(_("written: {path}").format(path=svg))
    if as_json:
        console.data(shown.record(track, opened.facts, saved.hash, actual))
    else:
        console.show(shown.of_track(track, opened.facts, opened.instruments, name))


def _run_feature(opened: Opened, path: Path, as_json: bool) -> int:
    """Run a feature on the office's facts; 1 when some criterion does not hold."""
    from compliance.criteria import running
    from compliance.report import features

    def facts(office: str, round_id: str) -> Mapping[str, Known]:
        if office != opened.folder.office.id:
            raise BadInput.of(
                str(path),
                None,
                _("the office {id}, which the feature is about").format(id=quoted(office)),
                _("the office {id}").format(id=quoted(opened.folder.office.id)),
                _("name the folder of that office"),
            )
        same = round_id == opened.round
        return opened.facts if same else open_office(opened.folder.path, round_id, opened.checklists).facts

    outcomes = running.run(files.read_text(path), str(path), opened.instruments, facts)
    if as_json:
        console.data(features.record(opened.folder.office.id, opened.round, outcomes))
    else:
        console.show(features.of_outcomes(outcomes))
    return 0 if all(outcome.passed for outcome in outcomes) else 1
