"""`file` and `verify` as people and programs meet them: refusals, what is shown, and nothing by halves."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from compliance import checklist, files
from compliance.commands.group import cli
from compliance.filing import canonical, keys, package
from compliance.office import filings
from compliance.usecases import filing, sealing
from compliance.usecases.opening import open_office
from tests.conftest import PASSWORD, ROOT, Run
from tests.test_filing_keys import ID, Killed, holds

ZIP = f"{ID}.1405-2.zip"


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLIANCE_PASSWORD", PASSWORD)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but locks."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


def refused(result: Result, *words: str) -> list[dict[str, Any]]:
    """Check that nothing was done, and return the problems as JSON has them."""
    printed = holds(result, "file")
    assert result.exit_code == 3, result.stderr
    for word in words:
        assert word in result.stderr, result.stderr
    problems: list[dict[str, Any]] = printed["problems"]
    return problems


def verified(run: Run, office: Path, *more: object) -> Any:
    path = office / "filings" / ZIP
    return holds(run("verify", path, "--key", office / "keys" / "enrolment.json", "--json", *more), "verify")


def test_a_round_is_filed_and_anyone_can_verify_it(run: Run, keyed: Path) -> None:
    printed = holds(run("file", keyed, "--yes", "--json"), "file")
    assert printed["file"] == str(keyed / "filings" / ZIP)
    assert printed["sha256"] == files.digest(Path(printed["file"]))[0]
    seen = verified(run, keyed)
    assert seen["good"]
    assert (seen["office"], seen["round"], seen["code"]) == (ID, "1405-2", printed["code"])
    assert {c["subject"]: c["outcome"] for c in seen["checks"]} == {
        "structure": "good",
        "evidence": "good",
        "seal": "good",
        "director": "not-checked",
        "scores": "good",
    }
    with zipfile.ZipFile(printed["file"]) as archive:
        made = canonical.read(archive.read("declaration.json"))
        assert archive.read("declaration.json") == canonical.written(made)
        assert archive.namelist()[2:] == [one["name"] for one in printed["evidence"]]
    assert made["self"][0] == {"checklist": "programme", "score": "56.67", "coverage": "96.6"}


def test_without_a_yes_nothing_is_written(run: Run, keyed: Path) -> None:
    before = contents(keyed)
    assert holds(run("file", keyed, "--json"), "file")["file"] is None
    for typed in ("no\n", "", "maybe\nخیر\n"):
        result = CliRunner().invoke(cli, ["file", str(keyed), "--lang", "en"], input=typed)
        assert result.exit_code == 1
        assert "nothing was written" in result.stdout
        assert "Seal this and write the file?" in result.stdout
    assert contents(keyed) == before


def test_what_leaves_is_listed_before_it_is_asked(run: Run, keyed: Path) -> None:
    result = CliRunner().invoke(cli, ["file", str(keyed), "--lang", "en"], input="no\n")
    text = result.stdout
    places = [
        text.index(words)
        for words in (
            "What leaves the office for round 1405-2:", "answered by the office", "56.67",
            "There is no saved plan", "Files of evidence: 31", "evidence/website-https.txt",
            "Letters named by number: 4", "1405/ح/217", "Answers without the evidence they ask for: 58.",
            "Authenticity code: ", "Seal this and write the file?",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_everything_that_was_asked_for_is_looked_at_before_anything_is_shown(run: Run, keyed: Path) -> None:
    before = contents(keyed)
    secret = keyed / "keys" / f"{ID}.office.key"
    problems = refused(
        run(
            "file", keyed, "--yes", "--json", "--output", keyed / "nowhere" / "x.zip", "--encrypt-to", "age1nobody",
            "--key", keyed / "none.key", "--letter", "1", "--letter-date", "1405/13/01", "--page", secret,
        )
    )  # fmt: skip
    assert {p["file"] for p in problems} == {
        str(keyed / "nowhere"), "--encrypt-to", str(keyed / "none.key"), "--letter-date",
    }  # fmt: skip
    assert contents(keyed) == before


@pytest.mark.parametrize(
    "key",
    ["", "age1", "AGE-SECRET-KEY-1QQ", "ssh-ed25519 AAAA", "age1" + "q" * 58, "age1" + "ی" * 58, "RWQ" + "A" * 53],
)
def test_a_bad_key_of_headquarters_is_told_first(run: Run, keyed: Path, key: str) -> None:
    before = contents(keyed)
    assert refused(run("file", keyed, "--yes", "--json", "--encrypt-to", key))[0]["file"] == "--encrypt-to"
    assert contents(keyed) == before


def test_an_office_without_a_key_is_told_how_to_make_one(run: Run, office: Path) -> None:
    assert "keys new" in refused(run("file", office, "--yes", "--json"))[0]["mend"]
    result = CliRunner().invoke(cli, ["file", str(office), "--lang", "en"], input="yes\n")
    assert result.exit_code == 3
    assert "What leaves" not in result.stdout


@pytest.mark.parametrize("arguments", [
    ["--letter", "1"], ["--letter-date", "1405/09/01"], ["--page", "x"], ["--previous", "abc"],
    ["--letter", "1", "--letter-date", "1405/09/01", "--page", "x", "--director-key", "y"],
])  # fmt: skip
def test_half_a_sign_off_is_a_usage_error(run: Run, keyed: Path, arguments: list[str]) -> None:
    assert run("file", keyed, "--yes", *arguments).exit_code == 2


def test_places_that_would_take_another_files_place_are_refused(run: Run, keyed: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.zip"
    there.write_bytes(b"precious")
    (tmp_path / "new.zip.age").write_bytes(b"precious")
    for output, file in (
        (there, there),
        (keyed / "office.yaml", keyed / "office.yaml"),
        (tmp_path / "new.zip", tmp_path / "new.zip.age"),
        (tmp_path / "new", tmp_path / "new"),
    ):
        assert refused(run("file", keyed, "--yes", "--json", "--output", output))[0]["file"] == str(file)
    assert there.read_bytes() == b"precious"
    stick = tmp_path / "stick"
    stick.mkdir()
    assert holds(run("file", keyed, "--yes", "--json", "--output", stick), "file")["file"] == str(stick / ZIP)


def test_all_that_is_broken_is_told_at_once(run: Run, keyed: Path) -> None:
    round_ = keyed / "rounds" / "1405-2"
    evidence, answers = round_ / "evidence", round_ / "answers.yaml"
    for fact, name in (("website.https", "website-https.txt"), ("website.faq", "website-faq.txt")):
        assert run("evidence", "attach", keyed, fact, evidence / name).exit_code == 0
    (evidence / "website-https.txt").write_text("changed", "utf-8")
    (evidence / "website-faq.txt").write_bytes(b"")
    text = answers.read_text("utf-8")
    changed = re.sub(r"(committee\.meetings:\n    value: )\d+", r"\g<1>0", text)
    assert changed != text
    answers.write_text(changed, "utf-8")
    before = contents(keyed)
    found = refused(run("file", keyed, "--yes", "--json"), "committee.meetings")
    assert {p["file"] for p in found} == {
        str(answers),
        *(str(evidence / f"website-{n}.txt") for n in ("https", "faq")),
    }
    assert len(found) >= 3
    assert contents(keyed) == before
    answers.write_text(text, "utf-8")
    (evidence / "website-faq.txt").unlink()
    lost = refused(run("file", keyed, "--yes", "--json"))
    assert any("website-faq.txt" in p["seen"] for p in lost)


def test_evidence_that_changes_between_the_question_and_the_packing_is_caught(
    run: Run, keyed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("file", keyed, "--yes").exit_code == 0
    path = keyed / "rounds" / "1405-2" / "evidence" / "website-https.txt"
    before = contents(keyed)
    seal = sealing.write

    for change in (lambda: path.write_text("another", "utf-8"), path.unlink):

        def late(*given: Any, change: Callable[[], Any] = change) -> Any:
            change()
            return seal(*given)

        monkeypatch.setattr(sealing, "write", late)
        problems = refused(run("file", keyed, "--yes", "--json"))
        assert problems[0]["file"] == str(path)
        path.write_bytes(before[str(path.relative_to(keyed))])
        assert contents(keyed) == before


def test_the_filing_before_is_put_aside_and_named(run: Run, keyed: Path) -> None:
    made = [holds(run("file", keyed, "--yes", "--json"), "file") for _ in range(3)]
    raw = {one["sha256"] for one in made}
    assert [one["previous"] for one in made] == [None, made[0]["sha256"], made[1]["sha256"]]
    assert [one["aside"] and Path(one["aside"]).name for one in made] == [
        None,
        f"{ID}.1405-2.1.zip",
        f"{ID}.1405-2.2.zip",
    ]
    assert {files.digest(path)[0] for path in (keyed / "filings").glob("*.zip")} == raw
    assert [f.sha256 for f in filings.read(keyed / "rounds" / "1405-2")] == [one["sha256"] for one in made]
    elsewhere = holds(run("file", keyed, "--json", "--previous", "A" * 64), "file")
    assert elsewhere["previous"] == "a" * 64
    assert holds(run("file", keyed, "--json", "--previous", "none"), "file")["previous"] is None


def test_an_encrypted_copy_of_the_filing_before_does_not_stay_beside_the_new_one(run: Run, keyed: Path) -> None:
    import pyrage

    to = str(pyrage.x25519.Identity.generate().to_public())
    first = holds(run("file", keyed, "--yes", "--json", "--encrypt-to", to), "file")
    assert Path(first["encrypted"]).exists()
    run("file", keyed, "--yes")
    assert not Path(first["encrypted"]).exists()
    assert (keyed / "filings" / f"{ID}.1405-2.1.zip.age").exists()


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_refuses_leaves_everything_as_it_was(
    run: Run, keyed: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    assert run("file", keyed, "--yes").exit_code == 0
    before = contents(keyed)
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if str(target).endswith(ZIP):
            raise OSError(error, os.strerror(error))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    problems = refused(run("file", keyed, "--yes", "--json"))
    assert problems[0]["file"] == str(keyed / "filings" / ZIP)
    after = contents(keyed)
    aside = after.pop(f"filings/{ID}.1405-2.1.zip")  # a copy of the one that is still in its place
    assert aside == after[f"filings/{ZIP}"]
    assert after == before


def test_a_kill_at_any_moment_leaves_a_whole_filing_and_its_line(
    keyed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was written before it: each zip is whole, and each in its place is in filings.jsonl."""
    folder, round_ = keyed / "filings", keyed / "rounds" / "1405-2"
    opened = open_office(keyed)
    ready = sealing.ready(opened, sealing.Asked())
    secret = keys.secret(ready.key, PASSWORD)
    sealing.write(opened, filing.prepare(opened), ready, secret, None)
    steps = {name: getattr(files, name) for name in ("write", "append", "move", "copy", "delete", "_sync_folder")}
    lived = dead = 0
    for moment in range(40):
        count = 0

        def mortal(name: str) -> Callable[..., Any]:
            def call(*given: Any) -> Any:
                nonlocal count
                count += 1
                if count > moment:  # noqa: B023  called within this turn
                    raise Killed
                return steps[name](*given)

            return call

        prepared = filing.prepare(opened)
        before = filings.read(round_)
        for name in steps:
            monkeypatch.setattr(files, name, mortal(name))
        try:
            sealing.write(opened, prepared, ready, secret, None)
            lived += 1
        except Killed:
            dead += 1
        for name, step in steps.items():
            monkeypatch.setattr(files, name, step)
        after = filings.read(round_)
        assert after[: len(before)] == before
        assert len(after) - len(before) in (0, 1)
        assert files.digest(folder / ZIP)[0] == after[-1].sha256
        assert not list(folder.glob("*.part"))
        for path in folder.glob("*.zip"):
            with path.open("rb") as stream, package.opened(stream) as seen:
                assert seen.seal
        if lived:
            break
    assert dead > 5
    assert lived == 1


