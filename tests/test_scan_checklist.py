"""scan.yaml holds what every check asks for, or says what is wrong with it before anything is scanned."""

from __future__ import annotations

import ast
import inspect
import shutil
from collections.abc import Callable
from pathlib import Path
from types import FunctionType

import pytest
from click.testing import Result

from compliance import checklist
from compliance.checklist import scan_checks, validation
from compliance.errors import BadInput, Problem
from compliance.model.checklist import Library
from compliance.scan import judging
from compliance.scan.checks import CHECKS
from tests.conftest import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "checklists", tmp_path / "checklists"))


def asks(function: FunctionType, above: tuple[FunctionType, ...] = ()) -> set[tuple[str, str]]:
    """What a check asks its entry for, itself and in whatever it hands the entry to: (limit or words, name)."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(function))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "spec":
            assert isinstance(node.args[0], ast.Constant), ast.unparse(node)
            found.add((called.attr, str(node.args[0].value)))
        elif isinstance(called, ast.Name) and any(isinstance(a, ast.Name) and a.id == "spec" for a in node.args):
            inner = function.__globals__.get(called.id)
            if isinstance(inner, FunctionType) and inner not in above:
                found |= asks(inner, (*above, function))
    return found


def test_what_the_checks_ask_for_is_what_the_loader_looks_for(library: Library) -> None:
    """The table beside the loader says of each check exactly what its function reads."""
    judging.load()
    assert set(scan_checks.ASKED) == set(CHECKS) == set(library.scan)
    for id_, judge in CHECKS.items():
        assert isinstance(judge, FunctionType)
        asked = scan_checks.ASKED[id_]
        told = {("limit", name) for name in asked.numbers} | {("words", name) for name in asked.words}
        assert asks(judge) == told, id_
        assert library.scan[id_].needs.value == asked.needs


def changed(folder: Path, *changes: tuple[str, str], name: str = "scan.yaml") -> list[Problem]:
    """What is said of the folder with some lines changed."""
    path = folder / name
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput) as caught:
        checklist.load(folder)
    problems = list(caught.value.problems)
    for problem in problems:
        assert problem.file == str(path)
        assert problem.line
        assert problem.expected
        assert problem.mend
    return problems


@pytest.mark.parametrize(
    ("old", "new", "seen", "expected"),
    [
        ("limits: {days: 30}", "limits: {weeks: 4}", "TLS-02 without “days”", "a number"),
        ("    limits: {hops: 2}\n", "", "TLS-05 without “hops”", "a number"),
        ("limits: {allowed: [ir]}", "limits: {allowed: 5}", "“5”", "a list of words"),
        ("limits: {hops: 2}", "limits: {hops: [2]}", "“2”", "a number"),
        ("id: TLS-02", "id: TLS-99", "“TLS-99”", "a check that the program knows"),
        ("id: TLS-02", "id: TLS-03", "“TLS-03” for the second time", "each id once"),
        ("at least {days} days", "at least {day} days", "“{day}”", "the name of a limit"),
        ("at least {days} days", "at least {days:x} days", "“{days:x}”", "the name of a limit"),
        ("at least {days} days", "at least {days!r} days", "“{days!r}”", "the name of a limit"),
        ("at least {days} days", "at least {} days", "", "the name of a limit"),
        ("at least {days} days", "at least {days days", "", "the name of a limit"),
        ("Renew the certificate", "Within {hours} renew the certificate", "“{hours}”", "the name of a limit"),
        ("Days left on", "{days} left on", "“{days}”", "the name of a limit"),
        ("needs: tls", "needs: http", "“http”", "“tls”"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named_before_anything_is_scanned(
    folder: Path, old: str, new: str, seen: str, expected: str
) -> None:
    """File, line, what was seen, what is expected: instead of an error in the middle of a scan."""
    problems = changed(folder, (old, new))
    assert any(seen in one.seen and expected in one.expected for one in problems), problems
    lines = (folder / "scan.yaml").read_text("utf-8").split("\n")
    told = next(one for one in problems if expected in one.expected)
    at = new.split(",")[0].strip() or "id: TLS-05"
    assert told.line is not None
    assert any(at in line for line in lines[max(0, told.line - 2) : told.line + 1])


def test_all_problems_are_told_at_once(folder: Path) -> None:
    """Three mistakes in one file are three problems."""
    wrong = changed(
        folder,
        ("limits: {days: 30}", "limits: {weeks: 4}"),
        ("from http to https in at most {hops}", "from http to https in at most {jumps}"),
        ("limits: {allowed: [ir]}", "limits: {allowed: 5}"),
    )
    assert len([p for p in wrong if "TLS-02 without" in p.seen or p.seen in ("“{jumps}”", "“5”")]) == 3


@pytest.mark.parametrize(
    ("old", "new", "seen", "expected"),
    [
        ("[TLS-01, TLS-05, CNT-18]", "[TLS-01, TLS-05, CNT-81]", "“CNT-81”", "the id of a check of scan.yaml"),
        ("[TLS-01, TLS-05, CNT-18]", "[TLS-01, TLS-05]", "TLS-01, TLS-05", "also CNT-18"),
        ("[CNT-10, CNT-11]", "[CNT-11]", "CNT-11", "also CNT-10"),
        ("{scan: [LNK-01]}", "{scan: [LNK-02]}", "“LNK-02”", "the id of a check of scan.yaml"),
    ],
)
def test_a_fact_names_checks_that_there_are(folder: Path, old: str, new: str, seen: str, expected: str) -> None:
    """The checks that a fact names are those of scan.yaml, all that a scan judges it by among them."""
    problems = changed(folder, (old, new), name="facts/website.yaml")
    assert any(seen in one.seen and expected in one.expected for one in problems)


def test_a_check_that_is_left_out_is_missed_by_its_facts(folder: Path) -> None:
    """Who takes a check out of scan.yaml is told which facts still name it."""
    path = folder / "scan.yaml"
    text = path.read_text("utf-8")
    begin = text.index("  - id: LNK-01")
    path.write_text(text[:begin], "utf-8")
    with pytest.raises(BadInput) as caught:
        checklist.load(folder)
    assert [(Path(p.file).name, p.seen) for p in caught.value.problems] == [("website.yaml", "“LNK-01”")]


def test_a_folder_without_scan_yaml_loads_and_scans_nothing(folder: Path, run: Callable[..., Result]) -> None:
    """Checklists without checks of websites are whole; a scan by them is refused."""
    (folder / "scan.yaml").unlink()
    assert checklist.load(folder).scan == {}
    result = run("scan", "https://example.ir/", "--checklists", folder)
    assert result.exit_code == 3
    assert "scan.yaml" in result.stderr


def test_one_changed_file_is_judged_with_the_rest(tmp_path: Path) -> None:
    """`checklists validate scan.yaml` finds the same in a file that stands alone."""
    path = tmp_path / "scan.yaml"
    path.write_text(
        (ROOT / "checklists" / "scan.yaml").read_text("utf-8").replace("{days: 30}", "{weeks: 4}"), "utf-8"
    )
    with pytest.raises(BadInput, match="TLS-02 without"):
        validation.validate(path)


def test_a_fix_may_name_a_limit(folder: Path) -> None:
    """The number that an office sets stands in the advice as well."""
    from compliance.checklist import scan_words

    path = folder / "scan.yaml"
    text = path.read_text("utf-8").replace("Renew the certificate before", "Renew it {days} days before")
    path.write_text(text.replace("{days: 30}", "{days: 45}"), "utf-8")
    spec = checklist.load(folder).scan["TLS-02"]
    assert "45 days before" in scan_words.mend(spec)
