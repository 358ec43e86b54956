"""An inbox that somebody means ill with: each file gets its reason, in little memory and time, and nothing else moves."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compliance.filing import canonical, package, record, seals
from compliance.headquarters import keeping, store
from compliance.headquarters.intake import arrivals
from compliance.headquarters.intake.verdicts import Verdict
from tests import inbox
from tests.inbox import Inbox

PARTS = (package.DECLARATION, package.SEAL)
REPORT = "evidence/report.txt"


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Inbox]:
    with inbox.laid_down(tmp_path / "store", 2) as opened:
        yield Inbox(opened, tmp_path / "inbox")


def parts(number: int = 0, key: str = "own", comment: str | None = None, **changed: Any) -> dict[str, bytes]:
    """The parts of a filing, sealed as they are after the change."""
    made = {**record.plain(inbox.declared(number)), **changed}
    return sealed(canonical.written(made), number, key, comment)


def sealed(raw: bytes, number: int = 0, key: str = "own", comment: str | None = None) -> dict[str, bytes]:
    said = comment or seals.comment(inbox.office(number).filer.id, inbox.ROUND, inbox.TIME, "office")
    return {
        package.DECLARATION: raw,
        package.SEAL: seals.made(raw, inbox.key(number, key).secret_key, said),
        REPORT: inbox.evidence(number),
    }


def zipped(entries: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]], method: int = 0) -> bytes:
    import warnings

    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, content in entries.items() if isinstance(entries, dict) else entries:
            archive.writestr(name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def values(**changed: dict[str, Any]) -> list[dict[str, Any]]:
    """The values of a declaration, some of them replaced by fact."""
    made = record.plain(inbox.declared(0))["values"]
    facts = {name.replace("__", "."): entry for name, entry in changed.items()}
    return [{"fact": e["fact"], "source": "declared", **facts[e["fact"]]} if e["fact"] in facts else e for e in made]


def test_what_the_parts_are_made_of_is_in_order(box: Inbox) -> None:
    """The cases below differ from this one."""
    assert box.take(zipped(parts())).status == "accepted"


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return entry


ZIPS = {
    "nothing": (b"", "not-a-zip"),
    "a text": (b"PK", "not-a-zip"),
    "cut short": (zipped(parts())[:-30], "not-a-zip"),
    "something behind it": (zipped(parts()) + b"x", "not-a-zip"),
    "something before it": (b"#!/bin/sh\n" + zipped(parts()), "not-a-zip"),
    "a zip in a zip": (zipped({"filing.zip": zipped(parts())}), "missing-declaration"),
    "a zip of zips as evidence": (zipped({**parts(), "evidence/more.zip": zipped(parts())}), "unlisted-entry"),
    "a bomb": (zipped({**parts(), package.DECLARATION: b" " * 7_000_000}, zipfile.ZIP_DEFLATED), "too-large"),
    "compressed by bzip2": (zipped(parts(), zipfile.ZIP_BZIP2), "not-a-zip"),
    "ten thousand parts": (zipped([(f"evidence/{n}", b"") for n in range(10_000)]), "too-large"),
    "no parts": (zipped({}), "missing-declaration"),
    "a name that climbs": (zipped({**parts(), "../../outside": b"x"}), "path-escape"),
    "a name from the root": (zipped({**parts(), "/etc/outside": b"x"}), "path-escape"),
    "a drive": (zipped({**parts(), "C:outside": b"x"}), "path-escape"),
    "a backslash": (zipped({**parts(), "evidence\\..\\..\\x": b"x"}), "path-escape"),
    "an escape sequence": (zipped({**parts(), "evidence/\x1b[2J\x1b]0;x\x07": b"x"}), "path-escape"),
    "a link": (zipped([*parts().items(), (link("evidence/link"), b"/etc/passwd")]), "path-escape"),
    "a part twice": (zipped([*parts().items(), (REPORT, b"x")]), "duplicate-entry"),
    "the declaration twice": (zipped([*parts().items(), (package.DECLARATION, b"{}")]), "duplicate-entry"),
}


@pytest.mark.parametrize("what", ZIPS)
def test_zips_that_are_none(box: Inbox, what: str) -> None:
    content, reason = ZIPS[what]
    verdict = box.take(content)
    assert (verdict.status, verdict.reason) == ("rejected", reason)
    assert keeping.place(box.store.folder, False, verdict.sha256).read_bytes() == content
    assert box.standing() is None


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


JSONS = {
    "no JSON": (b"{", "bad-json"),
    "nothing": (b"", "bad-json"),
    "a key twice": (record.written(inbox.declared(0))[:-1] + b',"round":"1405-1"}', "bad-json"),
    "a key twice, deep down": (record.written(inbox.declared(0)).replace(b'"fa":', b'"fa":"x","fa":', 1), "bad-json"),
    "not a number": (b'{"format":NaN}', "bad-json"),
    "infinity": (b'{"format":-Infinity}', "bad-json"),
    "a decimal": (record.written(inbox.declared(0)).replace(b'"format":1', b'"format":1.0'), "bad-json|schema"),
    "an enormous number": (b'{"format":' + b"9" * 5000 + b"}", "bad-json"),
    "no UTF-8": (record.written(inbox.declared(0)).replace(b'"fa":"', b'"fa":"\xff', 1), "bad-json"),
    "UTF-16": ("﻿{}".encode("utf-16"), "bad-json"),
    "half of a pair": (b'{"format":"\\ud800"}', "bad-json"),
    "an escaped control sign": (
        record.written(inbox.declared(0)).replace(b'"fa":"', b'"fa":"\\u001b', 1),
        "bad-json",
    ),
    "a sign that turns the line": (
        record.written(inbox.declared(0)).replace(b'"fa":"', '"fa":"\u202e'.encode(), 1),
        "bad-json",
    ),
    "ten thousand levels": (deep(10_000), "bad-json|schema"),
    "a million levels": (deep(1_000_000), "bad-json"),
    "a list": (b"[]", "schema"),
    "a text": (b'"declaration"', "schema"),
    "null": (b"null", "schema"),
    "many keys and one twice": (
        b"{" + b",".join(b'"k%d":1' % n for n in range(300_000)) + b',"k299999":1}',
        "bad-json",
    ),
}


@pytest.mark.parametrize("what", JSONS)
def test_declarations_that_cannot_be_read_for_certain(box: Inbox, what: str) -> None:
    content, reason = JSONS[what]
    verdict = box.take(zipped(sealed(content)))
    assert verdict.reason in reason.split("|")
    assert verdict.detail.isprintable()


VALUES = {
    "half a yes": values(website__https={"value": "0.5"}),
    "two yeses": values(website__https={"value": "2"}),
    "counts of a yes": values(website__https={"count": "1", "total": "1"}),
    "more than there is": values(network__counties={"count": "11", "total": "10"}),
    "a share above all": values(network__counties={"value": "100.01"}),
    "a share below nothing": values(network__counties={"value": "-1"}),
    "a level that is none": values(security__isms={"value": "5"}),
    "a level between": values(security__isms={"value": "2.5"}),
}


@pytest.mark.parametrize("what", VALUES)
def test_values_that_no_office_can_have(box: Inbox, what: str) -> None:
    """The office's own program never writes them; a sealed one that does would buy points."""
    verdict = box.take(zipped(parts(values=VALUES[what])))
    assert verdict.reason == "schema"
    assert verdict.detail.startswith("$.values[")


