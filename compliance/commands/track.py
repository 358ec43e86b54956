"""`track`: every criterion of the saved plan tested on the newest facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance import clock, files
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.errors import BadInput, CannotAccess
from compliance.language import _, mark
from compliance.model.record import Author, Where
from compliance.model.results import State
from compliance.model.review import Deed
from compliance.persian import dates
from compliance.schema import nearest, quoted
from compliance.usecases import planning
from compliance.usecases.opening import Opened, open_office

if TYPE_CHECKING:
    from compliance.criteria.tracking import Track
    from compliance.criteria.wording import Background
    from compliance.model.office import Known
    from compliance.office.plan_desk import PlanDesk, Saved


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
    "--on",
    "day",
    type=options.JalaliDay(),
    metavar="DATE",
    help=mark("The day to judge by; a later one than today is a look ahead. Default: today."),
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
    if feature is not None and (started or done or day or svg):
        raise click.UsageError(_("--feature goes alone: --started, --done, --on and --svg are about the saved plan"))
    if feature is not None:
        ctx.exit(_run_feature(opened, feature, as_json))
    desk, author = planning.desk(opened), options.author(by, Where.TERMINAL)
    _check_day(desk, day, bool(started or done))
    saved = _moved(opened, desk, author, started, done)
    track, actual = _track(opened, desk, author, saved, day or clock.today())
    _show(opened, track, saved, actual, svg, as_json)
    ctx.exit(1 if track.broken else 0)


def _check_day(desk: PlanDesk, day: date | None, told: bool) -> None:
    """Refuse a day before the plan was approved, and one that has not come where work is said to be begun or done."""
    from compliance.office.plan_desk import saved_or_refused

    if day is None:
        return
    planning.check_not_before_approval("--on", day, saved_or_refused(desk).plan)
    if told and day > clock.today():
        raise BadInput.of(
            "--on",
            None,
            dates.show(day),
            _("a day that is not in the future beside --started and --done"),
            _("leave --on out, or look ahead without --started and --done"),
        )


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
    return desk.replace(author, revision.with_states(saved.plan, wanted), told, saved) if told else saved


def _track(
    opened: Opened, desk: PlanDesk, author: Author, saved: Saved, on: date
) -> tuple[Track, list[tuple[date, Fraction]]]:
    """Return the plan's progress and the actual points by day; what newly came true or fails is recorded."""
    from compliance.assessment.facts import limits
    from compliance.criteria import following
    from compliance.office.plan_desk import Told

    past = following.Past(opened.desk(), opened.round, opened.computed, limits(opened.folder.round.scan))
    track, actual = following.follow(saved.plan, opened.instruments, opened.facts, past, saved.verified, on)
    news = [Told(deed, id_) for id_, deed in following.news(track, saved.events)]
    if news:
        try:
            desk.replace(author, saved.plan, news, saved)
        except CannotAccess:  # a folder that may only be read can be tracked all the same
            console.note(_("what came true could not be recorded: the folder cannot be written"))
    return track, actual


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
        from compliance.report import charts

        files.write_text(svg, charts.svg(shown.burn_up(track, actual, name)))
        console.note(_("written: {path}").format(path=svg))
    if as_json:
        console.data(shown.record(track, opened.facts, saved.hash, actual))
    else:
        from compliance.report.screens import tracks

        console.show(tracks.of_track(track, opened.facts, opened.instruments, name))


def _run_feature(opened: Opened, path: Path, as_json: bool) -> int:
    """Run a feature on the office's facts; 1 when some criterion does not hold."""
    from compliance.criteria import running
    from compliance.report.screens import features

    def facts(about: Background, line: int) -> Mapping[str, Known]:
        if about.office != opened.folder.office.id:
            raise BadInput.of(
                str(path),
                line,
                _("the office {id}, which the feature is about").format(id=quoted(about.office)),
                _("the office {id}").format(id=quoted(opened.folder.office.id)),
                _("name the folder of that office"),
            )
        same = about.round == opened.round
        return opened.facts if same else open_office(opened.folder.path, about.round, opened.checklists).facts

    outcomes = running.run(files.read_text(path), str(path), opened.instruments, facts)
    if as_json:
        console.data(features.record(opened.folder.office.id, opened.round, outcomes))
    else:
        console.show(features.of_outcomes(outcomes))
    return 0 if all(outcome.passed for outcome in outcomes) else 1
