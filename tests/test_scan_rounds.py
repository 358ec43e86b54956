"""A scan in an office's round: what proves it, what it says of a plan, and what is told when its files change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from compliance import schema
from compliance.assessment import facts
from compliance.criteria import judging
from compliance.model.checklist import Criterion, Text
from compliance.model.office import Answer, Source, Value
from compliance.model.scan import Bound, Measured, Scan, State, Stored
from compliance.model.scan import Result as Judged
from compliance.office import scan_file
from compliance.scan import storing
from compliance.scan.running import Outcome

Run = Callable[..., Result]
FILES = {"page-001.html": b"<html>home</html>", "headers.json": b"{}\n", "browser.json": b"[]\n"}
CHECKS = {"PRF-01": ("browser.json",), "LNK-01": ("page-001.html",), "HDR-01": ("headers.json",)}


def sha(name: str) -> str:
    return hashlib.sha256(FILES[name]).hexdigest()


def outcome(
    values: Mapping[str, tuple[str, str]], bounds: tuple[Bound, ...] = (), started: str = "2026-11-28T10:00:00+03:30"
) -> Outcome:
    """A scan that says only this: fact to (amount, check)."""
    results = tuple(
        Judged(id_, State.PASS, Text("—", "—"), evidence=tuple(map(sha, names))) for id_, names in CHECKS.items()
    )
    measured = tuple(Measured(fact, Fraction(v), None, None, (check,)) for fact, (v, check) in values.items())
    stored = tuple(Stored(f"scan/{name}", sha(name), len(data)) for name, data in FILES.items())
    scan = Scan("https://x.ir/", started, "x", "x", ("https://x.ir/",), (), results, measured, bounds, stored, {})
    return Outcome(scan, FILES)


QUICK = outcome({"website.load-time": ("2.1", "PRF-01")})


def round_of(office: Path) -> Path:
    return office / "rounds" / "1405-2"


def printed(result: Result, name: str) -> Any:
    """What was printed as JSON, held against its published schema."""
    assert result.exit_code in (0, 1), result.stderr or result.exception
    plain = json.loads(result.stdout)
    errors = list(Draft202012Validator(schema.published(name)).iter_errors(plain))
    assert not errors, [f"{e.json_path}: {e.message}" for e in errors[:5]]
    return plain


def findings(run: Run, office: Path, *kinds: str) -> list[tuple[str, tuple[str, ...], str]]:
    """What `evidence check` finds of these kinds."""
    plain = printed(run("evidence", "check", office, "--json"), "evidence-output")
    told = [(f["kind"], tuple(k["fact"] for k in f["facts"]), f["name"]) for f in plain["findings"]]
    return [one for one in told if one[0] in kinds]


SCANNED = ("scan-missing", "scan-changed", "scan-too-old")


# -- what proves a scanned fact


def test_a_scanned_fact_is_proved_by_the_files_of_its_checks(office: Path, run: Run) -> None:
    """scan.json and the files of the checks that decide it count as its evidence; those of other checks do not."""
    storing.store(round_of(office), QUICK)
    checked = json.loads(run("check", office, "--json").stdout)
    items = {item["fact"]: item for c in checked["checklists"] for i in c["indicators"] for item in i["items"]}
    assert (items["website.load-time"]["source"], items["website.load-time"]["evidence"]) == (
        "scanned",
        3,
    )  # with the one declared
    listed = printed(run("evidence", "list", office, "website.load-time", "--json"), "evidence-output")["evidence"]
    mine = {piece["name"]: piece for piece in listed if piece["kind"] == "scan"}
    assert set(mine) == {"scan.json", "evidence/scan/browser.json"}
    assert mine["evidence/scan/browser.json"]["sha256"] == sha("browser.json")
    assert mine["evidence/scan/browser.json"]["date"] == "1405/09/07"
    text = run("evidence", "list", office, lang="fa").stdout
    assert "evidence/scan/browser.json" in text


def test_nothing_is_wrong_with_a_fresh_scan(office: Path, run: Run) -> None:
    """Its files are neither unused nor changed, and the fact it answers needs no further evidence."""
    before = findings(run, office, "missing", "unused")
    storing.store(round_of(office), QUICK)
    assert findings(run, office, *SCANNED) == []
    after = findings(run, office, "missing", "unused")
    assert set(after) <= set(before)
    assert not [one for one in after if "website.load-time" in one[1]]


def declare(office: Path, fact: str, entry: str) -> None:
    """Write an answer into the round by hand."""
    path = round_of(office) / "answers.yaml"
    lines = path.read_text("utf-8").split("\n")
    at = next((i for i, line in enumerate(lines) if line.startswith(f"  {fact}:")), None)
    if at is None:
        lines.insert(lines.index("answers:") + 1, f"  {fact}: {entry}")
    else:
        below = next(i for i in range(at + 1, len(lines) + 1) if i == len(lines) or not lines[i].startswith("    "))
        lines[at:below] = [f"  {fact}: {entry}"]
    path.write_text("\n".join(lines), "utf-8")


def test_a_declared_fact_without_evidence_is_missed_unless_the_scan_answers(office: Path, run: Run) -> None:
    """The scan's own evidence does instead; a declaration that overrides the scan has to be proved itself."""
    declare(office, "website.load-time", "{value: 2.0}")
    needed = [one for one in findings(run, office, "missing") if "website.load-time" in one[1]]
    storing.store(round_of(office), QUICK)
    assert not [one for one in findings(run, office, "missing") if "website.load-time" in one[1]]
    declare(office, "website.load-time", "{value: 2.0, override: سنجهٔ دیگر}")
    assert [one for one in findings(run, office, "missing") if "website.load-time" in one[1]] == needed