def test_the_values_above_are_of_facts_that_were_asked() -> None:
    asked = {entry["fact"] for entry in record.plain(inbox.declared(0))["values"]}
    assert {"website.https", "network.counties", "security.isms"} <= asked


@pytest.mark.parametrize("key", ["checklists", "values", "self"])
def test_what_is_said_twice_is_refused(box: Inbox, key: str) -> None:
    listed = record.plain(inbox.declared(0))[key]
    assert box.take(zipped(parts(**{key: [*listed, listed[0]]}))).reason == "schema"


def said(number: int = 0, round_: str = inbox.ROUND, role: str = "office") -> str:
    return seals.comment(inbox.office(number).filer.id, round_, inbox.TIME, role)


def other_office() -> dict[str, bytes]:
    """The filing of one office in the name of another, with the seal as it was."""
    plain = record.plain(inbox.declared(0))
    raw = canonical.written({**plain, "office": record.plain(inbox.declared(1))["office"]})
    return {**parts(), package.DECLARATION: raw}


def other_round() -> dict[str, bytes]:
    raw = canonical.written({**record.plain(inbox.declared(0)), "round": "1405-1"})
    return {**parts(), package.DECLARATION: raw}


def broken_comment() -> dict[str, bytes]:
    """A seal whose comment was rewritten: the content's own signature still holds."""
    made = parts()
    return {**made, package.SEAL: made[package.SEAL].replace(b"time=2026-10-23", b"time=2026-11-23")}


