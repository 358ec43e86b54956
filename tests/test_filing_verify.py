"""`verify` as anyone meets it: what was checked, what stays open, and files that are no filing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.filing import package, record
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
    assert "encrypted by age" in run("verify", path).stdout


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