# -- what changed on disk


def test_changed_and_missing_files_of_a_scan_are_told_by_name(office: Path, run: Run) -> None:
    """Each file with what is wrong and the facts that rest on it; exit code 1, and how to mend it."""
    place = storing.store(round_of(office), QUICK).parent / "evidence" / "scan"
    (place / "browser.json").write_bytes(b"[ ]\n")
    (place / "page-001.html").unlink()
    assert findings(run, office, *SCANNED) == [
        ("scan-missing", (), "evidence/scan/page-001.html"),
        ("scan-changed", ("website.load-time",), "evidence/scan/browser.json"),
    ]
    result = run("evidence", "check", office)
    assert result.exit_code == 1
    assert "evidence/scan/page-001.html" in result.stdout
    assert "scan again: scan OFFICE" in result.stdout


@pytest.mark.parametrize(
    "name", ["../answers.yaml", "/etc/passwd", "scan/../../answers.yaml", "..", "", "scan\\x", "c:x"]
)
def test_names_that_lead_elsewhere_are_missing(office: Path, run: Run, name: str) -> None:
    """A scan.json from elsewhere neither reads nor opens what lies outside of the round's evidence."""
    scan = QUICK.scan._replace(evidence=(Stored(name, sha("browser.json"), 3),))
    scan_file.write(round_of(office) / "scan.json", scan)
    assert [one[0] for one in findings(run, office, *SCANNED)] == ["scan-missing"]
    assert run("evidence", "open", office, "website.load-time", f"evidence/{name}").exit_code == 3


def test_a_link_in_the_place_of_a_file_is_missing(office: Path, run: Run, tmp_path: Path) -> None:
    """The same content through a link proves nothing: it may be another tomorrow."""
    place = storing.store(round_of(office), QUICK).parent / "evidence" / "scan" / "browser.json"
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    assert ("scan-missing", ("website.load-time",), "evidence/scan/browser.json") in findings(run, office, *SCANNED)


