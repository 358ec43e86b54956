"""The survey of an office's round: its questionnaire, bringing answers in, the outcome, and entering it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from compliance import clock, files
from compliance.checklist import questionnaire
from compliance.errors import BadInput, MissingExtra, Problem
from compliance.language import _
from compliance.model.record import Author, Change, Wanted, Where
from compliance.model.stated import NOTHING, Key, Stated
from compliance.model.survey import AnswerSheet, Outcome, Questionnaire
from compliance.office import attachments
from compliance.office.desk import Desk
from compliance.office.evidence import FOLDER
from compliance.office.survey import responses
from compliance.office.survey.reading import Reader
from compliance.persian import dates, numbers
from compliance.persian.letters import ascii_digits
from compliance.report import survey_paper, survey_tables, write
from compliance.report.document import Document
from compliance.report.parts import bound
from compliance.schema import nearest, quoted
from compliance.survey import counting
from compliance.usecases import gathering
from compliance.usecases.opening import Opened

FACT = Key("", "people.satisfaction")
_GOVERNMENT = "G2G"
REPORT = f"{FOLDER}/survey-result-"


class Survey(NamedTuple):
    """The survey of a round: where its files lie, what is asked, and the titles of the office's services by id."""

    folder: Path
    asked: Questionnaire
    services: dict[str, str]

    @property
    def reader(self) -> Reader:
        """What reads answer sheets of this survey."""
        return Reader(self.asked, self.services, clock.today())

    def sheets(self) -> list[AnswerSheet]:
        """Return the answer sheets that were brought in."""
        return list(responses.read(self.folder, self.reader).values())

    def service(self, id_: str) -> str:
        """Return the title of a service, its id where the register has none."""
        return self.services.get(id_) or id_


def survey_of(opened: Opened) -> Survey:
    """Return the survey of a round: in the office's own wording where it has one."""
    folder = opened.folder.round.folder / responses.FOLDER
    asked = questionnaire.shipped(opened.checklists)
    own = folder / questionnaire.FILE
    if own.is_file():
        asked = questionnaire.reworded(own, asked)
    services = {service.id: service.title for service in opened.folder.register.services if service.id}
    are_known(asked.services, services, str(own))
    return Survey(folder, asked, services)


def of_people(opened: Opened) -> list[str]:
    """Return the services that people and businesses use, by their ids; other bodies are not asked here."""
    return [s.id for s in opened.folder.register.services if s.id and s.kind != _GOVERNMENT]


def are_known(ids: Sequence[str], services: dict[str, str], where: str) -> None:
    """Refuse services that the register does not have."""
    strange = [id_ for id_ in ids if id_ not in services]
    if strange:
        expected = _("the id of a service in services.csv")
        raise BadInput(Problem(where, None, quoted(id_), expected, nearest(id_, services)) for id_ in strange)


class Saved(NamedTuple):
    """What became of entering a score: its evidence, or what people answered otherwise and what stays."""

    evidence: str | None
    theirs: Stated | None = None


def save(opened: Opened, survey: Survey, outcome: Outcome, author: Author) -> Saved:
    """Enter the score as the answer, with the report of the outcome as its evidence.

    What people answered otherwise stays, and is returned.
    """
    desk = opened.desk()
    desk.read_log()
    now = desk.state().get(FACT, NOTHING)
    base = _before(desk, now)
    assert outcome.score.mean is not None, "a figure that may be given"
    mine = Stated(
        value=numbers.ascii_number(outcome.score.mean),
        evidence=tuple(e for e in base.evidence if not e.name.startswith(REPORT)),  # reports of the figure before
        on=dates.write(author.today),
        by=author.who or None,
        note=survey_tables.note(outcome),
    )
    desk.enter([Wanted(FACT, base, mine)], author)
    kept = desk.state().get(FACT, NOTHING)
    if (kept.statement, kept.note) != (mine.statement, mine.note):
        return Saved(None, kept)
    return Saved(_attached(desk, document(opened, survey, outcome), author))


def _attached(desk: Desk, shown: Document, author: Author) -> str:
    """Attach the report as PDF, as a page where the packages for that are missing; return its name."""
    try:
        format_, content = "pdf", write(shown, "pdf")
    except MissingExtra:
        format_, content = "html", write(shown, "html")
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"survey-result-{shown.round}.{format_}"
        files.write(path, content)
        return attachments.attach(desk, FACT, path, dates.write(author.today), author).piece.name


def document(opened: Opened, survey: Survey, outcome: Outcome, service: str | None = None) -> Document:
    """Return the outcome as a paper."""
    about = survey.service(service) if service else ""
    part = survey_paper.part(survey.asked, outcome, survey.service, about)
    title = _("Result of the survey, round {round}").format(round=numbers.digits(opened.round))
    return bound(gathering.gather(opened, gathering.about(opened, None)), (part,), title)


def _before(desk: Desk, now: Stated) -> Stated:
    """Return what this answer may take the place of: nothing, a proposal, or what a survey entered before."""
    if not now.answers:
        return now
    changes = [e for e in desk.log.entries if isinstance(e, Change) and e.key == FACT]
    ours = [change.after for change in changes if change.where is Where.SURVEY]
    return ours[-1] if ours else NOTHING


def outcome(survey: Survey, service: str | None, population: Fraction | None, few: bool) -> Outcome:
    """Return what the answers say, of all or about one service; BadInput for numbers that cannot be."""
    sheets = survey.sheets()
    if service is not None:
        service = ascii_digits(service)
        are_known([service], survey.services, "--service")
        sheets = [sheet for sheet in sheets if sheet.service == service]
    if population is not None and (population.denominator != 1 or population < max(len(sheets), 1)):
        raise BadInput.of(
            "--population",
            None,
            quoted(numbers.show(population)),
            _("a whole number of at least the {n} answer sheets").format(n=numbers.show(len(sheets))),
            _("write how many people the sample was drawn from"),
        )
    return counting.count(survey.asked, sheets, None if population is None else int(population), few)
