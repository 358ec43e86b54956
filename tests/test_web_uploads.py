"""Evidence that arrives through the local page: streamed, capped, named safely, and never half there."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from compliance import files
from compliance.errors import BadInput
from compliance.model.stated import NOTHING, Key
from compliance.usecases.opening import open_office
from compliance.web import uploading
from compliance.web.site import Site
from tests import web_server
from tests.web_server import ROUND, Visitor

FACT = "security.isms"
PATH = f"/evidence/{FACT}"


@pytest.fixture
def site(office: Path) -> Iterator[Site]:
    with web_server.served(office) as running:
        yield running


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return web_server.visitor(site)


def folder(office: Path) -> Path:
    return office / "rounds" / ROUND


def listed(office: Path, fact: str = FACT) -> list[str]:
    stated = open_office(office, ROUND).desk().state().get(Key("", fact), NOTHING)
    return [piece.name for piece in stated.evidence]


def everything(office: Path) -> dict[str, int]:
    """Every file below the office but locks, with its size."""
    found = (path for path in office.rglob("*") if path.is_file() and not path.name.endswith(".lock"))
    return {str(path.relative_to(office)): path.stat().st_size for path in found}


def halves(office: Path) -> list[Path]:
    return [path for path in office.rglob("*") if path.name.startswith(uploading.PREFIX)]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../../../etc/passwd", "evidence/passwd"),
        ("..\\..\\office.yaml", "evidence/office.yaml"),
        ("/etc/shadow", "evidence/shadow"),
        ("C:\\Windows\\win.ini", "evidence/win.ini"),
        ("..", "evidence/evidence"),
        ("", "evidence/evidence"),
        ("a\0b.pdf", "evidence/ab.pdf"),
        ("گزارش\u202efdp.exe", "evidence/گزارشfdp.exe"),
        ("\u2066\u200fنام\u2069.txt", "evidence/--نام-.txt"),
        ("CON", "evidence/evidence-CON"),
        ("lpt1.txt", "evidence/evidence-lpt1.txt"),
        ("a:b*c?.txt", "evidence/a-b-c-.txt"),
        (".htaccess", "evidence/htaccess"),
        ("x\r\nSet-Cookie: a=b", "evidence/x Set-Cookie- a=b"),
        ("<img src=x onerror=alert(1)>.png", "evidence/-img src=x onerror=alert(1)-.png"),
        ("=cmd|'/C calc'!A0.csv", "evidence/C calc'!A0.csv"),
    ],
)
def test_a_name_stays_inside_and_looks_like_what_it_is(visitor: Visitor, office: Path, sent: str, kept: str) -> None:
    before = set(everything(office))
    answer = visitor.ask("PUT", PATH, b"bytes", X_File_Name=quote(sent, safe=""))
    assert answer.status == 200
    (name,) = set(listed(office)) - {"1405/ح/217"}
    assert name == kept
    assert "<img" not in answer.text
    new = {path for path in set(everything(office)) - before if "log" not in path}
    assert new - {f"rounds/{ROUND}/checklists.json"} == {f"rounds/{ROUND}/{name}"}


@pytest.mark.parametrize("sent", ["%", "%ff%fe", "x" * 4000, "%00" * 50, quote("ن" * 900)])
def test_a_name_that_is_none_is_made_one(visitor: Visitor, office: Path, sent: str) -> None:
    assert visitor.ask("PUT", PATH, b"bytes", X_File_Name=sent).status == 200
    name = next(n for n in listed(office) if n.startswith("evidence/"))
    assert len(Path(name).name.encode()) <= 120
    assert (folder(office) / name).read_bytes() == b"bytes"


def test_the_same_bytes_are_kept_once_and_other_bytes_never_over_them(visitor: Visitor, office: Path) -> None:
    for body in (b"one", b"one", b"two"):
        assert visitor.ask("PUT", PATH, body, X_File_Name="a.txt").status == 200
    assert [n for n in listed(office) if n.startswith("evidence/")] == ["evidence/a.txt", "evidence/a-2.txt"]
    assert (folder(office) / "evidence" / "a.txt").read_bytes() == b"one"


def test_an_empty_file_is_refused_by_its_name(visitor: Visitor, office: Path) -> None:
    before = everything(office)
    answer = visitor.ask("PUT", PATH, b"", Content_Length="0", X_File_Name="proof.pdf")
    assert answer.status == 422
    assert "proof.pdf" in answer.text
    assert "an empty file: 0 bytes" in answer.text
    assert "more than" not in answer.text
    assert everything(office) == before


def test_five_gigabytes_are_refused_by_their_length(visitor: Visitor, office: Path) -> None:
    """Before a byte of them is read."""
    before = everything(office)
    answer = visitor.ask("PUT", PATH, b"", Content_Length=str(5 * 2**30), X_File_Name="big.bin")
    assert answer.status == 422
    assert "more than 25 MB" in answer.text
    assert everything(office) == before


@pytest.mark.parametrize("length", ["-1", "1e9", "٥", "+5"])
def test_a_length_that_is_none_is_refused(visitor: Visitor, office: Path, length: str) -> None:
    before = everything(office)
    with socket.create_connection(("127.0.0.1", visitor.port)) as wire:
        head = f"PUT {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{visitor.port}\r\nCookie: {visitor.cookie}\r\n"
        head += f"Origin: http://127.0.0.1:{visitor.port}\r\nX-CSRF-Token: {visitor.csrf}\r\nX-File-Name: a\r\n"
        wire.sendall((head + f"Content-Length: {length}\r\nConnection: close\r\n\r\n").encode())
        assert wire.recv(64).split()[1] == b"400"
    assert everything(office) == before


def test_an_endless_upload_without_a_length_is_cut_off_at_the_limit(visitor: Visitor, office: Path) -> None:
    """It is never stored: what came until then is gone as well."""
    before = everything(office)
    limit, piece = open_office(office).desk().largest, b"\0" * 2**20
    connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
    connection.putrequest("PUT", PATH)
    usual = {"Cookie": visitor.cookie, "Origin": f"http://127.0.0.1:{visitor.port}", "X-CSRF-Token": visitor.csrf}
    for name, value in {**usual, "Transfer-Encoding": "chunked", "X-File-Name": "zero.bin"}.items():
        connection.putheader(name, value)
    connection.endheaders()
    chunk, sent = f"{len(piece):x}\r\n".encode() + piece + b"\r\n", 0
    with suppress(ConnectionError):  # the server listens no longer
        while sent < 40 * limit:
            connection.send(chunk)
            sent += len(piece)
    connection.close()
    assert sent < 8 * limit
    assert visitor.ask("GET", PATH).status == 200  # the others go on
    assert not halves(office)
    assert everything(office) == before


def test_an_upload_that_breaks_off_leaves_nothing(visitor: Visitor, office: Path) -> None:
    before = everything(office)
    with socket.create_connection(("127.0.0.1", visitor.port)) as wire:
        wire.sendall(_begun(visitor, 2_000_000) + b"x" * 500_000)
    for _try in range(200):
        if visitor.ask("GET", PATH).status == 200 and not halves(office):
            break
    assert everything(office) == before


def _begun(visitor: Visitor, length: int) -> bytes:
    return (
        f"PUT {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{visitor.port}\r\nCookie: {visitor.cookie}\r\n"
        f"Origin: http://127.0.0.1:{visitor.port}\r\nX-CSRF-Token: {visitor.csrf}\r\n"
        f"X-File-Name: half.pdf\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def test_a_server_killed_in_the_middle_of_an_upload_leaves_no_half_file_that_counts(office: Path) -> None:
    """What it left bears a name that nothing reads, and the next start takes it away; every answer is there."""
    before, answers = listed(office), (folder(office) / "answers.yaml").read_bytes()
    with web_server.process(office) as running:
        visitor = Visitor(running.port).enter(running.entrance)
        with socket.create_connection(("127.0.0.1", running.port)) as wire:
            wire.sendall(_begun(visitor, 9_000_000) + b"x" * 4_000_000)
            for _try in range(2000):
                if any(path.stat().st_size > 0 for path in halves(office)):
                    break
                assert visitor.ask("GET", "/static/icon.svg").status == 200
            assert halves(office), "nothing had arrived"
            running.process.kill()
            running.process.wait()
    assert listed(office) == before
    assert (folder(office) / "answers.yaml").read_bytes() == answers
    with web_server.served(office):
        assert not halves(office)
    assert listed(office) == before


def test_a_second_server_leaves_the_uploads_of_the_first_alone(office: Path, site: Site) -> None:
    half = folder(office) / f"{uploading.PREFIX}on-its-way"
    half.write_bytes(b"half")
    with web_server.served(office):
        assert half.exists()


def test_what_is_no_question_takes_no_file(visitor: Visitor, office: Path) -> None:
    before = everything(office)
    for path in ("/evidence/no.such", "/evidence/..%2f..%2fx", f"{PATH}?system=nobody"):
        assert visitor.ask("PUT", path, b"x", X_File_Name="a").status in (404, 422)
    assert visitor.ask("PUT", PATH, b"x", X_File_Name="a", Origin="http://evil.example").status == 403
    assert visitor.ask("POST", PATH, b"x").status == 405
    assert everything(office) == before


def test_an_arrival_goes_however_it_ends(tmp_path: Path) -> None:
    with files.Arrival(tmp_path, ".x-", 10) as arrival:
        arrival.add(b"0123456789")
        assert arrival.complete().read_bytes() == b"0123456789"
    assert not list(tmp_path.iterdir())
    with pytest.raises(BadInput), files.Arrival(tmp_path, ".x-", 10) as arrival:
        arrival.add(b"0123456789a")
    assert not list(tmp_path.iterdir())


def test_a_letter_holds_no_html(visitor: Visitor, office: Path) -> None:
    from urllib.parse import urlencode

    body = urlencode({"number": "<script>1</script>", "held_by": '"><img src=x>', "class": "=1+1"}).encode()
    answer = visitor.ask("POST", f"{PATH}/letter", body)
    assert answer.status == 200
    assert "<script>1" not in answer.text
    assert "<img" not in answer.text
    assert "<script>1</script>" in listed(office)
