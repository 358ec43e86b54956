"""`verify` as anyone meets it: what was checked, what stays open, and files that are no filing."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.filing import keys, package, record, seals
from compliance.model.checklist import Library
from compliance.usecases import filing
from compliance.usecases.opening import open_office
from tests import filed
from tests.conftest import PASSWORD, ROOT, Run
from tests.test_filing_keys import ID, holds

ZIP = f"{ID}.1405-2.zip"


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLIANCE_PASSWORD", PASSWORD)


def test_scores_that_differ_or_are_left_out_are_seen(library: Library) -> None:
    from compliance.assessment import recomputing

    opened = open_office(ROOT / "examples" / ID)
    made = filing.prepare(opened).declaration
    assert recomputing.differing(made, library) == []
    better = made.scores[0]._replace(score=9999)
    assert recomputing.differing(made._replace(scores=(better, *made.scores[1:])), library) == [better]
    assert recomputing.differing(made._replace(scores=made.scores[1:]), library) == [made.scores[0]]
    assert recomputing.differing(record.read(record.plain(made), library.facts), library) == []


def test_a_declaration_with_other_checklists_is_not_computed_anew(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(filed.zipped(filed.parts()))
    result = run("verify", path, "--json")
    printed = holds(result, "verify")
    assert result.exit_code == 1
    assert [c["outcome"] for c in printed["checks"]] == ["good", "good", "not-checked", "not-checked", "not-checked"]
    assert not printed["good"]
    assert "the seal was not checked" in run("verify", path).stdout


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_what_arrives_cannot_paint_on_the_console(run: Run, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(filed.zipped([*filed.parts().items(), ("evidence/\x1b[2J\u202eevil", b"x")]))
    for more in ([], ["--json"]):
        result = run("verify", path, *more, lang=lang)
        assert result.exit_code == 1
        assert "\x1b" not in result.stdout
        assert "\u202e" not in run("verify", path, lang=lang).stdout


@pytest.mark.parametrize("raw", [b"", b"nothing", b"{}"])
def test_what_is_no_filing_is_told_with_its_reason(run: Run, tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(raw)
    result = run("verify", path, "--json")
    assert result.exit_code == 1
    assert holds(result, "verify")["checks"][0]["reason"] == "not-a-zip"
    assert "The file is no zip" in run("verify", path).stdout


def test_a_filing_that_nobody_decrypted_yet_is_called_so(run: Run, tmp_path: Path) -> None:
    import pyrage

    path = tmp_path / "x.zip.age"
    path.write_bytes(pyrage.encrypt(filed.zipped(filed.parts()), [pyrage.x25519.Identity.generate().to_public()]))
    result = run("verify", path)
    assert result.exit_code == 1
    assert "it has to be decrypted before" in result.stdout
    assert "age --decrypt --identity KEY" in result.stdout
    assert "damaged one" not in result.stdout
    (check,) = holds(run("verify", path, "--json"), "verify")["checks"]
    assert (check["outcome"], check["remark"]) == ("cannot-tell", "encrypted")


def test_files_that_are_not_there_and_keys_that_are_none(run: Run, keyed: Path, tmp_path: Path) -> None:
    run("file", keyed, "--yes")
    path = keyed / "filings" / ZIP
    secret = keyed / "keys" / f"{ID}.office.key"
    junk = tmp_path / "junk"
    junk.write_text("junk", "utf-8")
    for arguments in (
        [tmp_path / "none.zip"],
        [tmp_path],
        [path, "--key", tmp_path / "none"],
        [path, "--key", junk],
        [path, "--key", secret],
        [path, "--key", path],
        [path, "--page", tmp_path / "none"],
    ):
        result = run("verify", *arguments, "--json")
        assert result.exit_code == 3, arguments
        assert holds(result, "verify")["problems"]
        assert secret.read_text().splitlines()[1][:30] not in result.output


@pytest.mark.heavy
def test_a_file_of_three_gigabytes_is_too_large(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "big.zip"
    with path.open("wb") as stream:
        stream.truncate(3 * 2**30)
    result = run("verify", path, "--json")
    assert result.exit_code == 1
    printed = holds(result, "verify")
    assert (printed["checks"][0]["reason"], printed["sha256"]) == ("too-large", None)


@settings(max_examples=25)
@given(st.data())
def test_a_real_filing_changed_in_one_byte_never_verifies(data: st.DataObject) -> None:
    raw = _example_filing()
    at = data.draw(st.integers(0, len(raw) - 1))
    changed = raw[:at] + bytes([raw[at] ^ data.draw(st.integers(1, 255))]) + raw[at + 1 :]
    with pytest.raises(package.Refused):
        filed.looked(changed)


_example: list[bytes] = []


def _example_filing() -> bytes:
    if not _example:
        import io

        opened = open_office(ROOT / "examples" / ID)
        prepared = filing.prepare(opened)
        content, stream = record.written(prepared.declaration), io.BytesIO()
        package.write(stream, content, filed.sealed(content, office=ID), None, prepared.files.values())
        filed.looked(stream.getvalue())
        _example.append(stream.getvalue())
    return _example[0]


def told(run: Run, path: Path, *more: object) -> tuple[int, dict[str, Any], str]:
    """Return the exit code, the JSON and the text of a look."""
    result = run("verify", path, *more, "--json")
    return result.exit_code, holds(result, "verify"), run("verify", path, *more).stdout


def check(printed: dict[str, Any], subject: str) -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in printed["checks"] if c["subject"] == subject)
    return found


@pytest.fixture
def sound(run: Run, keyed: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A sound filing signed off by letter, and its page."""
    page = tmp_path / "scan.pdf"
    page.write_bytes(b"%PDF-1.4 signed")
    letter = ("--letter", "1405/1", "--letter-date", "1405/09/01", "--page", page)
    assert run("file", keyed, "--yes", *letter).exit_code == 0
    return keyed / "filings" / ZIP, page