SEALS = {
    "no seal": ({k: v for k, v in parts().items() if k != package.SEAL}, "bad-signature"),
    "no seal at all": ({**parts(), package.SEAL: b"seal"}, "bad-signature"),
    "an empty seal": ({**parts(), package.SEAL: b""}, "bad-signature"),
    "of another content": ({**parts(), package.SEAL: parts(1)[package.SEAL]}, "bad-signature"),
    "content changed": (
        {**parts(), package.DECLARATION: record.written(inbox.declared(0, quality=0.99))},
        "bad-signature",
    ),
    "comment changed": (broken_comment(), "bad-signature"),
    "by an unknown key": (parts(key="stranger"), "unknown-key"),
    "by another office's key": (
        {**parts(1), **sealed(parts()[package.DECLARATION], 1, comment=said())},
        "unknown-key",
    ),
    "for another office": (parts(comment=said(1)), "bad-signature"),
    "for another round": (parts(comment=said(round_="1405-1")), "bad-signature"),
    "as a director": (parts(comment=said(role="director")), "bad-signature"),
    "re-targeted to another office": (other_office(), "bad-signature"),
    "re-targeted to another round": (other_round(), "bad-signature"),
    "signed off by a key, without the seal": (parts(signoff={"kind": "key"}), "bad-signature"),
    "evidence of another office": ({**parts(), REPORT: inbox.evidence(1)}, "evidence-changed"),
    "evidence missing": ({k: v for k, v in parts().items() if k != REPORT}, "evidence-missing"),
    "evidence more": ({**parts(), "evidence/more.txt": b"x"}, "unlisted-entry"),
}


@pytest.mark.parametrize("what", SEALS)
def test_seals_and_evidence_that_do_not_hold(box: Inbox, what: str) -> None:
    made, reason = SEALS[what]
    verdict = box.take(zipped(made))
    assert (verdict.status, verdict.reason) == ("rejected", reason)
    assert box.standing() is None
    assert box.standing(1) is None


def test_evidence_swapped_for_some_of_the_same_size(box: Inbox) -> None:
    swapped = bytes(reversed(inbox.evidence(0)))
    assert box.take(zipped({**parts(), REPORT: swapped})).reason == "evidence-changed"


def odd(folder: Path) -> None:
    """Lay down what no program that files would: links, a pipe, a folder, names of any bytes."""
    folder.mkdir()
    outside = folder.parent / "outside.zip"
    outside.write_bytes(inbox.filing(0))
    (folder / "link.zip").symlink_to(outside)
    (folder / "dangling.zip").symlink_to(folder / "nothing")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.zip")
    (folder / "folder.zip").mkdir()
    (folder / "folder.zip" / "inner.zip").write_bytes(b"inner")
    (folder / "Ünï cödé \u202e\n.zip").write_bytes(b"unicode")
    Path(os.fsdecode(bytes(folder) + b"/\xff\xfe.zip")).write_bytes(b"bytes")
    (folder / "UPPER.ZIP").write_bytes(inbox.filing(1))
    (folder / "secret.zip.age").write_bytes(b"age-encryption.org/v1\n")
    (folder / "letter.docx").write_bytes(b"no filing")


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_an_inbox_of_odd_things(box: Inbox) -> None:
    odd(box.folder)
    verdicts = {Path(v.file).name: v for v in inbox.collected(box.store, [box.folder])}
    reasons = {name: verdict.reason for name, verdict in verdicts.items()}
    assert reasons.pop("Ünï cödé \u202e\n.zip") == "not-a-zip"
    assert reasons.pop("\ufffd\ufffd.zip") == "not-a-zip"
    assert reasons == {
        "link.zip": "path-escape",
        "dangling.zip": "path-escape",
        "pipe.zip": "not-a-zip",
        "folder.zip": "not-a-zip",
        "inner.zip": "not-a-zip",
        "UPPER.ZIP": None,
        "secret.zip.age": "not-a-zip",
    }
    assert box.standing() is None
    assert box.standing(1) is not None


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_odd_names_are_shown_in_one_line_and_as_json(box: Inbox, tmp_path: Path, run: Any) -> None:
    odd(box.folder)
    table = run("hq", "collect", box.store.folder, box.folder)
    assert not [sign for sign in table.stdout if not sign.isprintable() and sign != "\n"]
    listed = json.loads(run("hq", "collect", box.store.folder, box.folder, "--json").stdout)
    assert listed["rejected"] == 8
    letters = run("hq", "collect", box.store.folder, box.folder, "--letters", tmp_path / "letters")
    assert letters.exit_code == 1
    assert {path.name for path in (tmp_path / "letters").iterdir()} == {
        "_unknown.md",
        f"{inbox.office(1).filer.id}.md",
    }


