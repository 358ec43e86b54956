"""Keys, seals and encryption against the tools everybody has: Debian's minisign and age, both ways."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from compliance import files, schema
from compliance.commands.group import cli
from compliance.errors import BadInput
from compliance.filing import canonical, keys, record, seals
from compliance.usecases import keeping_keys
from compliance.usecases.keeping_keys import Files
from compliance.usecases.opening import open_office
from tests import filed
from tests.conftest import PASSWORD, Run

ID = "bushehr-civil-registry"
needs_minisign = pytest.mark.skipif(
    shutil.which("minisign") is None, reason="Debian's minisign is not installed: apt install minisign"
)
needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="Debian's age is not installed: apt install age")


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLIANCE_PASSWORD", PASSWORD)


def tool(*command: object, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], input=typed, capture_output=True, text=True, timeout=60, check=False)


def unpacked(office: Path, to: Path) -> Path:
    with zipfile.ZipFile(office / "filings" / f"{ID}.1405-2.zip") as archive:
        for name in ("declaration.json", "declaration.json.minisig", "declaration.json.director.minisig"):
            if name in archive.namelist():
                (to / name).write_bytes(archive.read(name))
    return to / "declaration.json"


def holds(result: Result, name: str) -> Any:
    """Check what was printed against its published schema, and return it."""
    printed = json.loads(result.stdout)
    errors = list(Draft202012Validator(schema.published(f"{name}-output")).iter_errors(printed))
    assert not errors, [f"{e.json_path}: {e.message}" for e in errors[:5]]
    return printed


@needs_minisign
def test_the_standard_tool_verifies_what_we_seal(run: Run, office: Path, tmp_path: Path) -> None:
    assert run("keys", "new", office).exit_code == 0
    assert run("keys", "new", office, "--role", "director").exit_code == 0
    filed_ = run("file", office, "--yes", "--director-key", office / "keys" / f"{ID}.director.key")
    assert filed_.exit_code == 0, filed_.stderr
    path = unpacked(office, tmp_path)
    for role, seal in (("office", "declaration.json.minisig"), ("director", "declaration.json.director.minisig")):
        public = office / "keys" / f"{ID}.{role}.pub"
        verified = tool("minisign", "-Vm", path, "-x", tmp_path / seal, "-p", public)
        assert verified.returncode == 0, verified.stderr
        assert f"Trusted comment: office={ID} round=1405-2 time=2026-11-28T" in verified.stdout
        assert verified.stdout.rstrip().endswith(f"role={role}")
    path.write_bytes(path.read_bytes() + b" ")
    assert tool("minisign", "-Vm", path, "-p", office / "keys" / f"{ID}.office.pub").returncode != 0


@needs_minisign
def test_we_verify_what_the_standard_tool_seals_with_its_own_key(run: Run, tmp_path: Path) -> None:
    made = tool(
        "minisign", "-G", "-p", tmp_path / "m.pub", "-s", tmp_path / "m.key", typed=f"{PASSWORD}\n{PASSWORD}\n"
    )
    assert made.returncode == 0, made.stderr
    content = record.written(filed.declaration())
    (tmp_path / "declaration.json").write_bytes(content)
    said = seals.comment(filed.OFFICE, filed.ROUND, filed.TIME, "office")
    signed = tool(
        "minisign", "-Sm", tmp_path / "declaration.json", "-s", tmp_path / "m.key", "-t", said, typed=f"{PASSWORD}\n"
    )
    assert signed.returncode == 0, signed.stderr
    seal = (tmp_path / "declaration.json.minisig").read_bytes()
    path = tmp_path / "filing.zip"
    path.write_bytes(filed.zipped({"declaration.json": content, "declaration.json.minisig": seal, **filed.EVIDENCE}))
    result = run("verify", path, "--key", tmp_path / "m.pub", "--json")
    printed = holds(result, "verify")
    assert result.exit_code == 0, printed
    assert printed["good"]
    assert printed["sealed"][0]["office"] == filed.OFFICE
    assert printed["sealed"][0]["key"].upper().lstrip("0") in (tmp_path / "m.pub").read_text()


@needs_minisign
def test_the_standard_tool_seals_with_our_key_and_we_open_its_key(run: Run, office: Path, tmp_path: Path) -> None:
    assert run("keys", "new", office).exit_code == 0
    (tmp_path / "x").write_bytes(b"content")
    key = office / "keys" / f"{ID}.office.key"
    signed = tool("minisign", "-Sm", tmp_path / "x", "-s", key, typed=f"{PASSWORD}\n")
    assert signed.returncode == 0, signed.stderr
    assert tool("minisign", "-Vm", tmp_path / "x", "-p", office / "keys" / f"{ID}.office.pub").returncode == 0
    theirs = tmp_path / "m.key"
    tool("minisign", "-G", "-p", tmp_path / "m.pub", "-s", theirs, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert "which no enrolment of this office names" in run("file", office, "--yes", "--key", theirs).stderr
    shown = keeping_keys.shown(open_office(office).folder.office, office / "keys", "office")
    line = keys.public((tmp_path / "m.pub").read_text(), "m.pub").to_base64().decode()
    (tmp_path / "enrolment.json").write_bytes(canonical.written(keys.plain(shown._replace(key=line))))
    filed_ = run("file", office, "--yes", "--key", theirs)
    assert filed_.exit_code == 0, filed_.stderr
    path = unpacked(office, tmp_path)
    assert tool("minisign", "-Vm", path, "-p", tmp_path / "m.pub").returncode == 0


@needs_minisign
def test_a_key_without_a_password_that_the_standard_tool_made_is_taken(tmp_path: Path) -> None:
    made = tool("minisign", "-GW", "-p", tmp_path / "m.pub", "-s", tmp_path / "m.key")
    assert made.returncode == 0, made.stderr
    opened = keys.secret(tmp_path / "m.key", "whatever")
    line = keys.public((tmp_path / "m.pub").read_text(), "m.pub")
    assert seals.key_id(opened.get_public_key()) == seals.key_id(line)


@needs_age
def test_what_is_encrypted_can_be_decrypted_by_the_standard_tool(run: Run, office: Path, tmp_path: Path) -> None:
    tool("age-keygen", "-o", tmp_path / "hq.key")
    recipient = tool("age-keygen", "-y", tmp_path / "hq.key").stdout.strip()
    run("keys", "new", office)
    result = run("file", office, "--yes", "--encrypt-to", recipient, "--json")
    printed = holds(result, "file")
    plain = tool("age", "-d", "-i", tmp_path / "hq.key", "-o", tmp_path / "out.zip", printed["encrypted"])
    assert plain.returncode == 0, plain.stderr
    assert files.digest(tmp_path / "out.zip")[0] == printed["sha256"] == files.digest(Path(printed["file"]))[0]


@needs_age
def test_what_the_standard_tool_encrypts_is_read_by_the_package_we_use(tmp_path: Path) -> None:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "plain").write_bytes(b"content")
    made = tool("age", "-r", identity.to_public(), "-o", tmp_path / "x.age", tmp_path / "plain")
    assert made.returncode == 0, made.stderr
    assert pyrage.decrypt((tmp_path / "x.age").read_bytes(), [identity]) == b"content"


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has these rights")
@pytest.mark.parametrize("mask", [0, 0o022, 0o077])
def test_secret_keys_are_for_their_owner_alone(run: Run, office: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        assert run("keys", "new", office).exit_code == 0
        assert run("keys", "rotate", office).exit_code == 0
    finally:
        os.umask(before)
    secrets = sorted((office / "keys").rglob("*.key"))
    assert len(secrets) == 2
    for path in secrets:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_nothing_of_a_secret_key_can_be_read_without_its_password(run: Run, office: Path) -> None:
    run("keys", "new", office)
    path = office / "keys" / f"{ID}.office.key"
    opened = keys.secret(path, PASSWORD)
    opened.remove_password(PASSWORD)
    plain = bytes(opened._keynum_sk.secret_key)
    for other in (office / "keys").iterdir():
        raw = other.read_bytes()
        assert plain not in raw
        assert not any(plain.hex()[at : at + 16].encode() in raw for at in range(0, 48, 8))
    for wrong in ("", PASSWORD + " ", PASSWORD[:-1], "\udcff", "x" * 5000):
        with pytest.raises(BadInput) as error:
            keys.secret(path, wrong)
        assert error.value.problems[0].seen == "a wrong password"
    tampered = path.read_text().replace(path.read_text()[80:84], "AAAA")
    path.write_text(tampered)
    with pytest.raises(BadInput):
        keys.secret(path, PASSWORD)


def test_a_short_password_is_refused_and_two_different_ones(run: Run, office: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("COMPLIANCE_PASSWORD", "1234567")
    result = run("keys", "new", office, "--json")
    assert result.exit_code == 3
    assert holds(result, "keys")["problems"][0]["seen"] == "a password of 7 signs"
    monkeypatch.delenv("COMPLIANCE_PASSWORD")
    typed = CliRunner().invoke(cli, ["keys", "new", str(office), "--lang", "en"], input="longenough1\nlongenough2\n")
    assert typed.exit_code == 3
    assert "two different passwords" in typed.stderr
    assert not list((office / "keys").glob("*.key"))
    typed = CliRunner().invoke(cli, ["keys", "new", str(office), "--lang", "en"], input="longenough1\nlongenough1\n")
    assert typed.exit_code == 0, typed.stderr
    wrong = CliRunner().invoke(cli, ["file", str(office), "--lang", "en", "--yes"], input="longenough2\n")
    assert wrong.exit_code == 3
    assert "a wrong password" in wrong.stderr
    assert not list(office.glob("filings/*"))
    right = CliRunner().invoke(cli, ["file", str(office), "--lang", "en"], input="maybe\nyes\nlongenough1\n")
    assert right.exit_code == 0, right.stderr
    assert "longenough1" not in right.output


def test_a_password_file_counts_by_its_first_line(run: Run, office: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.delenv("COMPLIANCE_PASSWORD")
    path = tmp_path / "password"
    path.write_bytes("\ufeffگذرواژهٔ من\r\nremarks\r\n".encode())
    assert run("keys", "new", office, "--password-file", path).exit_code == 0
    path.write_text("گذرواژهٔ من", "utf-8")
    assert run("file", office, "--yes", "--password-file", path).exit_code == 0
    path.write_bytes(b"")
    assert run("file", office, "--yes", "--password-file", path).exit_code == 3
    assert run("file", office, "--yes", "--password-file", tmp_path / "none").exit_code == 3


def test_the_enrolment_says_whose_key_it_is_and_its_fingerprint(run: Run, office: Path) -> None:
    printed = holds(run("keys", "new", office, "--json"), "keys")
    assert printed["fingerprint"] == keys.fingerprint(printed["key"])
    stored = json.loads(Path(printed["enrolment"]).read_text("utf-8"))
    assert not list(Draft202012Validator(schema.published("enrolment")).iter_errors(stored))
    shown = holds(run("keys", "show", office, "--json"), "keys")
    assert {**shown, "form": None} == {**printed, "form": None}
    text = run("keys", "show", office).stdout
    assert keys.grouped(printed["fingerprint"]) in text
    assert len(keys.grouped(printed["fingerprint"]).split(" ")) == 8


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made | {"fingerprint": "0" * 64},
        lambda made: made | {"role": "boss"},
        lambda made: made | {"key": made["key"][:-1] + "\n"},
        lambda made: made | {"more": 1},
        lambda made: made | {"key": "RW" + "A" * 53 + "="},
    ],
)
def test_an_enrolment_that_was_changed_is_refused(run: Run, office: Path, change: Callable[[Any], Any]) -> None:
    run("keys", "new", office)
    path = office / "keys" / "enrolment.json"
    path.write_text(json.dumps(change(json.loads(path.read_text("utf-8")))), "utf-8")
    for call in (["keys", "show", office], ["verify", _any_filing(office), "--key", path]):
        result = run(*call)
        assert result.exit_code == 3, result.output
        assert str(path) in result.stderr


def _any_filing(office: Path) -> Path:
    path = office / "any.zip"
    path.write_bytes(filed.zipped(filed.parts()))
    return path


def test_a_key_is_never_written_over(run: Run, office: Path) -> None:
    run("keys", "new", office)
    before = {path: path.read_bytes() for path in (office / "keys").iterdir()}
    result = run("keys", "new", office, "--json")
    assert result.exit_code == 3
    assert holds(result, "keys")["problems"]
    assert {path: path.read_bytes() for path in (office / "keys").iterdir()} == before
    missing = run("keys", "show", office, "--role", "director", "--json")
    assert missing.exit_code == 3
    assert holds(missing, "keys")["problems"][0]["mend"] == "make one by “keys new”"


def test_a_rotated_key_is_sealed_by_the_old_one_which_is_kept(run: Run, office: Path, tmp_path: Path) -> None:
    first = holds(run("keys", "new", office, "--json"), "keys")
    old = (office / "keys" / f"{ID}.office.key").read_bytes()
    second = holds(run("keys", "rotate", office, "--json"), "keys")
    number = seals.key_id(keys.public(first["key"], ""))
    assert second["replaces"] == number
    assert second["key"] != first["key"]
    assert Path(second["old"]).read_bytes() == old
    seal = seals.read((office / "keys" / "enrolment.json.minisig").read_bytes())
    assert (seal.said.office, seal.said.round, seal.said.role, seal.said.key) == (ID, "-", "office", number)
    seals.check((office / "keys" / "enrolment.json").read_bytes(), seal, keys.public(first["key"], ""))
    assert run("file", office, "--yes", "--key", second["old"]).exit_code == 0
    assert run("verify", office / "filings" / f"{ID}.1405-2.zip", "--key", second["enrolment"]).exit_code == 1


def test_a_lost_key_is_replaced_and_nothing_vouches_for_the_new_one(run: Run, office: Path, monkeypatch: Any) -> None:
    run("keys", "new", office)
    run("keys", "rotate", office)
    monkeypatch.setenv("COMPLIANCE_PASSWORD", "another password")
    refused = run("keys", "rotate", office)
    assert refused.exit_code == 3
    assert "--lost" in refused.stderr
    shown = holds(run("keys", "show", office, "--json"), "keys")
    (office / "keys" / f"{ID}.office.key").unlink()
    made = holds(run("keys", "rotate", office, "--lost", "--json"), "keys")
    assert made["replaces"] == seals.key_id(keys.public(shown["key"], ""))
    assert made["old"] is None
    assert not (office / "keys" / "enrolment.json.minisig").exists()
    assert run("file", office, "--yes").exit_code == 0


class Killed(BaseException):
    """The program ends at this very moment."""


def test_a_rotation_that_is_killed_at_any_moment_leaves_a_whole_key(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was written before the kill: one secret key opens, its own public key and enrolment lie beside it."""
    import minisign

    monkeypatch.setitem(minisign.SecretKey.encrypt.__kwdefaults__, "opslimit", 2**15)  # a weak lock opens quickly
    monkeypatch.setitem(minisign.SecretKey.encrypt.__kwdefaults__, "memlimit", 2**21)
    described = open_office(office).folder.office
    writes = {name: getattr(files, name) for name in ("write", "write_secret", "move", "delete")}
    lived = dead = 0
    for moment in range(60):
        folder = office / f"keys-{moment}"
        first = keeping_keys.new(described, folder, "office", PASSWORD)
        place = Files.of(folder, described.id, "office")
        old = keys.secret(place.secret, PASSWORD)
        count = 0

        def mortal(name: str) -> Callable[..., Any]:
            def call(*given: Any) -> Any:
                nonlocal count
                count += 1
                if count > moment:  # noqa: B023  called within this turn
                    raise Killed
                return writes[name](*given)

            return call

        for name in writes:
            monkeypatch.setattr(files, name, mortal(name))
        try:
            keeping_keys.rotate(described, folder, "office", old, PASSWORD)
            lived += 1
        except Killed:
            dead += 1
        for name, write in writes.items():
            monkeypatch.setattr(files, name, write)
        shown = keeping_keys.shown(described, folder, "office")
        secret = keys.secret(place.secret, PASSWORD)
        assert secret.get_public_key().to_base64().decode() == shown.key
        assert keys.public(place.public.read_text(), "").to_base64().decode() == shown.key
        if shown.key == first.key:
            assert not place.seal.exists()
        else:
            kept = Files.old(folder, described.id, "office", shown.replaces or "").secret
            assert keys.secret(kept, PASSWORD).get_public_key().to_base64().decode() == first.key
            seals.check(place.enrolment.read_bytes(), seals.read(place.seal.read_bytes()), old.get_public_key())
        assert not list(folder.glob("*.next"))
        if lived:
            break
    assert dead > 8
    assert lived == 1


def test_a_key_without_any_enrolment_is_taken_and_said(run: Run, office: Path, tmp_path: Path) -> None:
    """A key that lies alone on a stick, and no copy of its enrolment: nobody can tell, so nobody refuses it."""
    assert run("keys", "new", office, "--into", tmp_path / "made").exit_code == 0
    alone = tmp_path / "alone"
    alone.mkdir()
    key = (tmp_path / "made" / f"{ID}.office.key").rename(alone / "k.key")
    told = run("file", office, "--yes", "--key", key)
    assert told.exit_code == 0, told.stderr
    assert "nothing here tells whether headquarters knows this key" in " ".join(told.output.split())