def test_a_scan_written_by_the_verb_is_sealed(office: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """scan.json is recorded as evidence is, so that a value changed by hand is told; another scan is recorded anew."""
    monkeypatch.setattr("compliance.scan.running.run", lambda *_arguments: QUICK)
    assert run("scan", office, "--json").exit_code == 0
    assert findings(run, office, *SCANNED) == []
    path = round_of(office) / "scan.json"
    path.write_text(path.read_text("utf-8").replace('"value": "21/10"', '"value": "1/10"'), "utf-8")
    assert findings(run, office, *SCANNED) == [("scan-changed", ("website.load-time",), "scan.json")]
    again = outcome({"website.load-time": ("3", "PRF-01")})
    monkeypatch.setattr("compliance.scan.running.run", lambda *_arguments: again)
    assert run("scan", office, "--json").exit_code == 0
    assert findings(run, office, *SCANNED) == []
    log = (round_of(office) / "log.jsonl").read_text("utf-8").splitlines()
    validator = Draft202012Validator(schema.published("log"))
    assert not [error.message for line in log[-2:] for error in validator.iter_errors(json.loads(line))]
    assert [json.loads(line)["where"] for line in log[-2:]] == ["scan", "scan"]
    assert run("history", office).exit_code == 0


def test_an_old_scan_is_told(office: Path, run: Run) -> None:
    """A scan older than evidence may be is to be made anew; a moment that is none says nothing."""
    storing.store(
        round_of(office), outcome({"website.load-time": ("2.1", "PRF-01")}, started="2025-01-01T00:00:00+03:30")
    )
    assert findings(run, office, *SCANNED) == [("scan-too-old", ("website.load-time",), "scan.json")]
    storing.store(round_of(office), outcome({"website.load-time": ("2.1", "PRF-01")}, started="once"))
    assert findings(run, office, *SCANNED) == []
    assert run("evidence", "list", office, "website.load-time").exit_code == 0


def test_a_file_of_a_scan_opens(office: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for the proof of a scanned fact gets it; a page of the site is only shown in its folder."""
    storing.store(round_of(office), outcome({"website.links": ("100", "LNK-01")}))
    opened: list[tuple[str, bool]] = []
    monkeypatch.setattr("click.launch", lambda path, locate=False: opened.append((Path(path).name, locate)) or 0)
    assert run("evidence", "open", office, "website.links", "evidence/scan/page-001.html").exit_code == 0
    assert opened == [("page-001.html", True)]


# -- plans


SLOW = {"website.load-time": ("9", "PRF-01")}


def marks(run: Run, office: Path) -> dict[str, str]:
    """What `track` says of each action."""
    plain = printed(run("track", office, "--on", "1405/09/10", "--json"), "track-output")
    return {action["id"]: action["result"] for action in plain["actions"]}


@pytest.fixture
def planned(office: Path, run: Run, library: Any) -> tuple[Path, str]:
    """The example office with a saved plan that raises the load time of its website."""
    action = next(a.id for a in library.actions.values() if "website.load-time" in a.raises)
    storing.store(round_of(office), outcome(SLOW))
    result = run(
        "plan", office, "--target", "75", "--from", "1405/09/08", "--fix", f"{action}@1405/09/15", "--save", "--json"
    )
    assert result.exit_code in (0, 1), result.stderr
    assert action in {a["id"] for a in json.loads(result.stdout)["actions"]}
    return office, action


def test_an_action_is_verified_when_a_new_scan_says_so(planned: tuple[Path, str], run: Run) -> None:
    """A plan made on a scan is followed by the next one: done, and failing again when it no longer holds."""
    office, action = planned
    assert marks(run, office)[action] == "not-yet"
    storing.store(round_of(office), QUICK)
    assert marks(run, office)[action] == "verified"
    storing.store(round_of(office), outcome(SLOW))
    assert marks(run, office)[action] == "regressed"


def test_a_declaration_that_a_scan_contradicts_verifies_nothing(planned: tuple[Path, str], run: Run) -> None:
    """The office says that it is done; the scan says that it is not: it is not done, unless the scan is overridden."""
    office, action = planned
    declare(office, "website.load-time", "{value: 1.0}")
    assert marks(run, office)[action] == "not-yet"
    declare(office, "website.load-time", "{value: 1.0, override: سنجش از درون شبکه}")
    assert marks(run, office)[action] == "verified"


TEST = Criterion(Text("", ""), {"type": "object", "properties": {"x": {"minimum": 3}}, "required": ["x"]})


@pytest.mark.parametrize(
    ("declared", "override", "limit", "holds"),
    [(4, None, None, True), (4, None, 3, True), (4, None, 2, False), (3, None, 2, False), (4, "دلیل", 2, True), (2, None, 4, False)],
)  # fmt: skip
def test_what_a_scan_limits_is_not_verified_by_declaring_more(
    declared: int, override: str | None, limit: int | None, holds: bool
) -> None:
    """A level that the scan says the site does not reach does not make a criterion true; a reason given does."""
    answers = {"x": Answer(Value(Fraction(declared)), 1, override)}
    limited = {} if limit is None else {"x": Value(Fraction(limit))}
    known = facts.known(answers, {}, limited)
    assert judging.judge(TEST, known).holds is holds
    assert known["x"].value.amount == declared
    assert known["x"].source is Source.DECLARED
    if limit is not None and declared > limit:
        assert known["x"].override == override


def test_track_takes_limits_into_account(planned: tuple[Path, str], run: Run, library: Any) -> None:
    """The declared level holds for the points, and for no criterion: not even as if it had once held."""
    office, _action = planned
    action = next(a for a in library.actions.values() if "website.search" in a.raises)
    declare(office, "website.search", "{value: 0}")
    assert run(
        "plan", office, "--target", "75", "--from", "1405/09/08", "--fix", f"{action.id}@1405/09/15", "--save"
    ).exit_code in (0, 1)
    run("answer", office, lang="en")
    declare(office, "website.search", "{value: 4}")
    assert marks(run, office)[action.id] == "verified"
    bound = Bound("website.search", Fraction(1), ("CNT-10",))
    storing.store(round_of(office), outcome(SLOW, (bound,)))
    assert marks(run, office)[action.id] == "regressed"
    printed_ = printed(run("track", office, "--on", "1405/09/10", "--json"), "track-output")["actions"]
    (failing,) = next(one["failing"] for one in printed_ if one["id"] == action.id)
    assert failing["seen"] == "website.search: at most 1 by the website scan, 4 declared"