def test_nothing_outside_the_store_is_written(box: Inbox, tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if box.store.folder not in path.parents}
    for content, _reason in ZIPS.values():
        box.take(content)
    for made, _reason in SEALS.values():
        box.take(zipped(made))
    after = {path for path in tmp_path.rglob("*") if box.store.folder not in path.parents}
    assert after - before <= {box.folder, box.folder / "filing.zip"}
    assert list((box.store.folder / "arriving").iterdir()) == []


@pytest.mark.parametrize("small", [True, False])
def test_a_file_that_changes_while_it_is_looked_at_is_what_was_copied(
    box: Inbox, monkeypatch: Any, small: bool
) -> None:
    """The mail program is still writing: what is recorded is the very copy that was examined.

    A small file is read once, so that is what came first; a large one is what was copied after it was hashed.
    """
    box.folder.mkdir()
    if not small:
        monkeypatch.setattr(keeping, "small", lambda _stream: None)
    path, real = box.folder / "slow.zip", keeping.digested

    def grown(stream: Any) -> str:
        found = real(stream)
        path.write_bytes(inbox.filing(0))
        return found

    path.write_bytes(inbox.filing(0)[:1000])
    monkeypatch.setattr(keeping, "digested", grown)
    (verdict,) = inbox.collected(box.store, [path])
    copied = inbox.filing(0)[:1000] if small else inbox.filing(0)
    assert verdict.status == ("rejected" if small else "accepted")
    assert verdict.sha256 == inbox.sha256(copied)
    assert keeping.place(box.store.folder, not small, verdict.sha256).read_bytes() == copied
    assert box.standing() == (None if small else verdict.sha256)


def test_a_file_that_goes_while_the_inbox_is_read(box: Inbox) -> None:
    def paths() -> Iterator[Path]:
        box.folder.mkdir()
        for name in ("a.zip", "b.zip"):
            (box.folder / name).write_bytes(b"x")
        for path in arrivals.paths([box.folder]):
            path.unlink()
            yield path

    from compliance.headquarters.intake import collecting
    from compliance.headquarters.intake.collecting import Run

    verdicts = list(collecting.collect(box.store, inbox.terms(), paths(), Run("test")))
    assert [(v.reason, v.detail) for v in verdicts] == [("not-a-zip", "ENOENT")] * 2


# --- large ones, in a process whose memory is measured

MEASURE = """
import resource, sys, time
from pathlib import Path
from tests import inbox
from compliance.headquarters import store
with store.opened(Path(sys.argv[1])) as opened:
    inbox.shipped()
    warm = inbox.collected(opened, [Path(sys.argv[2]) / "warm.zip"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    verdicts = inbox.collected(opened, [Path(sys.argv[3])])
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(verdicts[0].reason, (after - before) // 1024)
"""


def measured(box: Inbox, path: Path) -> tuple[str, int]:
    """The reason for a file, and by how many MB the process grew."""
    (box.folder / "warm.zip").write_bytes(inbox.filing(1))
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(box.store.folder), str(box.folder), str(path)],
        cwd=inbox.ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(inbox.ROOT)},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    reason, grown = done.stdout.split()
    return reason, int(grown)


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as stream:
        stream.truncate(size)


