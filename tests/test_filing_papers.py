"""The papers of a filing: one A4 page each, the code and the fingerprint on them as in the file, in both languages."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from compliance import language
from compliance.filing import keys, record
from compliance.model.filing import Enrolment, Entered, SelfScore
from compliance.model.office import Value
from compliance.persian import marks
from compliance.persian.letters import ascii_digits
from compliance.report import filing_paper
from compliance.report.screens import enrolments
from compliance.usecases import filing, filing_papers
from compliance.usecases.opening import Opened, open_office
from tests import filed
from tests.conftest import ROOT, Run

sys.path.insert(0, str(ROOT / "tools"))
messages = pytest.importorskip("messages")

LONG = "ادارهٔ کل هماهنگی امور اقتصادی، برنامه‌ریزی، توسعهٔ دولت الکترونیک و هوشمندسازی خدمات اداری استان (معاونت توسعه)"
A4 = (595, 842)


@pytest.fixture
def long(office: Path) -> Opened:
    """The example office under a name that takes three lines."""
    path = office / "office.yaml"
    text = re.sub(r"(?m)^  fa: .*", f"  fa: {LONG}", path.read_text("utf-8"), count=1)
    path.write_text(
        re.sub(r"(?m)^  en: .*", f"  en: {'General Directorate of Affairs ' * 5}", text, count=1), "utf-8"
    )
    return open_office(office)


def pages(path: Path) -> list[str]:
    """Return the text of each page of a PDF, which all are A4."""
    import pypdfium2

    document = pypdfium2.PdfDocument(io.BytesIO(path.read_bytes()))
    found = []
    for page in document:
        assert tuple(round(side) for side in page.get_size()) == A4
        text = page.get_textpage()
        found.append(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return found


def _read_backwards(word: str) -> str:
    """Return a Latin word as a reader of PDF gives it back from a Persian line: its parts from the right."""
    parts = re.findall(r"[0-9]+(?=[a-z])|[a-z0-9]+|[^a-z0-9]", word)
    return "".join(reversed(parts))


def enrolment(role: str) -> Enrolment:
    line = filed.pair().public_key.to_base64().decode()
    return Enrolment(filed.FILER._replace(name_fa=LONG), role, line, "1405/09/07", "0123456789abcdef")


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("role", ["office", "director"])
def test_the_form_of_a_key_is_one_page_with_its_fingerprint_to_read_aloud(
    long: Opened, tmp_path: Path, lang: str, role: str
) -> None:
    language.use(lang)
    made = enrolment(role)
    filing_papers.write_form(long, made, tmp_path / "form.pdf")
    (text,) = pages(tmp_path / "form.pdf")
    groups = keys.grouped(keys.fingerprint(made.key)).split(" ")
    places = [text.index(group) for group in groups]
    assert len(groups) == 8
    assert places == sorted(places)
    for word in (
        made.office.id,
        "0123456789ABCDEF",
        keys.number(made.key),
        "enrolment.json" if role == "office" else "enrolment.director.json",
    ):
        plain = word.lower()
        assert plain in text.lower() or _read_backwards(plain) in text.lower()


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_page_to_sign_is_one_page_however_many_systems_are_entered(
    long: Opened, tmp_path: Path, lang: str
) -> None:
    language.use(lang)
    prepared = filing.prepare(long)
    systems = tuple(Entered(f"system-{n}", f"سامانهٔ {LONG} {n}", "G2G") for n in range(40))
    more = tuple(SelfScore("award-system", 47250, 10000, system.id) for system in systems)
    out = tuple(
        entry._replace(value=Value(None, not_applicable=f"{LONG} {n}")) if n < 30 else entry
        for n, entry in enumerate(prepared.declaration.values)
    )
    plan = {"actions": [{}] * 80, "requests": [""] * 20, "approved": {"by": LONG}}
    scores = (*prepared.declaration.scores[:3], *more)
    declared = prepared.declaration._replace(systems=systems, scores=scores, values=out, plan=plan)
    prepared = prepared._replace(declaration=declared, code=record.code(declared))
    filing_papers.write_declaration(long, prepared, tmp_path / "page.pdf")
    (text,) = pages(tmp_path / "page.pdf")
    assert filing_paper.short(prepared.code) in text
    assert "31" in ascii_digits(text)


@pytest.mark.parametrize("kind", filing_papers.PAPERS)
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_every_format_bears_the_code(run: Run, office: Path, tmp_path: Path, kind: str, lang: str) -> None:
    path = tmp_path / f"page.{kind}"
    assert run("file", office, "--paper", path, lang=lang).exit_code == 0
    code = filing_paper.short(filing.prepare(open_office(office)).code)
    raw = path.read_bytes()
    if kind == "docx":
        import docx

        document = docx.Document(str(path))
        text = "".join(t.text or "" for t in document.element.iter() if str(t.tag).endswith("}t"))
    elif kind == "pdf":
        text = "".join(pages(path))
    else:
        text = raw.decode()
    assert code in text


@pytest.mark.parametrize("name", ["page.txt", "page", "page.xlsx", "page.json"])
def test_a_paper_of_another_kind_is_refused_before_anything_is_done(
    run: Run, office: Path, tmp_path: Path, name: str
) -> None:
    result = run("file", office, "--paper", tmp_path / name)
    assert result.exit_code == 3
    assert ".pdf, .docx, .html, .md" in result.stderr
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("mode", ["plain", "bidi", "visual"])
def test_the_fingerprint_stays_in_order_on_every_console(mode: str) -> None:
    language.use("fa")
    made = enrolment("office")
    parts = enrolments.Parts(Path("k.key"), Path("enrolment.json"), None, None)
    shown = enrolments.sheet(made, parts).render(mode, 120)  # type: ignore[arg-type]  # one of its words
    assert keys.grouped(keys.fingerprint(made.key)) in shown


@pytest.mark.parametrize("right_to_left", [True, False])
def test_a_fingerprint_whose_first_groups_have_no_letter_is_one_run(right_to_left: bool) -> None:
    groups = "35266234 62289036 71748e98 669e4475 46526d49 55e0fee2 f0aae8f2 94657072"
    assert groups in marks.visual(f"اثرانگشت: {groups}", True)
    assert groups in marks.isolate_runs(f"اثرانگشت: {groups} است" if right_to_left else groups)


def test_a_seal_is_never_called_a_signature() -> None:
    said = {m.id: m.string for m in messages.translated() if m.id and re.search(r"\bseal", str(m.id), re.IGNORECASE)}
    assert len(said) > 3
    assert not [text for text in said.values() if "امضای الکترونیک" in text or "امضای دیجیتال" in text]