def test_what_was_named_wrongly_never_makes_a_sound_filing_wrong(
    run: Run, keyed: Path, sound: tuple[Path, Path], tmp_path: Path
) -> None:
    path, page = sound
    keys_ = keyed / "keys"
    other = tmp_path / "bushehr-sports"
    run("new", other, "--province", "bushehr", "--round", "1405-2")
    run("keys", "new", other)
    enrolment, theirs = keys_ / "enrolment.json", other / "keys"
    for key, remark in (
        (theirs / "enrolment.json", "key-of-another-office"),
        (theirs / "bushehr-sports.office.pub", "key-of-another-office"),
        (keys_ / "enrolment.director.json", "key-of-another-role"),
        (keys_ / f"{ID}.director.pub", "key-of-another-role"),
    ):
        code, printed, text = told(run, path, "--key", key)
        assert (code, printed["verdict"], printed["good"]) == (1, "cannot-tell", False)
        assert (check(printed, "seal")["outcome"], check(printed, "seal")["remark"]) == ("cannot-tell", remark)
        assert "cannot be told with what was named: seal of the office." in text
        assert "not in order" not in text
    run("keys", "rotate", keyed)
    code, printed, text = told(run, path, "--key", enrolment)
    assert (code, check(printed, "seal")["remark"]) == (1, "another-key")
    assert check(printed, "seal")["seen"] in text
    assert check(printed, "seal")["expected"] in text
    old = next((keys_ / "old").glob("*.pub"))
    page.write_bytes(b"%PDF-1.4 saved again")
    code, printed, text = told(run, path, "--key", old, "--page", page)
    assert (code, check(printed, "seal")["outcome"], check(printed, "director")["remark"]) == (
        1,
        "good",
        "another-page",
    )
    assert check(printed, "director")["seen"] in text
    assert check(printed, "director")["expected"] in text


def test_a_page_that_fits_leaves_looking_to_people(run: Run, keyed: Path, sound: tuple[Path, Path]) -> None:
    path, page = sound
    code, printed, text = told(run, path, "--key", keyed / "keys" / "enrolment.json", "--page", page)
    assert (code, check(printed, "director")["remark"]) == (0, "look-at-the-page")
    assert "Look yourself that it bears the code" in text
    assert "-".join(printed["code"][at : at + 4] for at in range(0, 16, 4)) in check(printed, "director")["message"]
    director = keyed / "keys" / "enrolment.director.json"
    code, printed, text = told(run, path, "--key", keyed / "keys" / "enrolment.json", "--director-key", director)
    assert check(printed, "director")["remark"] == "signed-by-letter"
    assert "The director signed by letter, not by key" in text