def declared_large(path: Path) -> None:
    """A zip whose list says that a part has two gigabytes, and whose header agrees."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join([*(body.compress(bytes(2**20)) for _ in range(64)), body.flush()])
    name, size = b"evidence/x", 2**31 - 1
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(packed), size, len(name), 0)
    local = b"PK\3\4" + head + name + packed
    central = b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    path.write_bytes(local + central + end)


def bomb(path: Path) -> None:
    """A declaration of eight megabytes that is all brackets: what JSON can cost most."""
    raw = b"[" + b"[]," * (2_700_000) + b"[]]"
    path.write_bytes(zipped({**sealed(b"{}"), package.DECLARATION: raw}))


@pytest.mark.heavy
@pytest.mark.skipif(sys.platform == "win32", reason="the memory of POSIX")
@pytest.mark.parametrize(
    ("make", "reason", "most"),
    [
        (lambda path: sparse(path, 300 * 2**20), "not-a-zip", 30),
        (lambda path: sparse(path, 40 * 2**30), "too-large", 30),
        (declared_large, "too-large", 30),
        (bomb, "schema", 700),
    ],
    ids=["zeros", "40 GB", "2 GB declared", "brackets"],
)
def test_large_ones_take_little_memory(box: Inbox, make: Any, reason: str, most: int) -> None:
    box.folder.mkdir()
    path = box.folder / "large.zip"
    make(path)
    assert measured(box, path)[0] == reason
    assert measured(box, path)[1] < most


@pytest.mark.heavy
@pytest.mark.skipif(sys.platform == "win32", reason="the memory of POSIX")
def test_memory_does_not_grow_with_the_inbox(tmp_path: Path) -> None:
    """Ten times as many filings take the same memory, but for what SQLite keeps of the file."""
    from compliance.headquarters import enrolling, simulating
    from compliance.headquarters.simulating import Plan

    simulating.write(tmp_path / "sim", Plan(2000, (inbox.ROUND,), 0, 1), jobs=2)
    most = []
    for name in ("few", "many"):
        with inbox.laid_down(tmp_path / name) as opened:
            inbox.enrol(opened, [one.enrolment for one in enrolling.read([tmp_path / "sim"], None)])
        (tmp_path / "some").mkdir(exist_ok=True)
        paths = sorted((tmp_path / "sim" / "filings").rglob("*.zip"))
        for path in paths[:200] if name == "few" else paths:
            (tmp_path / "some" / path.name).write_bytes(path.read_bytes())
        code = (
            "import resource, sys; from click.testing import CliRunner; from compliance.commands.group import cli\n"
            "done = CliRunner().invoke(cli, ['hq', 'collect', *sys.argv[1:], '--jobs', '1', '--lang', 'en'])\n"
            "assert done.exit_code == 0, done.output\n"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / name), str(tmp_path / "some")],
            cwd=inbox.ROOT,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(inbox.ROOT)},
        )
        assert done.returncode == 0, done.stderr
        most.append(int(done.stdout))
    assert most[1] - most[0] < 25, most


def test_a_file_above_all_limits_is_not_even_read(box: Inbox) -> None:
    box.folder.mkdir()
    sparse(box.folder / "huge.zip", keeping.MOST + 1)
    (verdict,) = inbox.collected(box.store, [box.folder])
    assert (verdict.reason, verdict.sha256) == ("too-large", "")
    assert not list((box.store.folder / store.QUARANTINE).rglob("*.zip"))


def test_the_fast_reader_and_the_careful_one_agree(box: Inbox) -> None:
    """What one refuses the other refuses, and what both take is the same."""
    from compliance.filing import verifying
    from compliance.headquarters.intake import reading

    fast, careful = reading.reader(), verifying.plain_reader()

    def outcome(reader: Any, raw: bytes) -> Any:
        try:
            made = reader.parse(raw)
        except canonical.Ambiguous:
            return None
        return None if reader.wrong(made) else made

    good = record.written(inbox.declared(0))
    spaced = json.dumps(json.loads(good), indent=1).encode()
    for raw in (good, spaced, *(content for content, _reason in JSONS.values())):
        assert outcome(fast, raw) == outcome(careful, raw)
    assert outcome(fast, good) == outcome(fast, spaced) == json.loads(good)


def shown(verdict: Verdict) -> str:
    from compliance.headquarters.showing import verdicts

    return verdicts.message(verdict)


def test_what_a_file_says_cannot_write_on_the_screen(box: Inbox) -> None:
    verdict = box.take(ZIPS["an escape sequence"][0])
    assert shown(verdict).isprintable()
