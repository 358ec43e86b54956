"""Zips that mean harm, or met it: each is turned away with its reason, in little memory, and nothing is unpacked."""

from __future__ import annotations

import io
import os
import random
import shutil
import stat
import struct
import subprocess
import tracemalloc
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.filing import package, record
from compliance.filing.package import Packed, Refused
from compliance.model.filing import Reason
from tests import filed
from tests.filed import EVIDENCE, looked, parts, zipped

MEGABYTE = 2**20


def refusal(raw: bytes | BinaryIO, reason: Reason) -> str:
    """Check why a file is turned away, and that looking at it took little memory; return what was seen."""
    stream: Any = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as error:
            looked(stream)
        assert error.value.reason is reason, error.value
        assert tracemalloc.get_traced_memory()[1] < 24 * MEGABYTE
    finally:
        tracemalloc.stop()
    return error.value.detail


def with_part(name: str, content: bytes = b"x") -> bytes:
    return zipped([*parts().items(), (name, content)])


def changed(raw: bytes, where: str, at: int, value: bytes) -> bytes:
    """Overwrite bytes of the last entry in the list (`list`), of its own header (`header`), or of the end (`end`)."""
    listed = raw.rindex(b"PK\1\2")
    begin = {
        "list": listed,
        "header": struct.unpack_from("<I", raw, listed + 42)[0],
        "end": raw.rindex(b"PK\5\6"),
    }[where]
    return raw[: begin + at] + value + raw[begin + at + len(value) :]


def test_a_good_filing_is_taken() -> None:
    assert looked(zipped(parts())).office == filed.OFFICE


def test_a_filing_that_another_program_packed_with_deflate_is_taken() -> None:
    assert looked(zipped(parts(), zipfile.ZIP_DEFLATED)).office == filed.OFFICE


@pytest.mark.parametrize("raw", [b"", b"PK", b"not a zip" * 10, b"PK\5\6" + bytes(17), b"%PDF-1.7\n" * 9])
def test_what_is_no_zip(raw: bytes) -> None:
    refusal(raw, Reason.NOT_A_ZIP)


@pytest.mark.parametrize("part", [b"\0", b"junk", b"PK\5\6" + bytes(18)])
def test_nothing_may_stand_before_or_behind(part: bytes) -> None:
    good = zipped(parts())
    refusal(good + part, Reason.NOT_A_ZIP)
    refusal(part + good, Reason.NOT_A_ZIP)


def test_a_zip_with_a_remark() -> None:
    stream = io.BytesIO(zipped(parts()))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = b"a remark"
    refusal(stream.getvalue(), Reason.NOT_A_ZIP)


@pytest.mark.parametrize("cut", [1, 22, 23, 60, 400])
def test_a_zip_that_arrived_in_part(cut: int) -> None:
    refusal(zipped(parts())[:-cut], Reason.NOT_A_ZIP)


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "evidence/../../evil", "/etc/passwd", "//server/share", "evidence//x", "evidence/./x", "./x",
        "..\\evil", "evidence\\..\\..\\evil", "C:\\evil", "C:evil", "c:/evil", "\\\\server\\share\\x",
        "evidence/.. /x", "evidence/... /x", "evidence/. ./x", "evidence/x:stream", "evidence/con", "evidence/NUL.txt",
        "evidence/lpt1.pdf", "CON", "evidence/aux .txt", "evidence/a\x1b[2Jb", "evidence/a\nb", "evidence/a\u202egnp.exe",
        "evidence/a\u2028b", "evidence/ ", "evidence/more/", "..", ".",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_on_some_system(name: str) -> None:
    # A folder is no way out, but nothing that a declaration could list.
    reason = Reason.UNLISTED_ENTRY if name == "evidence/more/" else Reason.PATH_ESCAPE
    refusal(with_part(name, b""), reason)


def test_a_name_that_goes_on_behind_a_zero() -> None:
    raw = with_part("evidence/a.txtX..X..Xevil")
    refusal(raw.replace(b"a.txtX..X..Xevil", b"a.txt\0../../evil"), Reason.PATH_ESCAPE)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_devices(kind: int) -> None:
    stream = io.BytesIO(zipped(parts()))
    link = filed.entry("evidence/link")
    link.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusal(stream.getvalue(), Reason.PATH_ESCAPE) == "evidence/link"


