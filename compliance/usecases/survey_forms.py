"""What a survey is held with, laid down beside the round: questionnaire, forms, and a sheet to type into."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.checklist import questionnaire
from compliance.errors import BadInput, MissingExtra
from compliance.forms.survey import entry, page, paper
from compliance.language import _
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits
from compliance.report.document import Document
from compliance.report.parts import bound
from compliance.schema import listed
from compliance.usecases import gathering, surveying
from compliance.usecases.opening import Opened
from compliance.usecases.surveying import Survey

LOCK = "lock.txt"
_CODE_DIGITS = 6


class LaidDown(NamedTuple):
    """What was written, what was there already and stays, what needs packages, and the code of the page."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    missing: tuple[tuple[str, str], ...]
    code: str


def lay_down(opened: Opened, services: Sequence[str], output: Path | None, rows: int) -> LaidDown:
    """Write the forms of a round's survey; the questionnaire and what was typed already are never replaced."""
    survey = _survey(opened, [ascii_digits(id_) for id_ in services])
    place = output or survey.folder
    files.make_folder(survey.folder)
    files.make_folder(place)
    kept = [own for own in [survey.folder / questionnaire.FILE] if own.exists()]
    written = [] if kept else [_questionnaire(opened, survey)]
    code = _code(place / LOCK)
    missing: list[tuple[str, str]] = []
    for name, make in _made(opened, survey, code, rows).items():
        path = _free(place / name) if name.startswith("entry.") else place / name
        try:
            files.write(path, make())
        except MissingExtra as error:
            missing.append((name, error.command))
        else:
            written.append(path)
    return LaidDown((*written, place / LOCK), tuple(kept), tuple(missing), code)


def _survey(opened: Opened, services: list[str]) -> Survey:
    """Return the survey about these services; an office's own questionnaire names its services itself."""
    survey = surveying.survey_of(opened)
    surveying.are_known(services, survey.services, "--service")
    own = survey.folder / questionnaire.FILE
    if own.is_file() and services and list(survey.asked.services) != services:
        raise BadInput.of(
            "--service",
            None,
            listed(services),
            _("the services that {path} names").format(path=own),
            _("write them there behind “services:”, or leave --service out"),
        )
    if services:
        survey = survey._replace(asked=survey.asked._replace(services=tuple(dict.fromkeys(services))))
    return survey


def _questionnaire(opened: Opened, survey: Survey) -> Path:
    """Write the questionnaire for the office to word, with the services it is about, and return where."""
    text = files.read_text(questionnaire.place(opened.checklists))
    if survey.asked.services:
        text += f"\nservices: [{', '.join(survey.asked.services)}]\n"
    path = survey.folder / questionnaire.FILE
    files.write_text(path, text)
    return path


def _code(path: Path) -> str:
    """Return the code of the page's lock, made once."""
    if path.is_file():
        known = ascii_digits(files.read_text(path).strip().rpartition(" ")[2])
        if known.isdigit():
            return known
    code = "".join(secrets.choice("0123456789") for _digit in range(_CODE_DIGITS))
    files.write_text(path, _("code of the page of the survey: {code}").format(code=code) + "\n")
    return code


def _made(opened: Opened, survey: Survey, code: str, rows: int) -> dict[str, Callable[[], bytes]]:
    """Return how each file is made, by its name."""
    asked, office = survey.asked, opened.folder.office
    about = [(id_, survey.services[id_]) for id_ in asked.services or surveying.of_people(opened)]
    prepared = entry.Prepared(asked, [f"{id_} {title}" for id_, title in about], rows)
    named = [title for _id, title in about]
    shown = page.Page(office.id, str(office.name), opened.round, asked, about, code)
    own = gathering.paper_of(opened).templates

    def on_paper(format_: str) -> bytes:
        from compliance.report import write

        return write(document(opened, survey, named), format_)

    return {
        "form.pdf": lambda: on_paper("pdf"),
        "form.docx": lambda: on_paper("docx"),
        "form.html": lambda: page.write(shown, own),
        "entry.csv": lambda: entry.as_csv(prepared),
        "entry.xlsx": lambda: entry.as_workbook(prepared, str(asked.title)),
    }


def document(opened: Opened, survey: Survey, services: Sequence[str]) -> Document:
    """Return the form on paper."""
    part = paper.part(survey.asked, services)
    title = _("form on paper, round {round}").format(round=numbers.digits(opened.round))
    made = bound(gathering.gather(opened, gathering.about(opened, None)), (part,), title)
    return made._replace(registered=False)  # people are asked for no number, and every sheet has a day of its own


def _free(path: Path) -> Path:
    """Return a path that no file has yet: an entry sheet may hold what was typed already."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free
