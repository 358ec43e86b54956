"""What `file` is asked for: whose key, which letter and page, options that fit together, and what leaves as text."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from compliance import clock
from compliance.commands.group import cli
from compliance.filing import keys, texts
from compliance.model.filing import Proof
from compliance.model.office import Source
from compliance.persian import dates
from compliance.usecases import filing
from compliance.usecases.opening import open_office
from tests import filed
from tests.conftest import PASSWORD, Run
from tests.steps.evidence import CODE
from tests.test_filing_keys import ID, holds
from tests.test_filing_verbs import ZIP, contents, refused, verified

MASKED = f"{CODE[:3]}•••••{CODE[-2:]}"
LETTER = ("--letter", "1405/ح/217", "--letter-date", "1405/09/01", "--page")


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLIANCE_PASSWORD", PASSWORD)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.4 signed")
    return path


def asked(office: Path, *more: object) -> str:
    """Return what is shown before the question."""
    return CliRunner().invoke(cli, ["file", str(office), "--lang", "en", *map(str, more)], input="no\n").stdout


def test_a_key_of_the_director_or_of_another_office_does_not_seal_for_the_office(
    run: Run, keyed: Path, tmp_path: Path
) -> None:
    before = contents(keyed)
    director = keyed / "keys" / f"{ID}.director.key"
    assert refused(run("file", keyed, "--yes", "--json", "--key", director))[0]["seen"] == "the key of the director"
    other = tmp_path / "bushehr-sports"
    run("new", other, "--province", "bushehr", "--round", "1405-2")
    run("keys", "new", other)
    run("keys", "new", other, "--role", "director")
    theirs = other / "keys" / "bushehr-sports.office.key"
    problem = refused(run("file", keyed, "--yes", "--json", "--key", theirs))[0]
    assert problem["seen"].endswith("of another office: bushehr-sports")
    assert f"{ID}.office.key" in problem["mend"]
    both = ["--director-key", other / "keys" / "bushehr-sports.director.key"]
    assert "another office" in refused(run("file", keyed, "--yes", "--json", *both))[0]["seen"]
    assert contents(keyed) == before
    early = CliRunner().invoke(cli, ["file", str(keyed), "--lang", "en", "--key", str(theirs)], input="yes\n")
    assert early.exit_code == 3
    assert "What leaves" not in early.stdout
    theirs.with_suffix(".pub").unlink()  # without it only the opened key tells
    assert "another office" in refused(run("file", keyed, "--yes", "--json", "--key", theirs))[0]["seen"]
    assert contents(keyed) == before


def test_keys_elsewhere_and_keys_before_count_where_enrolment_or_public_key_lie_beside_them(
    run: Run, keyed: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    run("keys", "new", keyed, "--role", "director", "--into", stick)
    assert run("file", keyed, "--yes", "--director-key", stick / f"{ID}.director.key").exit_code == 0
    old = holds(run("keys", "rotate", keyed, "--json"), "keys")["old"]
    assert run("file", keyed, "--yes", "--key", old).exit_code == 0
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(keyed / "keys" / f"{ID}.office.key", alone)
    assert run("file", keyed, "--yes", "--key", alone / f"{ID}.office.key").exit_code == 0
    assert (
        "no secret key"
        in refused(run("file", keyed, "--yes", "--json", "--key", keyed / "keys" / f"{ID}.office.pub"))[0]["seen"]
    )


def test_a_key_without_a_password_is_told_before_the_question(run: Run, keyed: Path) -> None:
    import minisign

    path = keyed / "keys" / f"{ID}.office.key"
    secret = minisign.SecretKey.from_bytes(path.read_bytes())
    secret.remove_password(PASSWORD)
    path.chmod(0o600)
    path.write_bytes(bytes(secret) + b"\n")
    assert not keys.locked(path)
    assert "has no password" in asked(keyed)
    assert "has no password" in holds(run("file", keyed, "--json"), "file")["doubts"][0]


def test_the_first_filing_with_a_new_key_says_that_headquarters_has_to_know_it(run: Run, keyed: Path) -> None:
    run("file", keyed, "--yes")
    assert "took the place of" not in asked(keyed)
    made = holds(run("keys", "rotate", keyed, "--json"), "keys")
    text = asked(keyed)
    assert "headquarters takes this filing only once it has enrolled the new key" in text
    assert made["number"] in text
    assert made["old"] in text
    assert "took the place of" not in asked(keyed, "--key", made["old"])


@pytest.mark.parametrize("raw", [b"RWQsomething", b"PK\3\4", b"a text", b"<html>"])
def test_a_page_that_is_neither_pdf_nor_picture_signs_nothing(run: Run, keyed: Path, page: Path, raw: bytes) -> None:
    page.write_bytes(raw)
    problem = refused(run("file", keyed, "--yes", "--json", *LETTER, page))[0]
    assert (problem["file"], problem["seen"]) == (str(page), "a file that is neither PDF nor picture")


@pytest.mark.parametrize(
    "head", [b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\0", b"RIFF1234WEBP", b"\0\0\0\x18ftypheic"]
)
def test_scans_of_every_usual_kind_are_taken(run: Run, keyed: Path, page: Path, head: bytes) -> None:
    page.write_bytes(head + b"x")
    assert holds(run("file", keyed, "--json", *LETTER, page), "file")["problems"] == []


def test_a_letter_before_the_round_is_doubted_and_one_of_tomorrow_refused(run: Run, keyed: Path, page: Path) -> None:
    early = ["--letter", "1", "--letter-date", "1405/06/31", "--page", page]
    assert "is before round 1405-2 began" in asked(keyed, *early)
    assert "began" not in asked(keyed, *LETTER, page)
    tomorrow = dates.write(clock.today().replace(year=clock.today().year + 1))
    late = ["--letter", "1", "--letter-date", tomorrow, "--page", page]
    assert refused(run("file", keyed, "--yes", "--json", *late))[0]["file"] == "--letter-date"
    long = ["--letter", "1" * 201, "--letter-date", "1405/09/01", "--page", page]
    assert refused(run("file", keyed, "--yes", "--json", *long))[0]["expected"] == "at most 200 signs"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--paper", "p.md", "--key", "x", "--encrypt-to", "age1"], "--key, --encrypt-to"),
        (["--paper", "p.md", "--output", "x.zip"], "--output"),
        (["--director-password-file", "x"], "--director-key"),
    ],
)
def test_options_that_would_change_nothing_are_refused_by_name(
    run: Run, keyed: Path, arguments: list[str], named: str
) -> None:
    result = run("file", keyed, *arguments)
    assert result.exit_code == 2
    assert named in result.stderr


def test_where_nobody_can_answer_the_way_without_a_terminal_is_told(
    run: Run, keyed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = CliRunner().invoke(cli, ["file", str(keyed), "--lang", "en"], input="")
    assert "--yes seals it" in nobody.stdout
    assert "--yes seals it" in run("file", keyed, "--json").stderr
    monkeypatch.delenv("COMPLIANCE_PASSWORD")
    silent = refused(CliRunner().invoke(cli, ["file", str(keyed), "--lang", "en", "--yes", "--json"], input=""))
    assert "--password-file" in silent[0]["mend"]
    assert "COMPLIANCE_PASSWORD" in silent[0]["mend"]


def test_texts_that_leave_are_listed_and_codes_in_them_are_told_masked(run: Run, keyed: Path) -> None:
    answers = keyed / "rounds" / "1405-2" / "answers.yaml"
    text = answers.read_text("utf-8")
    changed = text.replace(
        "  website.browser-warnings:\n    value: 2\n",
        f"  website.browser-warnings:\n    not_applicable: به گفتهٔ آقای الف با کد ملی {CODE}\n",
    )
    assert changed != text
    answers.write_text(changed, "utf-8")
    shown = asked(keyed)
    assert "به گفتهٔ آقای الف" in shown
    assert CODE not in shown
    assert shown.index(MASKED) < shown.index("Seal this and write the file?")
    assert "national code in the declaration" in shown
    printed = holds(run("file", keyed, "--json"), "file")
    assert {
        "file": "declaration.json",
        "place": "not-applicable website.browser-warnings",
        "shown": MASKED,
    } in printed["national_codes"]
    assert CODE not in str(printed["texts"])


@pytest.mark.parametrize("kind", list(texts.Kind))
def test_a_code_is_found_wherever_a_person_can_write_one(kind: texts.Kind) -> None:
    made = filed.declaration()
    entry, said = made.values[0], f"x {CODE} y"
    letter = Proof("letter", "1", date=None, held_by="a", classification="b")
    changes: dict[texts.Kind, Any] = {
        texts.Kind.NOT_APPLICABLE: {"values": (entry._replace(value=entry.value._replace(not_applicable=said)),)},
        texts.Kind.OVERRIDE: {"values": (entry._replace(override=said),)},
        texts.Kind.FILE: {"values": (entry._replace(evidence=(filed.proof(said, b""),)),)},
        texts.Kind.LETTER: {"values": (entry._replace(evidence=(letter._replace(name=said),)),)},
        texts.Kind.HOLDER: {"values": (entry._replace(evidence=(letter._replace(held_by=said),)),)},
        texts.Kind.CLASS: {"values": (entry._replace(evidence=(letter._replace(classification=said),)),)},
        texts.Kind.SYSTEM: {"systems": (texts_system(said),)},
        texts.Kind.APPROVER: {"plan": {"approved": {"by": said, "letter": None}}},
        texts.Kind.APPROVAL: {"plan": {"approved": {"by": "x", "letter": said}}},
    }
    found = texts.coded(texts.free(made._replace(**changes[kind])))
    assert [(text.kind, one.shown) for text, one in found] == [(kind, MASKED)]


def texts_system(title: str) -> Any:
    from compliance.model.filing import Entered

    return Entered("a", title, "G2G")


def test_an_empty_office_and_the_same_once_more_are_told(run: Run, keyed: Path, tmp_path: Path) -> None:
    assert "the same since" not in asked(keyed)
    first = holds(run("file", keyed, "--yes", "--json"), "file")
    assert not first["unchanged"]
    assert "what is declared is the same since. Only seal and sign-off would be new." in asked(keyed)
    again = holds(run("file", keyed, "--yes", "--json"), "file")
    assert again["unchanged"]
    assert again["code"] == first["code"]
    assert verified(run, keyed)["good"]
    office = tmp_path / "bushehr-sports"
    run("new", office, "--province", "bushehr", "--round", "1405-2")
    run("keys", "new", office)
    assert "Nothing is answered" in asked(office)


def test_a_page_signed_before_a_second_filing_stays_good(run: Run, keyed: Path, page: Path) -> None:
    paper = holds(run("file", keyed, "--paper", page.with_suffix(".md"), "--json"), "file")
    run("file", keyed, "--yes")
    second = holds(run("file", keyed, "--yes", "--json", *LETTER, page), "file")
    assert second["previous"]
    assert second["code"] == paper["code"] == filing.prepare(open_office(keyed)).code
    assert (keyed / "filings" / ZIP).exists()


def test_what_is_sent_after_a_rotation_is_named_whole_and_a_lost_key_is_not_advised(run: Run, keyed: Path) -> None:
    first = holds(run("keys", "show", keyed, "--json"), "keys")
    assert (first["seal"], first["number"]) == (None, keys.number(first["key"]))
    run("keys", "rotate", keyed)
    shown = run("keys", "show", keyed).stdout
    for words in ("enrolment.json.minisig", keys.number(first["key"]), "file with the old one: --key"):
        assert words in shown
    lost = run("keys", "rotate", keyed, "--lost").stdout
    assert "The old key is lost" in lost
    assert "file with the old one" not in lost
    assert "file with the old one" not in run("keys", "show", keyed).stdout
    assert "enrolment.json.minisig" not in lost
    told = asked(keyed)
    assert "once it has enrolled the new key" in told
    assert "Until then file with the old key" not in told


def test_evidence_listed_by_hand_is_counted_and_recorded_evidence_is_not(run: Run, keyed: Path) -> None:
    before = holds(run("file", keyed, "--json"), "file")["by_hand"]
    assert before
    assert f"nobody sees whether they were changed since: {before};" in asked(keyed)
    run("evidence", "attach", keyed, "website.https", keyed / "rounds" / "1405-2" / "evidence" / "website-https.txt")
    assert holds(run("file", keyed, "--json"), "file")["by_hand"] == before - 1


def test_a_contradiction_names_the_ways_out_of_it(run: Run, keyed: Path) -> None:
    answers = keyed / "rounds" / "1405-2" / "answers.yaml"
    text = answers.read_text("utf-8")
    changed = re.sub(r"(committee\.meetings:\n    value: )\d+", r"\g<1>0", text)
    assert changed != text
    answers.write_text(changed, "utf-8")
    problem = refused(run("file", keyed, "--yes", "--json"))[0]
    assert problem["mend"] == "answer anew what is wrong by “answer”, or say there why it does not apply"
    ways = filing.way_out({Source.REGISTERED, Source.SCANNED, Source.DECLARED})
    for words in ("services.csv", "“scan”", "“override”"):
        assert words in ways