@pytest.mark.parametrize("name", [*parts()])
def test_a_part_that_is_there_twice(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile's own, about the name
        raw = with_part(name, b"the other one")
    assert refusal(raw, Reason.DUPLICATE_ENTRY) == name


def test_parts_that_are_not_listed_and_those_that_are_missing() -> None:
    assert refusal(with_part("evidence/more.txt"), Reason.UNLISTED_ENTRY) == "evidence/more.txt"
    assert refusal(with_part("README"), Reason.UNLISTED_ENTRY) == "README"
    without = {name: content for name, content in parts().items() if name != "evidence/cert.txt"}
    assert refusal(zipped(without), Reason.EVIDENCE_MISSING) == "evidence/cert.txt"
    refusal(zipped({"evidence/cert.txt": b""}), Reason.MISSING_DECLARATION)
    refusal(zipped({}), Reason.MISSING_DECLARATION)


def test_a_zip_in_a_zip_is_not_opened() -> None:
    good = zipped(parts())
    refusal(zipped({"bushehr-sample.1405-2.zip": good}), Reason.MISSING_DECLARATION)
    inner = {"evidence/inner.zip": zipped({"../evil": b"x"})}
    looked(zipped(parts(inner)))


@pytest.mark.parametrize("other", [b"a certificatE", b"a certificate ", b"", b"x" * 13])
def test_evidence_that_is_not_what_was_declared(other: bytes) -> None:
    raw = zipped({**parts(), "evidence/cert.txt": other})
    assert refusal(raw, Reason.EVIDENCE_CHANGED) == "evidence/cert.txt"


def test_a_file_that_is_declared_with_two_contents() -> None:
    entries = filed.declaration().values
    both = (*entries, entries[0]._replace(fact="other", evidence=(filed.proof("evidence/cert.txt", b"another"),)))
    refusal(zipped(parts(values=both)), Reason.EVIDENCE_CHANGED)


def test_more_parts_than_any_filing_has() -> None:
    refusal(zipped([(f"evidence/{n}", b"") for n in range(10_000)]), Reason.TOO_LARGE)
    limit = package.MOST_ENTRIES
    refusal(zipped([(f"evidence/{n}", b"") for n in range(limit + 1)]), Reason.TOO_LARGE)
    refusal(zipped([(f"evidence/{n}", b"") for n in range(limit)]), Reason.MISSING_DECLARATION)


def test_a_zip_that_says_less_parts_than_it_lists() -> None:
    raw = zipped([*parts().items(), *((f"evidence/{n}", b"") for n in range(5000))])
    refusal(changed(raw, "end", 8, struct.pack("<HH", 4, 4)), Reason.TOO_LARGE)
    refusal(changed(zipped(parts()), "end", 8, struct.pack("<HH", 3, 3)), Reason.NOT_A_ZIP)
    refusal(changed(zipped(parts()), "end", 8, struct.pack("<HH", 5, 5)), Reason.NOT_A_ZIP)


@pytest.mark.parametrize("size", [2 * 2**30, 2**32 - 2])
def test_sizes_that_are_only_said(size: int) -> None:
    packed = struct.pack("<I", size)
    raw = changed(changed(with_part("evidence/big"), "list", 24, packed), "header", 22, packed)
    refusal(raw, Reason.TOO_LARGE)


def test_a_size_of_zip64() -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w") as archive,
        archive.open(filed.entry("evidence/x"), "w", force_zip64=True) as to,
    ):
        to.write(b"x")
    refusal(stream.getvalue(), Reason.MISSING_DECLARATION)
    good = zipped(parts())
    at = len(good) - 22
    locator = b"PK\6\7" + struct.pack("<IQI", 0, 0, 1)
    refusal(good[:at] + locator + good[at:], Reason.TOO_LARGE)


