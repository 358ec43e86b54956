"""Every file below tests/cases is read, or refused with every problem named by line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from compliance.checklist import calendars, decode, resolve, sources, validation
from compliance.errors import BadInput, Problem
from compliance.model.checklist import Library
from compliance.model.office import Answer, Evidence, Office, Value
from compliance.office import answers, description, folder
from compliance.persian import dates
from compliance.register import registers, services
from tests.cases import reading

Run = Callable[..., Result]
SHIPPED = Path(__file__).parent.parent / "checklists"
_SENTENCE = re.compile(r"(.+?):(\d+): seen: (.+); expected: (.+); to mend it: (.+)")
_read = cache(sources.read)


@pytest.fixture(autouse=True)
def _shipped_files_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lone file is judged beside the shipped ones; reading those for every case would take a minute."""
    whole = sources.read
    monkeypatch.setattr(
        sources, "read", lambda path, name: _read(path, name) if SHIPPED in path.parents else whole(path, name)
    )


def cases(kind: str, quality: str) -> Any:
    """Turn the files of a folder into parameters."""
    found = reading.files(kind, quality)
    assert found, f"no cases of {kind}, {quality}"
    return pytest.mark.parametrize("case", found, ids=reading.name)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An office folder with nothing answered."""
    return reading.lay_down(tmp_path / "office")


def refused(case: Path, office: Path, run: Run) -> None:
    """Check an office that holds a bad file: every problem named, exit code 3, nothing changed."""
    path = reading.place(case, office)
    before = reading.contents(office)
    result = run("check", office, "--json")
    assert result.exit_code == 3, result.stderr or result.exception
    problems = [Problem(**p) for p in json.loads(result.stdout)["problems"]]
    assert {p.file for p in problems} == {str(path)}
    reading.compare(case, problems)
    for problem in problems:
        assert f"{path}:{problem.line}: " in result.stderr
    assert reading.contents(office) == before


@cases("answers", "bad")
def test_answers_that_are_refused(case: Path, bare: Path, run: Run) -> None:
    refused(case, bare, run)


@cases("office", "bad")
def test_descriptions_that_are_refused(case: Path, bare: Path, run: Run) -> None:
    refused(case, bare, run)


@cases("services", "bad")
def test_service_registers_that_are_refused(case: Path, bare: Path, run: Run) -> None:
    refused(case, bare, run)


@cases("projects", "bad")
def test_project_registers_that_are_refused(case: Path, bare: Path, run: Run) -> None:
    refused(case, bare, run)


@cases("calendar", "bad")
def test_closures_that_are_refused(case: Path, bare: Path, run: Run, library: Library) -> None:
    path = reading.place(case, bare)
    before = reading.contents(bare)
    with pytest.raises(BadInput) as error:
        calendars.read(SHIPPED, begin(), begin(), path)
    reading.compare(case, list(error.value.problems))
    result = run("plan", bare, "--from", "1405/09/01", "--save")
    assert result.exit_code == 3, result.exception
    assert f"{path}:" in result.stderr
    assert reading.contents(bare) == before


@cases("checklists", "bad")
def test_checklists_that_are_refused(case: Path, run: Run) -> None:
    result = run("checklists", "validate", case)
    assert result.exit_code == 3, result.stderr or result.exception
    assert not result.stdout
    *lines, count = result.stderr.splitlines()
    problems = [Problem(m[1], int(m[2]), m[3], m[4], m[5]) for line in lines if (m := _SENTENCE.fullmatch(line))]
    assert count.startswith(f"problems: {len(problems)}; ")
    assert {p.file for p in problems} == {str(case)}
    reading.compare(case, problems)


@cases("answers", "good")
def test_answers_that_are_read(case: Path, bare: Path, run: Run, library: Library) -> None:
    path = reading.place(case, bare)
    own, _systems = folder.facts_by_subject(library)
    read, problems = answers.read(path, own, reading.ROUND, path.parent)
    assert problems == []
    given = {fact: entry.answer for fact, entry in read.items() if entry.counts and entry.answer}
    hold(reading.values(case), {**dict(_answers(given)), "": "some" if given else "none"})
    assert run("check", bare).exit_code == 0


@cases("office", "good")
def test_descriptions_that_are_read(case: Path, bare: Path, run: Run, library: Library) -> None:
    office, problems = description.read(reading.place(case, bare), library)
    assert problems == []
    assert office is not None
    hold(reading.values(case), _office(office))
    assert run("check", bare).exit_code == 0


@cases("services", "good")
def test_service_registers_that_are_read(case: Path, bare: Path, run: Run, library: Library) -> None:
    rows, problems = services.read(reading.place(case, bare))
    assert problems == []
    register, problems = registers.read(bare, library)
    assert problems == []
    seen = {f"{i}.{name}": _text(value) for i, row in enumerate(rows) for name, value in row._asdict().items()}
    seen |= {fact: _value(value) for fact, value in register.values.items()}
    seen |= {f"blanks.{column}": ",".join(map(str, lines)) for column, lines in register.blanks.items()}
    seen |= {"rows": str(len(rows)), "facts": ",".join(register.values)}
    seen["funnel"] = " ".join(map(str, register.funnel or ()))
    hold(reading.values(case), seen)
    assert run("check", bare).exit_code == 0


@cases("projects", "good")
def test_project_registers_that_are_read(case: Path, bare: Path, run: Run, library: Library) -> None:
    reading.place(case, bare)
    register, problems = registers.read(bare, library)
    assert problems == []
    seen = {f"{i}.{k}": _text(v) for i, row in enumerate(register.projects) for k, v in row._asdict().items()}
    hold(reading.values(case), {**seen, "rows": str(len(register.projects))})
    assert run("check", bare).exit_code == 0


@cases("calendar", "good")
def test_closures_that_are_read(case: Path, bare: Path, run: Run) -> None:
    calendar = calendars.read(SHIPPED, begin(), begin(), reading.place(case, bare))
    for day, state in reading.values(case).items():
        at = dates.read(day)
        assert at is not None
        assert ("open" if calendar.works(at) else "off") == state, day
    assert run("plan", bare, "--from", "1405/09/01").exit_code in (0, 1)


@cases("checklists", "good")
def test_checklists_that_are_read(case: Path, run: Run) -> None:
    result = run("checklists", "validate", case)
    assert result.exit_code == 0, result.stderr
    found, _problems, _own = validation.gather(case)
    seen = dict(_library(decode.decoded(resolve.resolve(found)[0])))
    for key, value in reading.values(case).items():
        assert set(value.split()) <= set(seen[key].split()), f"{key} is {seen[key]}"


def begin() -> Any:
    """The first day that cases of calendars are about."""
    return dates.read("1405/09/01")


def hold(wanted: dict[str, str], seen: dict[str, str]) -> None:
    """Compare what a case names with what was read; `none` also means that nothing is there."""
    for key, value in wanted.items():
        assert seen.get(key, "none") == value, key


def _text(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("\n", "\\n")


def _value(value: Value) -> str:
    if value.not_applicable is not None:
        return f"not applicable: {value.not_applicable}"
    counts = "" if value.counted is None else f" ({value.counted}/{value.total})"
    return f"{value.amount}{counts}"


def _answers(read: dict[str, Answer]) -> Iterable[tuple[str, str]]:
    for fact, answer in read.items():
        yield fact, _value(answer.value)
        yield f"{fact}.evidence", "; ".join(map(_evidence, answer.evidence))
        for name in ("on", "by", "override"):
            yield f"{fact}.{name}", _text(getattr(answer, name))


def _evidence(evidence: Evidence) -> str:
    return " ".join(part for part in evidence if part is not None)


def _office(office: Office) -> dict[str, str]:
    return {
        "id": office.id,
        "name": " / ".join((office.name.fa, office.name.en)),
        "body": office.body,
        "province": office.province,
        "site": office.site,
        "checklists": ",".join(office.checklists),
        "budget": _text(office.budget),
        "efforts_confirmed": _text(office.efforts_confirmed),
        "units": "; ".join(f"{u.id} {u.capacity} {','.join(u.covers)}" for u in office.units),
        "systems": "; ".join(f"{s.id} {s.field}" for s in office.systems),
    }


def _library(library: Library) -> Iterable[tuple[str, str]]:
    for checklist in library.checklists.values():
        yield f"{checklist.id}.version", checklist.version
        yield f"{checklist.id}.status", checklist.status
        yield f"{checklist.id}.maximum", str(checklist.maximum)
        for indicator in checklist.indicators:
            yield f"{checklist.id}.{indicator.id}", str(indicator.weight)
            for item in indicator.items:
                yield f"{checklist.id}.{item.id}", f"weight {_shown(item.weight)} target {_shown(item.target)}"
    for action in library.actions.values():
        yield (
            f"action.{action.id}",
            f"fixed {_shown(action.fixed)} wait {action.wait_days} authority {action.authority} "
            f"needs {' '.join(action.needs)}",
        )
    yield "pairs", " ".join(pair.id for pair in library.pairs) or "none"
    for pair in library.pairs:
        sides = (f"{s.fact}.{s.part} {_shown(s.at_least)}..{_shown(s.at_most)}" for s in pair.sides)
        yield f"pair.{pair.id}", f"{pair.relation} {' '.join(sides)}"
    yield "evidence", f"{' '.join(map(str, library.evidence[:3]))} {library.evidence.basis.kind}"


def _shown(amount: Fraction | None) -> str:
    return "none" if amount is None else str(amount)