def test_a_bare_public_key_verifies_and_says_that_its_owner_was_not_checked(
    run: Run, keyed: Path, sound: tuple[Path, Path], tmp_path: Path
) -> None:
    bare = tmp_path / "bare.pub"
    bare.write_text((keyed / "keys" / f"{ID}.office.pub").read_text("utf-8").splitlines()[1], "utf-8")
    code, printed, text = told(run, sound[0], "--key", bare)
    assert (code, check(printed, "seal")["remark"]) == (0, "owner-not-checked")
    assert "whose key it is was not checked" in text
    named = told(run, sound[0], "--key", keyed / "keys" / f"{ID}.office.pub")[1]
    assert check(named, "seal")["remark"] is None


def test_what_a_file_says_of_itself_is_a_claim_until_its_seal_holds(
    run: Run, keyed: Path, sound: tuple[Path, Path]
) -> None:
    claimed = told(run, sound[0])[2]
    assert claimed.index("nobody has proved:") > claimed.index("seal of the office")
    assert "says that it was sealed by the office" in claimed
    proved = told(run, sound[0], "--key", keyed / "keys" / "enrolment.json")[2]
    assert "nobody has proved" not in proved
    assert "What the office declares:" in proved


def test_a_score_that_comes_out_otherwise_is_shown_with_both_numbers(run: Run, keyed: Path, tmp_path: Path) -> None:
    run("file", keyed, "--yes")
    path = keyed / "filings" / ZIP
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    made = content[package.DECLARATION].replace(b'"score":"56.67"', b'"score":"96.67"')
    assert made != content[package.DECLARATION]
    secret = keys.secret(keyed / "keys" / f"{ID}.office.key", PASSWORD)
    seal = seals.made(made, secret, seals.comment(ID, "1405-2", filed.TIME, "office"))
    path.write_bytes(filed.zipped({**content, package.DECLARATION: made, package.SEAL: seal}))
    code, printed, text = told(run, path, "--key", keyed / "keys" / "enrolment.json")
    assert (code, printed["verdict"], check(printed, "seal")["outcome"]) == (1, "wrong", "good")
    (score,) = check(printed, "scores")["scores"]
    assert (score["checklist"], score["declared"], score["computed"]) == ("programme", 96.67, 56.67)
    assert "come out otherwise than they were declared" in check(printed, "scores")["message"]
    for words in (score["title"][:20], "96.67", "56.67", "otherwise than", "not in order: scores computed anew."):
        assert words in text


def test_the_filing_before_is_shown(run: Run, keyed: Path) -> None:
    first = holds(run("file", keyed, "--yes", "--json"), "file")
    run("file", keyed, "--yes")
    _code, printed, text = told(run, keyed / "filings" / ZIP)
    assert printed["previous"] == first["sha256"]
    assert first["sha256"] in text


ODD = {
    "not-a-zip": b"junk",
    "bad-json": filed.zipped({**filed.parts(), package.DECLARATION: b'{"a":1,"a":2}'}),
    "schema": filed.zipped({**filed.parts(), package.DECLARATION: b'{"format":1}'}),
    "too-large": filed.zipped({**filed.parts(), package.SEAL: b"x" * 5000}),
    "bad-signature": filed.zipped({**filed.parts(), package.SEAL: b"junk"}),
}


@pytest.mark.parametrize("reason", ODD)
def test_refusals_in_persian_hold_no_english_and_speak_of_the_office(run: Run, tmp_path: Path, reason: str) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(ODD[reason])
    printed = holds(run("verify", path, "--json", lang="fa"), "verify")
    (one,) = (c for c in printed["checks"] if c["reason"])
    assert one["reason"] == reason
    words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"[\w-]+\.(json|minisig)[\w.]*", "", one["message"])))
    named = {"office"} if reason == "schema" else set()  # the key that is missing, as the file spells it
    assert words <= {"zip", *named}, one["message"]
    assert "For the office that filed it: " in run("verify", path).stdout


def test_a_persian_name_that_was_packed_without_its_encoding_is_shown_as_it_is(run: Run, tmp_path: Path) -> None:
    path, name = tmp_path / "x.zip", "evidence/گزارش.txt"
    raw = filed.zipped(filed.parts())
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        local = archive.getinfo(name).header_offset + 6
    for at in (local, raw.rindex(name.encode()) - 46 + 8):  # the flags of the part's own header, and of the list
        assert raw[at : at + 2] == b"\0\x08"
        raw = raw[:at] + b"\0\0" + raw[at + 2 :]
    path.write_bytes(raw)
    text = run("verify", path).stdout
    assert "گزارش.txt, packed by a program that does not say that names are UTF-8" in text
