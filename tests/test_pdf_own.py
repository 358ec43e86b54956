"""What an office adds to its PDFs: an emblem that is a plain picture, and templates that read nothing else."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance import language
from compliance.errors import BadInput
from compliance.language import _
from compliance.report import write
from compliance.report.document import Document
from tests import documents, pdfs
from tests.conftest import ROOT
from tests.pictures import png_of

Of = Callable[..., tuple[Document, bytes]]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18" fill="#0b6e69"/></svg>'


def with_emblem(document: Document, path: Path, content: str | bytes) -> Document:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return document._replace(emblem=path)


def test_an_emblem_may_have_gradients_of_its_own(of: Of, tmp_path: Path) -> None:
    document, _data = of("approved", "en", "brief")
    gradient = '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs><circle'
    svg = SVG.replace("<circle", gradient).replace('fill="#0b6e69"', "fill=\"url('#a')\"")
    assert write(with_emblem(document, tmp_path / "emblem.svg", svg), "pdf").startswith(b"%PDF")


def test_only_a_signed_paper_bears_the_emblem(tmp_path: Path) -> None:
    for form, borne in (("approved", 1), ("planned", 0)):
        office = documents.office(form, tmp_path)
        (office / "templates").mkdir()
        (office / "templates" / "emblem.svg").write_text(SVG, "utf-8")
        output = tmp_path / f"{form}.pdf"
        documents.run("report", office, "--part", "plan", "--output", output, "--lang", "fa")
        language.use("fa")
        alternatives = [tag.alternative for tag in pdfs.tags(output.read_bytes()) if tag.role == "Figure"]
        assert alternatives.count(_("emblem of the office")) == borne, form


HOSTILE = {
    "script": SVG.replace("<circle", "<script>alert(1)</script><circle"),
    "outside": SVG.replace("<circle", '<image href="https://example.ir/x.png" width="9" height="9"/><circle'),
    "file": SVG.replace("<circle", '<image href="/etc/passwd" width="9" height="9"/><circle'),
    "entities": '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SVG,
    "handler": SVG.replace("<circle", '<circle onload="x()"'),
    "style": SVG.replace("<circle", "<style>@import 'https://example.ir/x.css';</style><circle"),
    "paint": SVG.replace('fill="#0b6e69"', 'fill="url(https://example.ir/#a)"'),
    "copies": SVG.replace("<circle", '<use href="#a"/>' * 60 + "<circle"),
    "cut": SVG[:60],
    "text": "no picture",
    "other": "<html xmlns='http://www.w3.org/1999/xhtml'><p/></html>",
    "bytes": b"\xff\xfe<\x00s\x00",
    "empty": "",
}


@pytest.mark.parametrize("fault", sorted(HOSTILE))
def test_an_emblem_that_is_no_plain_picture_is_refused_by_its_name(of: Of, tmp_path: Path, fault: str) -> None:
    document, _data = of("approved", "en", "brief")
    with pytest.raises(BadInput) as refused:
        write(with_emblem(document, tmp_path / "emblem.svg", HOSTILE[fault]), "pdf")
    assert [problem.file for problem in refused.value.problems] == [str(tmp_path / "emblem.svg")]


@pytest.mark.parametrize("content", [b"", b"text", bytes(40)])
def test_a_png_that_is_none_or_far_too_large_is_refused_by_its_name(of: Of, tmp_path: Path, content: bytes) -> None:
    document, _data = of("approved", "en", "brief")
    page = pdfs.opened(of("approved", "en", "brief")[1])[0]
    png = png_of(page, 0.2)
    assert write(with_emblem(document, tmp_path / "emblem.png", png), "pdf").startswith(b"%PDF")
    huge = png[:16] + (100_000).to_bytes(4, "big") * 2 + png[24:]
    for bad in (content, huge, png[: len(png) // 2]):
        with pytest.raises(BadInput) as refused:
            write(with_emblem(document, tmp_path / "emblem.png", bad), "pdf")
        assert refused.value.problems[0].file == str(tmp_path / "emblem.png")


def own(document: Document, folder_: Path, name: str, text: str) -> Document:
    """Return a document of an office with a template of its own."""
    folder_.mkdir(exist_ok=True)
    (folder_ / name).write_text(text, "utf-8")
    return document._replace(templates=folder_)


def test_an_office_changes_the_template_without_touching_code(of: Of, tmp_path: Path) -> None:
    document, _data = of("planned", "en", "brief")
    shipped = (ROOT / "templates" / "report.typ").read_text("utf-8")
    mine = own(document, tmp_path, "report.typ", shipped.replace("doc.office)\n", 'doc.office + " (our own)")\n'))
    assert "(our own)" in pdfs.texts(write(mine, "pdf"))[0]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("report.typ", "= Title\n#let x = (\n", 2),
        ("report.typ", '#set document(title: "x")\n\n#json("document.json").nothing\n', 3),
        ("blocks.typ", "#let ink = 1\n#let x = 1 + [a]\n", 2),
        ("report.typ", '\n#read("/etc/passwd")', 2),
        ("report.typ", '\n#read("../office.yaml")', 2),
        ("report.typ", '\n\n#import "@preview/cetz:0.3.0": *', 3),
    ],
)
def test_a_mistake_in_a_template_is_told_with_file_and_line(
    of: Of, tmp_path: Path, name: str, text: str, line: int
) -> None:
    document, _data = of("planned", "en", "brief")
    (tmp_path / "office.yaml").write_text("secret", "utf-8")
    with pytest.raises(BadInput) as refused:
        write(own(document, tmp_path / "templates", name, text), "pdf")
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == (str(tmp_path / "templates" / name), line)
    assert "secret" not in problem.seen


def test_a_package_is_never_fetched(of: Of, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document, _data = of("planned", "en", "brief")
    called = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with contextlib.suppress(OSError):
                while True:
                    server.accept()[0].close()
                    called.append(True)

        threading.Thread(target=answer, daemon=True).start()
        way_out = f"http://127.0.0.1:{server.getsockname()[1]}"
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, way_out)
        with pytest.raises(BadInput) as refused:
            write(own(document, tmp_path / "templates", "report.typ", '#import "@preview/cetz:0.3.0": *'), "pdf")
        server.shutdown(socket.SHUT_RDWR)
    assert refused.value.problems[0].expected == _(
        "a template that needs nothing but itself; packages are not fetched"
    )
    assert not called
    assert os.environ["HTTPS_PROXY"] == way_out
