"""What an office files for a round: prepared and shown first, then sealed and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compliance import clock, files, personal
from compliance import report as report_
from compliance.errors import BadInput, Problem
from compliance.filing import declaring, keys, package, record, seals
from compliance.language import _
from compliance.model.filing import Declaration, Enrolment, Signoff
from compliance.model.office import Evidence
from compliance.office import attachments, filings, inspection
from compliance.office.inspection import Kind
from compliance.personal import Search
from compliance.report import contradictions, filing_paper
from compliance.report.document import Part
from compliance.report.parts import bound
from compliance.report.screens import evidence as screens
from compliance.schema import listed, quoted
from compliance.usecases import gathering, planning
from compliance.usecases.opening import Opened

if TYPE_CHECKING:
    import minisign

PAPERS = ("pdf", "docx", "html", "md")
_BROKEN = (Kind.EMPTY, Kind.CHANGED, Kind.SCAN_MISSING, Kind.SCAN_CHANGED)


class Prepared(NamedTuple):
    """A filing before it is sealed: what would leave the office, and what has to be known first.

    `files` maps names in the zip to where they lie, `codes` to the national codes found in them; `unproved` are
    answers that ask for evidence and have none, `proposed` answers that nobody confirmed and that are not filed.
    """

    declaration: Declaration
    files: Mapping[str, package.Packed]
    codes: Mapping[str, Search]
    unsearched: Mapping[str, str]
    unproved: int
    proposed: int
    before: filings.Filed | None


def prepare(opened: Opened, previous: str | None = None) -> Prepared:
    """Return what would be filed; BadInput with everything that `check` and `evidence check` find broken."""
    folder, desk = opened.folder.round.folder, opened.desk()
    found = inspection.inspect(desk, opened.instruments.evidence, clock.today(), opened.folder.round.scan)
    problems = [*_broken(opened, found), *_contradicting(opened)]
    if problems:
        raise BadInput(problems)
    filed = filings.read(folder)
    gathered: dict[str, package.Packed] = {}

    def digest(piece: Evidence) -> tuple[str, str, int]:
        name, path = package.placed(piece.name), folder / piece.name
        if name not in gathered:
            gathered[name] = package.Packed(name, path, *files.digest(path))
        return name, gathered[name].sha256, gathered[name].size

    plan = planning.desk(opened).read()
    declaration = declaring.declare(
        opened.folder.office,
        opened.round,
        opened.facts,
        opened.facts_of_systems,
        opened.assess_chosen("all"),
        plan.plan if plan else None,
        (previous or None) if previous is not None else filed[-1].sha256 if filed else None,
        digest,
    )
    searched = {name: personal.search(one.path) for name, one in gathered.items()}
    return Prepared(
        declaration,
        gathered,
        {name: search for name, search in searched.items() if search.found},
        {name: search.unsearched for name, search in searched.items() if search.unsearched},
        sum(f.kind is Kind.MISSING for f in found),
        len(opened.folder.round.proposed),
        filed[-1] if filed else None,
    )


def _broken(opened: Opened, found: list[inspection.Finding]) -> list[Problem]:
    folder = opened.folder.round.folder
    return [
        Problem(
            str(folder / f.name),
            None,
            _(screens.KIND[f.kind]),
            _("evidence as it was attached"),
            screens.mend(f.kind),
        )
        for f in found
        if f.kind in _BROKEN
    ]


def _contradicting(opened: Opened) -> Iterator[Problem]:
    for found in opened.contradictions():
        file, line = contradictions.place(found, found.sides[0], opened.folder)
        named = _("; ").join(side.quantity.fact for side in found.sides)
        yield Problem(
            str(file),
            line,
            _("{sentence} ({facts})").format(
                sentence=contradictions.sentence(found, opened.folder.office), facts=named
            ),
            _("answers that can all be true"),
            _("look at “check”, and answer anew what is wrong"),
        )


class Written(NamedTuple):
    """A filing as it was written."""

    path: Path
    sha256: str
    code: str


def write(
    opened: Opened,
    prepared: Prepared,
    target: Path,
    key: minisign.SecretKey,
    director: minisign.SecretKey | None,
    signoff: Signoff | None,
) -> Written:
    """Seal what was prepared, write it whole or not at all, and keep a line of it in the round."""
    declaration = prepared.declaration._replace(signoff=signoff)
    content, now = record.written(declaration), clock.now()
    office, round_ = declaration.office.id, declaration.round
    seal = seals.made(content, key, seals.comment(office, round_, now, "office"))
    second = seals.made(content, director, seals.comment(office, round_, now, "director")) if director else None
    try:
        with files.writing(target) as stream:
            package.write(stream, content, seal, second, prepared.files.values())
    except package.Refused as error:
        raise BadInput.of(
            error.detail,
            None,
            _("a file that was changed while it was packed"),
            _("evidence as it was a moment ago"),
            _("close it in other programs and file again; nothing was written"),
        ) from error
    sha256, _size = files.digest(target)
    code = record.code(declaration)
    filings.add(opened.folder.round.folder, filings.Filed(now, sha256, code, target.name))
    return Written(target, sha256, code)


def by_letter(number: str, day: str, page: Path) -> Signoff:
    """Return a sign-off on paper; BadInput for a number or day that cannot be."""
    letter = attachments.letter(number, attachments.day(day, "--letter-date", clock.today()), None, None)
    return Signoff("letter", letter.name, letter.date, files.digest(page)[0])


def usual_place(opened: Opened) -> Path:
    """Return where a filing of the round is written when nobody says; the one before it is put aside."""
    folder = opened.folder.path / "filings"
    files.make_folder(folder)
    target = folder / f"{opened.folder.office.id}.{opened.round}.zip"
    if target.exists():
        number = len(filings.read(opened.folder.round.folder))
        files.move(target, folder / f"{opened.folder.office.id}.{opened.round}.{number}.zip")
    return target


def paper(opened: Opened, prepared: Prepared, suffix: str) -> bytes:
    """Return the page that the director signs, in the format of a file's ending."""
    part = filing_paper.declaration(
        prepared.declaration, record.code(prepared.declaration), opened.instruments, prepared.unproved
    )
    return _bound(opened, part, record.code(prepared.declaration), suffix)


def form(opened: Opened, made: Enrolment, suffix: str) -> bytes:
    """Return the form of a key for the official letter; its code is the beginning of the fingerprint."""
    fingerprint = keys.fingerprint(made.key)
    return _bound(opened, filing_paper.enrolment(made, fingerprint), fingerprint, suffix)


def _bound(opened: Opened, part: Part, code: str, suffix: str) -> bytes:
    if suffix.lower().lstrip(".") not in PAPERS:
        raise BadInput.of(
            "--paper",
            None,
            quoted(suffix),
            _("a file that ends in {kinds}").format(kinds=listed(f".{kind}" for kind in PAPERS)),
            _("name it so"),
        )
    report = gathering.gather(opened, gathering.about(opened, None))
    return report_.write(
        bound(report, (part,), part.title)._replace(code=filing_paper.short(code)), suffix.lower().lstrip(".")
    )
