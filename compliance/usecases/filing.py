"""What an office files for a round: everything gathered, and everything that stands in the way told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from compliance import clock, files, personal
from compliance.errors import BadInput, Problem
from compliance.filing import declaring, package, record, texts, verifying
from compliance.filing.package import Packed
from compliance.filing.prepared import Prepared
from compliance.language import _
from compliance.model.filing import Declaration
from compliance.model.office import Evidence, Source
from compliance.office import filings, inspection
from compliance.office.inspection import Finding, Kind
from compliance.persian import numbers
from compliance.report import contradictions
from compliance.report.screens import evidence as screens
from compliance.schema import quoted
from compliance.usecases import planning
from compliance.usecases.opening import Opened

_BROKEN = (Kind.EMPTY, Kind.CHANGED, Kind.SCAN_MISSING, Kind.SCAN_CHANGED)
_AGED = (Kind.TOO_OLD, Kind.SCAN_TOO_OLD)

Tell = Callable[[str], None]


def prepare(opened: Opened, previous: str | None = None, tell: Tell = lambda _text: None) -> Prepared:
    """Return what would be filed; BadInput with everything that `check` and `evidence check` find broken.

    `previous` is the filing before where it was made elsewhere: its SHA-256, or the empty text for none.
    """
    folder = opened.folder.round.folder
    tell(_("looking at the evidence"))
    found = inspection.inspect(opened.desk(), opened.instruments.evidence, clock.today(), opened.folder.round.scan)
    problems = [*_broken(opened, found), *_contradicting(opened)]
    if problems:
        raise BadInput(problems)
    filed, packed = filings.read(folder), _Packed(folder)
    declaration = _declaration(opened, filed[-1].sha256 if filed else None, previous, packed)
    problems = [*packed.problems(), *unsound(opened, declaration)]
    if problems:
        raise BadInput(problems)
    searched = dict(_searched(packed.files, tell))
    return Prepared(
        declaration,
        record.code(declaration),
        packed.files,
        {name: search for name, search in searched.items() if search.found},
        {name: search.unsearched for name, search in searched.items() if search.unsearched},
        sum(f.kind is Kind.MISSING for f in found),
        sum(f.kind in _AGED for f in found),
        len(opened.folder.round.proposed),
        tuple(filed),
        tuple(texts.free(declaration)),
        sum(f.kind is Kind.NOT_SEALED for f in found),
    )


def _declaration(opened: Opened, last: str | None, previous: str | None, packed: _Packed) -> Declaration:
    plan = planning.desk(opened).read()
    return declaring.declare(
        opened.folder.office,
        opened.round,
        opened.facts,
        opened.facts_of_systems,
        [one for id_ in opened.instruments.originals for one in opened.assess(id_)],
        plan.plan if plan else None,
        last if previous is None else previous or None,
        packed.add,
    )


class _Packed:
    """The files of evidence of a filing, each once however often it is listed."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, Packed] = {}
        self._folder = folder
        self._clashing: list[tuple[Path, str]] = []

    def add(self, piece: Evidence) -> tuple[str, str, int]:
        """Return the name of a file in the filing, its SHA-256 and its bytes."""
        name, path = package.placed(piece.name), self._folder / piece.name
        if name not in self.files:
            self.files[name] = Packed(name, path, *files.digest(path))
        elif self.files[name].path != path and files.digest(path)[0] != self.files[name].sha256:
            self._clashing.append((path, name))
        return name, self.files[name].sha256, self.files[name].size

    def problems(self) -> Iterator[Problem]:
        """Yield what would keep headquarters from taking these files."""
        for path, name in self._clashing:
            yield self._problem(path, _("another file with the name {name}").format(name=quoted(name)))
        for name, packed in self.files.items():
            if not package.is_plain(name):
                yield self._problem(packed.path, _("a name that not every system can hold"))
        size, most = sum(packed.size for packed in self.files.values()), package.MOST_ENTRIES - len(package.FIXED)
        if len(self.files) > most or size > package.MOST_BYTES:
            yield Problem(
                str(self._folder / "evidence"),
                None,
                _("{n} files of {size} MB").format(
                    n=numbers.digits(len(self.files)), size=numbers.digits(size >> 20)
                ),
                _("at most {n} files of {size} MB").format(
                    n=numbers.digits(most), size=numbers.digits(package.MOST_BYTES >> 20)
                ),
                _("attach the pages that matter, or smaller scans"),
            )

    def _problem(self, path: Path, seen: str) -> Problem:
        return Problem(
            str(path), None, seen, _("a name of its own, in plain letters"), _("attach it anew by “evidence replace”")
        )


def unsound(opened: Opened, declaration: Declaration) -> Iterator[Problem]:
    """Yield why a declaration would not be taken: what is filed is held against what is published first."""
    plain = record.plain(declaration)
    wrong = verifying.plain_reader().wrong(plain) or verifying.doubled(plain)
    if wrong is None and len(record.written(declaration)) > package.MOST_DECLARED:
        wrong = _("more than {size} MB").format(size=numbers.digits(package.MOST_DECLARED >> 20))
    if wrong is not None:
        yield Problem(
            str(opened.folder.path),
            None,
            _named(wrong, plain),
            _("what the published form of a declaration allows"),
            _("shorten or change what is named there, and file again"),
        )


def _named(wrong: str, plain: dict[str, Any]) -> str:
    """Return what is wrong by the fact it stands at, which people know, instead of its place in a list."""
    found = re.match(r"\$\.values\[(\d+)\](\S*): ", wrong)
    if found is None:
        return quoted(wrong)
    entry, part = plain["values"][int(found[1])], found[2].lstrip(".")
    if isinstance(entry.get(part), str):
        signs = numbers.digits(len(entry[part]))
        return _("{part} of {fact}: {n} signs").format(part=part, fact=entry["fact"], n=signs)
    return _("{part} of {fact}").format(part=part, fact=entry["fact"])


def _searched(packed: Mapping[str, Packed], tell: Tell) -> Iterator[tuple[str, personal.Search]]:
    for number, (name, one) in enumerate(packed.items(), 1):
        tell(
            _("searching for national codes: {n} of {all}").format(
                n=numbers.digits(number), all=numbers.digits(len(packed))
            )
        )
        yield name, personal.search(one.path)


def _broken(opened: Opened, found: list[Finding]) -> Iterator[Problem]:
    folder = opened.folder.round.folder
    for f in found:
        if f.kind in _BROKEN:
            yield Problem(
                str(folder / f.name),
                None,
                _(screens.KIND[f.kind]),
                _("evidence as it was attached"),
                screens.mend(f.kind),
            )


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
            way_out({side.known.source for side in found.sides}),
        )


def way_out(sources: Collection[Source]) -> str:
    """Return what an office can do about answers that contradict each other, by where they come from."""
    ways = [_("answer anew what is wrong by “answer”, or say there why it does not apply")]
    if Source.REGISTERED in sources:
        ways.append(_("correct services.csv"))
    if Source.SCANNED in sources:
        ways.append(_("measure the website again by “scan”"))
    if set(sources) != {Source.DECLARED}:
        ways.append(_("give the reason why your own answer holds as “override” in answers.yaml"))
    return _("; or ").join(ways)