@pytest.mark.parametrize("size", [MEGABYTE, 200 * MEGABYTE])
def test_a_bomb_is_not_unpacked(size: int) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(size // MEGABYTE)) + packer.flush()
    name = b"evidence/bomb"
    about = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(packed), size, len(name), 0)
    local = b"PK\3\4" + about + name + packed
    listed = b"PK\1\2" + struct.pack("<H", 0x314) + about + bytes(6) + struct.pack("<II", 0o644 << 16, 0) + name
    raw = local + listed + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), len(local), 0)
    refusal(raw, Reason.TOO_LARGE if size > MEGABYTE else Reason.MISSING_DECLARATION)


def test_a_part_that_unpacks_to_more_than_it_says_is_cut_there() -> None:
    content = {**parts(), "evidence/cert.txt": bytes(8 * MEGABYTE)}
    raw = zipped(content, zipfile.ZIP_DEFLATED)
    said = struct.pack("<I", len(EVIDENCE["evidence/cert.txt"]))
    at = raw.index(b"PK\1\2", raw.index(b"PK\1\2", raw.index(b"PK\1\2") + 4) + 4)
    local = struct.unpack_from("<I", raw, at + 42)[0]
    raw = raw[: local + 22] + said + raw[local + 26 : at + 24] + said + raw[at + 28 :]
    assert raw[at + 46 :].startswith(b"evidence/cert.txt")
    refusal(raw, Reason.NOT_A_ZIP)


@pytest.mark.parametrize("part", [package.DECLARATION, package.SEAL, package.DIRECTOR_SEAL])
def test_a_fixed_part_that_is_too_large(part: str) -> None:
    content = random.Random(1).randbytes(9 * MEGABYTE if part == package.DECLARATION else 5000)
    refusal(zipped({**parts(), part: content}), Reason.TOO_LARGE)


def test_parts_that_lie_over_each_other() -> None:
    """The bomb of Fifield: many entries that share one content."""
    raw = zipped(parts({"evidence/a": b"same", "evidence/b": b"same"}))
    listed = raw.rindex(b"PK\1\2")
    first = raw.rindex(b"PK\1\2", 0, listed)
    refusal(raw[: listed + 42] + raw[first + 42 : first + 46] + raw[listed + 46 :], Reason.NOT_A_ZIP)


def test_something_between_the_parts() -> None:
    raw = zipped(parts())
    listed = raw.index(b"PK\1\2")
    hidden = raw[:listed] + b"hidden" + raw[listed:]
    start = struct.unpack_from("<I", hidden, len(hidden) - 6)[0]
    refusal(hidden[:-6] + struct.pack("<I", start + 6) + hidden[-2:], Reason.NOT_A_ZIP)


@pytest.mark.parametrize(
    ("at", "value"),
    [(8, b"\1\0"), (8, b"\x41\0"), (8, b"\0\x20"), (8, b"\x08\0"), (10, b"\x63\0"), (10, b"\x0c\0"), (10, b"\x09\0")],
)
def test_encrypted_streamed_and_unknown_ways_of_packing(at: int, value: bytes) -> None:
    raw = changed(changed(zipped(parts()), "list", at, value), "header", at - 2, value)
    refusal(raw, Reason.NOT_A_ZIP)


@pytest.mark.parametrize("at", [4, 6, 8, 10, 12, 14, 18, 22])
def test_a_part_that_says_otherwise_of_itself_than_the_list(at: int) -> None:
    raw = zipped(parts())
    listed = struct.unpack_from("<H", raw, raw.rindex(b"PK\1\2") + at + 2)[0]
    refusal(changed(raw, "header", at, struct.pack("<H", listed ^ 1)), Reason.NOT_A_ZIP)


@pytest.mark.heavy
def test_a_filing_of_two_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "big.zip"
    with path.open("wb") as stream:
        stream.truncate(2 * 2**30)
        stream.seek(0, os.SEEK_END)
        stream.write(zipped(parts()))
    with path.open("rb") as stream:
        refusal(stream, Reason.TOO_LARGE)


GOOD = zipped(parts())


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_filing_changed_in_one_byte_never_verifies(at: int, by: int) -> None:
    with pytest.raises(Refused):
        looked(GOOD[:at] + bytes([GOOD[at] ^ by]) + GOOD[at + 1 :])