@pytest.mark.heavy
def test_a_real_kill_leaves_no_half_file(keyed: Path) -> None:
    evidence = keyed / "rounds" / "1405-2" / "evidence" / "website-https.txt"
    evidence.write_bytes(os.urandom(60 * 2**20))
    call = [sys.executable, str(ROOT / "cli.py"), "file", str(keyed), "--yes"]
    for number in range(12):
        program = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.4 + number * 0.15)
        program.send_signal(signal.SIGKILL)
        program.wait()
        for path in (keyed / "filings").glob("*.zip"):
            with path.open("rb") as stream, package.opened(stream) as seen:
                assert seen.seal
    assert subprocess.run(call, check=False, stdout=subprocess.DEVNULL).returncode == 0
    assert not list((keyed / "filings").glob(".*.part"))
    line = filings.read(keyed / "rounds" / "1405-2")[-1]
    assert files.digest(keyed / "filings" / ZIP)[0] == line.sha256


def test_a_filing_made_meanwhile_is_seen(run: Run, keyed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = sealing.write

    def late(*given: Any) -> Any:
        seal(*given)  # somebody else, who was faster
        return seal(*given)

    monkeypatch.setattr(sealing, "write", late)
    refused(run("file", keyed, "--yes", "--json"), "made meanwhile")
    assert len(filings.read(keyed / "rounds" / "1405-2")) == 1


@pytest.mark.parametrize(
    "line", [b"{}", b"null", b"[]", b"x", b'{"time":1,"sha256":"","code":"","name":""}', b"\xff"]
)
def test_a_damaged_list_of_filings_is_named_by_line(run: Run, keyed: Path, line: bytes) -> None:
    run("file", keyed, "--yes")
    path = keyed / "rounds" / "1405-2" / "filings.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + line + b"\n")
    problem = refused(run("file", keyed, "--yes", "--json"))[0]
    assert (problem["file"], problem["line"]) == (str(path), 2)
    path.write_bytes(whole + line[:3])  # a line whose writing was interrupted is none
    assert run("file", keyed, "--yes").exit_code == 0
    assert len(path.read_bytes().splitlines()) == 2


def test_the_director_signs_by_an_own_key_alone(run: Run, keyed: Path) -> None:
    keys_ = keyed / "keys"
    office_key = keys_ / f"{ID}.office.key"
    problem = refused(run("file", keyed, "--yes", "--json", "--director-key", office_key))[0]
    assert problem["seen"] == "the key of the office"
    assert run("file", keyed, "--yes", "--director-key", keys_ / f"{ID}.director.key").exit_code == 0
    director = keys_ / "enrolment.director.json"
    assert verified(run, keyed, "--director-key", director)["checks"][3]["outcome"] == "good"
    assert verified(run, keyed)["checks"][3]["outcome"] == "not-checked"
    swapped = run("verify", keyed / "filings" / ZIP, "--key", director, "--json")
    assert swapped.exit_code == 1
    assert holds(swapped, "verify")["checks"][2]["reason"] == "unknown-key"


def test_the_director_signs_on_paper_by_letter(run: Run, keyed: Path, tmp_path: Path) -> None:
    paper = holds(run("file", keyed, "--paper", tmp_path / "page.md", "--json"), "file")
    text = (tmp_path / "page.md").read_text("utf-8")
    code = paper["code"][:16]
    assert "-".join(code[at : at + 4] for at in range(0, 16, 4)) in text
    page = tmp_path / "scan.pdf"
    page.write_bytes(b"%PDF-1.4 signed")
    letter = ["--letter", "1405/ح/217", "--letter-date", "۱۴۰۵/۹/۱", "--page"]
    asked = CliRunner().invoke(cli, ["file", str(keyed), "--lang", "en", *letter, str(page)], input="no\n").stdout
    assert f"The page that was signed has to bear this code: {'-'.join(re.findall('....', code))}" in asked
    filed_ = holds(run("file", keyed, "--yes", "--json", *letter, page), "file")
    assert filed_["code"] == paper["code"]
    director = verified(run, keyed, "--page", page)["checks"][3]
    assert (director["outcome"], director["detail"]) == ("good", "1405/ح/217")
    page.write_bytes(b"%PDF-1.4 another")
    assert verified(run, keyed, "--page", page)["checks"][3]["reason"] == "evidence-changed"
    page.write_bytes(b"")
    assert refused(run("file", keyed, "--yes", "--json", *letter, page))[0]["file"] == str(page)


def test_changed_answers_give_another_code_than_the_paper_bears(run: Run, keyed: Path, tmp_path: Path) -> None:
    paper = holds(run("file", keyed, "--paper", tmp_path / "page.md", "--json"), "file")
    assert holds(run("file", keyed, "--json"), "file")["code"] == paper["code"]
    answers = keyed / "rounds" / "1405-2" / "answers.yaml"
    text = answers.read_text("utf-8")
    answers.write_text(text.replace("count: 14\n    total: 18", "count: 15\n    total: 18"), "utf-8")
    assert holds(run("file", keyed, "--json"), "file")["code"] != paper["code"]


def test_an_office_with_nothing_but_its_name_can_file(run: Run, tmp_path: Path) -> None:
    office = tmp_path / "bushehr-sports"
    assert run("new", office, "--province", "bushehr", "--round", "1405-2").exit_code == 0
    assert run("keys", "new", office).exit_code == 0
    printed = holds(run("file", office, "--yes", "--json"), "file")
    assert (printed["facts"], printed["evidence"], printed["plan"]) == (0, [], False)
    listed = CliRunner().invoke(cli, ["file", str(office), "--lang", "en"], input="no\n").stdout
    assert "Files of evidence: 0" in listed
    result = run("verify", printed["file"], "--key", office / "keys" / "bushehr-sports.office.pub")
    assert result.exit_code == 0, result.stdout


def test_a_plan_travels_in_short_with_its_approval(run: Run, keyed: Path) -> None:
    assert run("plan", keyed, "--target", "75", "--from", "1405/09/08", "--save").exit_code == 0
    assert "not approved" in CliRunner().invoke(cli, ["file", str(keyed), "--lang", "en"], input="no\n").stdout
    approve = ["--letter", "1405/ح/1", "--date", "1405/09/07", "--by", "مدیرکل"]
    assert run("review", "approve", keyed, *approve).exit_code == 0
    assert "approved by مدیرکل" in CliRunner().invoke(cli, ["file", str(keyed), "--lang", "en"], input="no\n").stdout
    assert holds(run("file", keyed, "--yes", "--json"), "file")["plan"]
    with zipfile.ZipFile(keyed / "filings" / ZIP) as archive:
        plan = json.loads(archive.read("declaration.json"))["plan"]
    assert plan["approved"] == {"by": "مدیرکل", "on": "1405/09/07", "letter": "1405/ح/1"}
    assert plan["target"] == "75"
    assert plan["actions"]
    assert verified(run, keyed)["good"]


def test_what_headquarters_would_not_take_is_told_before_it_is_sealed(run: Run, office: Path) -> None:
    assert run("keys", "new", office).exit_code == 0
    answers = office / "rounds" / "1405-2" / "answers.yaml"
    text = answers.read_text("utf-8")
    long = re.sub(
        r"  website.browser-warnings:\n    value: 2\n",
        f"  website.browser-warnings:\n    not_applicable: {'الف ' * 700}\n",
        text,
    )
    assert long != text
    answers.write_text(long, "utf-8")
    problem = refused(run("file", office, "--yes", "--json"))[0]
    assert problem["file"] == str(office)
    assert problem["seen"] == "not_applicable of website.browser-warnings: 2799 signs"
    evidence = office / "rounds" / "1405-2" / "evidence"
    (evidence / "website-https.txt").rename(evidence / "aux.txt")
    answers.write_text(text.replace("website-https.txt", "aux.txt"), "utf-8")
    problem = refused(run("file", office, "--yes", "--json"))[0]
    assert (problem["file"], problem["seen"]) == (str(evidence / "aux.txt"), "a name that not every system can hold")


def test_evidence_that_is_written_in_two_ways_is_one_file(run: Run, keyed: Path) -> None:
    answers = keyed / "rounds" / "1405-2" / "answers.yaml"
    text = answers.read_text("utf-8")
    other = text.replace("[evidence/website-https.txt]", "[evidence//website-https.txt]", 1)
    assert other.count("evidence/website-https.txt") > 0
    answers.write_text(other, "utf-8")
    assert len(holds(run("file", keyed, "--yes", "--json"), "file")["evidence"]) == 31
    assert verified(run, keyed)["good"]


def test_too_much_evidence_is_told_before_it_is_packed(
    run: Run, keyed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MOST_ENTRIES", 20)
    problem = refused(run("file", keyed, "--yes", "--json"))[0]
    assert problem["file"] == str(keyed / "rounds" / "1405-2" / "evidence")
    assert problem["seen"].startswith("31 files")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_only_be_read(run: Run, keyed: Path) -> None:
    keyed.chmod(0o500)
    try:
        assert run("file", keyed, "--yes").exit_code == 3
    finally:
        keyed.chmod(0o700)


def test_without_the_extra_the_command_to_install_it_is_told(
    run: Run, keyed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "minisign", None)
    for call in (["keys", "new", keyed], ["file", keyed, "--yes"], ["verify", keyed / "office.yaml"]):
        result = run(*call)
        assert result.exit_code == 3
        assert 'pip install "provincial-compliance[sign]"' in result.stderr
    assert checklist.load()  # the rest goes on