@pytest.mark.heavy
def test_a_filing_changed_in_any_bit_never_verifies() -> None:
    for at in range(len(GOOD)):
        for bit in range(8):
            with pytest.raises(Refused):
                looked(GOOD[:at] + bytes([GOOD[at] ^ 1 << bit]) + GOOD[at + 1 :])


@given(st.binary(max_size=300), st.integers(0, len(GOOD)), st.integers(0, 60))
def test_whatever_arrives_is_taken_or_turned_away(noise: bytes, at: int, gone: int) -> None:
    """Nothing but a refusal comes of any damage."""
    raw = GOOD[:at] + noise + GOOD[at + gone :]
    try:
        looked(raw)
    except Refused:
        return
    assert raw == GOOD


@pytest.mark.parametrize("order", [sorted, lambda names: sorted(names, reverse=True)])
def test_the_same_content_gives_the_same_bytes(tmp_path: Path, order: Callable[[Any], list[str]]) -> None:
    made = parts()
    written = []
    for number, names in enumerate((EVIDENCE, order(EVIDENCE))):
        packed = []
        for name in names:
            path = tmp_path / f"{number}-{len(packed)}"
            path.write_bytes(EVIDENCE[name])
            os.utime(path, (number * 10**9, number * 10**9))
            path.chmod(0o600 + number * 0o44)
            proof = filed.proof(name, EVIDENCE[name])
            packed.append(Packed(name, path, proof.sha256 or "", proof.size or 0))
        stream = io.BytesIO()
        package.write(stream, made[package.DECLARATION], made[package.SEAL], None, packed)
        written.append(stream.getvalue())
    assert written[0] == written[1]
    assert looked(written[0]).office == filed.OFFICE


def test_evidence_that_changed_since_it_was_declared_is_not_packed(tmp_path: Path) -> None:
    path = tmp_path / "cert.txt"
    path.write_bytes(b"another certificate")
    proof = filed.proof("evidence/cert.txt", EVIDENCE["evidence/cert.txt"])
    packed = Packed(proof.name, path, proof.sha256 or "", proof.size or 0)
    with pytest.raises(Refused) as error:
        package.write(io.BytesIO(), record.written(filed.declaration()), b"", None, [packed])
    assert error.value.reason is Reason.EVIDENCE_CHANGED
    assert error.value.detail == str(path)


@pytest.mark.parametrize(
    ("name", "placed"),
    [
        ("evidence/a.pdf", "evidence/a.pdf"),
        ("evidence//a.pdf", "evidence/a.pdf"),
        ("evidence/./b/a.pdf", "evidence/b/a.pdf"),
        ("scan.json", "evidence/scan/scan.json"),
    ],
)
def test_where_a_file_of_a_round_lies_in_its_filing(name: str, placed: str) -> None:
    assert package.placed(name) == placed
    assert package.is_plain(placed)


@pytest.mark.skipif(shutil.which("zip") is None, reason="Info-ZIP is not installed")
@pytest.mark.parametrize("how", ["-rq", "-rq0", "-rqD"])
def test_a_filing_that_people_packed_anew_with_its_folders_is_taken(tmp_path: Path, how: str) -> None:
    content = parts({"evidence/a.txt": b"a" * 5000, "evidence/scan/b.txt": b"b"})
    for name, data in content.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    subprocess.run(["zip", how, tmp_path / "x.zip", "."], cwd=tmp_path / "in", check=True)
    raw = (tmp_path / "x.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert ("evidence/" in archive.namelist()) == ("D" not in how)
    looked(raw)


@pytest.mark.parametrize("name", ["more/", "evidence/more/", "evidence/cert.txt/", "evidenc/"])
def test_a_folder_in_which_nothing_listed_lies_is_no_part_of_a_filing(name: str) -> None:
    assert refusal(with_part(name, b""), Reason.UNLISTED_ENTRY) == name


def test_a_folder_that_holds_something_itself_is_no_folder() -> None:
    assert refusal(with_part("evidence/", b"x"), Reason.UNLISTED_ENTRY) == "evidence/"
