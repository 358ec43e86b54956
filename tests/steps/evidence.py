"""Evidence: files and letters that prove answers, what is wrong with them, and the national codes in them."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from pytest_bdd import given, parsers, then, when

from compliance import clock
from compliance.persian import dates
from tests.steps.answering import WHO, entry, evidence_of, in_evidence_folder, records, run
from tests.steps.integrity import headquarters
from tests.steps.rounds import edit, in_force
from tests.steps.scene import Scene, whole

KIND = {
    "نبود مستند": "missing",
    "خالی‌بودن": "empty",
    "تغییر روی دیسک": "changed",
    "کهنگی": "too-old",
    "کاربرد بسیار": "shared",
    "ثبت‌نشدن": "not-sealed",
    "بی‌استفادگی": "unused",
}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def national_code(nine: str) -> str:
    """Return nine digits with the check digit of a national code, as the public rule has it."""
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
    return nine + str(rest if rest < 2 else 11 - rest)


CODE = national_code("001234567")


def zipped(path: Path, parts: dict[str, str]) -> None:
    """Write a package of XML parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')


def own(scene: Scene, name: str) -> Path:
    """Return a file outside the office."""
    return scene.base / name


@given(parsers.re(r"پروندهٔ متنی «(?P<name>[^»]+)» با کد ملی در سطر (?P<line>\d+) در خانهٔ کاربر هست"))
def text_with_code(scene: Scene, name: str, line: str) -> None:
    lines = ["گزارش"] * (whole(line) - 1) + [f"متقاضی: {CODE.translate(_PERSIAN)} مراجعه کرد"]
    own(scene, name).write_text("\n".join(lines) + "\n", "utf-8")


@given(parsers.re(r"جدول «(?P<name>[^»]+)» با کد ملی در ستون دوم سطر (?P<line>\d+) در خانهٔ کاربر هست"))
def csv_with_code(scene: Scene, name: str, line: str) -> None:
    lines = ["ردیف,کد,نام"] + ["1,—,—"] * (whole(line) - 2) + [f"2,{CODE[:3]}-{CODE[3:9]}-{CODE[9]},علی"]
    own(scene, name).write_text("\n".join(lines) + "\n", "utf-8")


@given(parsers.re(r"سند «(?P<name>[^»]+)» با کد ملی دو تکه در یک بند در خانهٔ کاربر هست"))
def docx_with_code(scene: Scene, name: str) -> None:
    runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in ("کد: ", CODE[:4], CODE[4:]))
    body = f'<w:document xmlns:w="{_WORD}"><w:body><w:p>{runs}</w:p></w:body></w:document>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    zipped(own(scene, name), {**_package(kind, "word/document.xml"), "word/document.xml": body})


@given(parsers.re(r"کارپوشهٔ «(?P<name>[^»]+)» با کد ملی عددی در خانهٔ B3 در خانهٔ کاربر هست"))
def xlsx_with_code(scene: Scene, name: str) -> None:
    code = national_code("123456789")
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>نام</t></is></c></row>'
        f'<row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>{code}</v></c></row></sheetData></worksheet>'
    )
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="کارکنان" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    relations = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": relations, "xl/worksheets/sheet1.xml": sheet}
    zipped(own(scene, name), {**_package(kind, "xl/workbook.xml"), **parts})


def _package(kind: str, main: str) -> dict[str, str]:
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_RELATIONS}/officeDocument" Target="{main}"/></Relationships>'
        ),
    }


@given(parsers.re(r"پروندهٔ «(?P<name>[^»]+)» از نوع PDF با کد ملی در صفحهٔ (?P<n>\d+) در خانهٔ کاربر هست"))
def pdf_with_code(scene: Scene, name: str, n: str) -> None:
    pages = [f"Report page {page}" for page in range(1, whole(n))] + [f"Applicant {CODE}"]
    own(scene, name).write_bytes(_pdf(pages))


def _pdf(pages: list[str]) -> bytes:
    """Return a PDF made by hand, one line of text a page."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, text in enumerate(pages):
        content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * i} 0 R >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    data, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>"
    )
    return data + f"{end}\nstartxref\n{len(data)}\n%%EOF\n".encode()


@given(parsers.re(r"تصویر «(?P<name>[^»]+)» در خانهٔ کاربر هست"))
def picture(scene: Scene, name: str) -> None:
    own(scene, name).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))


@given(parsers.re(r"پروندهٔ «(?P<name>[^»]+)» به اندازهٔ (?P<n>\d+) کیلوبایت در خانهٔ کاربر هست"))
def large(scene: Scene, name: str, n: str) -> None:
    own(scene, name).write_bytes(b"x" * 1024 * whole(n))


@given(parsers.re(r"پیوند «(?P<name>[^»]+)» به «(?P<target>[^»]+)» در خانهٔ کاربر هست"))
def link(scene: Scene, name: str, target: str) -> None:
    try:
        own(scene, name).symlink_to(own(scene, target))
    except OSError:  # Windows without the right to make links
        pytest.skip("this machine makes no symbolic links")


_AWKWARD = {"<بلند>": "گزارش" * 24, "<سطر>": "\n", "<راست‌به‌چپ>": "\u202e"}


@given(parsers.re(r"پرونده‌ای با نام ناجور «(?P<name>[^»]+)» در خانهٔ کاربر هست"))
def awkward(scene: Scene, name: str) -> None:
    for written, meant in _AWKWARD.items():
        name = name.replace(written, meant)
    scene.kept["awkward"] = own(scene, name)
    try:
        scene.kept["awkward"].write_text("متن\n", "utf-8")
    except OSError:  # Windows makes no file of such a name
        pytest.skip("this machine makes no file of this name")


@when(parsers.re(r"که پروندهٔ ناجور به «(?P<fact>[\w.-]+)» پیوست می‌شود"))
def attach_awkward(scene: Scene, fact: str) -> None:
    attach(scene, scene.kept["awkward"].name, fact)


@then(
    parsers.re(
        r"نام پیوست «(?P<fact>[\w.-]+)» در ویندوز پذیرفته، یک‌سطری و کوتاه است و پسوند «(?P<suffix>[\w.]*)» دارد"
    )
)
def tame(scene: Scene, fact: str, suffix: str) -> None:
    (piece,) = evidence_of(scene, fact)
    name = _name(piece).removeprefix("evidence/")
    assert (scene.round / "evidence" / name).read_bytes() == scene.kept["awkward"].read_bytes()
    assert len(name.encode()) <= 200
    assert name.endswith(suffix)
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f\u202a-\u202e\u2066-\u2069]', name), repr(name)
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name)
    assert not name.endswith((".", " "))


@when(parsers.re(r"که دستور مستندات «(?P<verb>\w+)» با «(?P<options>[^»]+)» اجرا می‌شود"))
def any_verb(scene: Scene, verb: str, options: str) -> None:
    run(scene, f"evidence {verb}", *shlex.split(options), "--json")


@given(parsers.re(r"ستاد مرکزی مستند را تا (?P<n>\d+) مگابایت می‌پذیرد"))
def cap(scene: Scene, n: str) -> None:
    edit(headquarters(scene) / "evidence.yaml", lambda plain: plain.update(maximum_mb=str(whole(n))))
    in_force(scene)


@given(parsers.re(r"ستاد مرکزی کاربرد یک مستند را تا (?P<n>\d+) قلم بی‌یادآوری می‌پذیرد"))
def shared_by(scene: Scene, n: str) -> None:
    edit(headquarters(scene) / "evidence.yaml", lambda plain: plain.update(shared_by=str(whole(n))))
    in_force(scene)


@given(parsers.re(r"«(?P<name>[^»]+)» به «(?P<fact>[\w.-]+)» پیوست شده است"))
@when(parsers.re(r"که «(?P<name>[^»]+)» به «(?P<fact>[\w.-]+)» پیوست می‌شود"))
def attach(scene: Scene, name: str, fact: str) -> None:
    run(scene, "evidence attach", fact, str(own(scene, name)), "--by", WHO, "--json")


@given(parsers.re(r"«(?P<name>[^»]+)» با گزینه‌های «(?P<options>[^»]+)» به «(?P<fact>[\w.-]+)» پیوست شده است"))
@when(parsers.re(r"که «(?P<name>[^»]+)» با گزینه‌های «(?P<options>[^»]+)» به «(?P<fact>[\w.-]+)» پیوست می‌شود"))
def attach_with(scene: Scene, name: str, options: str, fact: str) -> None:
    run(scene, "evidence attach", fact, str(own(scene, name)), "--by", WHO, "--json", *shlex.split(options))


@given(parsers.re(r"«(?P<name>[^»]+)» به هر یک از «(?P<facts>[^»]+)» پیوست شده است"))
def attach_to_all(scene: Scene, name: str, facts: str) -> None:
    for fact in facts.split("، "):
        attach(scene, name, fact)


@when(parsers.re(r"که «(?P<name>[^»]+)» به «(?P<fact>[\w.-]+)» به صورت متن پیوست می‌شود"))
def attach_as_text(scene: Scene, name: str, fact: str) -> None:
    run(scene, "evidence attach", fact, str(own(scene, name)), "--by", WHO)


@given(parsers.re(r"نامه‌ای با گزینه‌های «(?P<options>[^»]+)» به «(?P<fact>[\w.-]+)» پیوست شده است"))
@when(parsers.re(r"که نامه‌ای با گزینه‌های «(?P<options>[^»]+)» به «(?P<fact>[\w.-]+)» پیوست می‌شود"))
def attach_letter(scene: Scene, options: str, fact: str) -> None:
    run(scene, "evidence attach", fact, "--by", WHO, "--json", *shlex.split(options))


@when(parsers.re(r"که چیزی با گزینه‌های «(?P<options>[^»]*)» به «(?P<fact>[\w.-]+)» پیوست می‌شود"))
def attach_nothing(scene: Scene, options: str, fact: str) -> None:
    run(scene, "evidence attach", fact, *shlex.split(options))


@when(parsers.re(r"که مستندات( «(?P<fact>[\w.-]+)»)? فهرست می‌شود"))
def list_(scene: Scene, fact: str | None) -> None:
    run(scene, "evidence list", *([fact] if fact else []), "--json")


@when("که مستندات به صورت متن فهرست می‌شود")
def list_as_text(scene: Scene) -> None:
    run(scene, "evidence list")


@when("که مستندات بررسی می‌شود")
def check(scene: Scene) -> None:
    run(scene, "evidence check", "--json")


@when("که مستندات به صورت متن بررسی می‌شود")
def check_as_text(scene: Scene) -> None:
    run(scene, "evidence check")


@given(parsers.re(r"«(?P<name>[^»]+)» از «(?P<fact>[\w.-]+)» برداشته شده است"))
@when(parsers.re(r"که «(?P<name>[^»]+)» از «(?P<fact>[\w.-]+)» برداشته می‌شود"))
def remove(scene: Scene, name: str, fact: str) -> None:
    run(scene, "evidence remove", fact, name, "--by", WHO, "--json")


@when(parsers.re(r"که «(?P<name>[^»]+)» از «(?P<fact>[\w.-]+)» برداشته و پاک می‌شود"))
def delete(scene: Scene, name: str, fact: str) -> None:
    run(scene, "evidence remove", fact, name, "--delete", "--by", WHO, "--json")


@when(
    parsers.re(r"که «(?P<name>[^»]+)» در «(?P<fact>[\w.-]+)» با «(?P<new>[^»]+)» مورخ «(?P<day>[^»]+)» جایگزین می‌شود")
)
def replace(scene: Scene, name: str, fact: str, new: str, day: str) -> None:
    run(scene, "evidence replace", fact, name, str(own(scene, new)), "--date", day, "--by", WHO, "--json")


@when(parsers.re(r"که مستند( «(?P<name>[^»]+)»)? قلم «(?P<fact>[\w.-]+)» باز می‌شود"))
def open_(scene: Scene, monkeypatch: pytest.MonkeyPatch, name: str | None, fact: str) -> None:
    opened: list[tuple[str, bool]] = []

    def launch(url: str, wait: bool = False, locate: bool = False) -> int:
        opened.append((url, locate))
        return 0

    monkeypatch.setattr(click, "launch", launch)
    scene.kept["opened"] = opened
    run(scene, "evidence open", fact, *([name] if name else []))


@given(parsers.re(r"پروندهٔ «(?P<name>[^»]+)» در پوشهٔ مستندات به دست کسی تغییر کرده است"))
def changed(scene: Scene, name: str) -> None:
    (scene.round / name).write_text("متن دیگری\n", "utf-8")


@given(parsers.re(r"پروندهٔ «(?P<name>[^»]+)» در پوشهٔ مستندات خالی شده است"))
def emptied(scene: Scene, name: str) -> None:
    (scene.round / name).write_bytes(b"")


@given(parsers.re(r"پروندهٔ «(?P<name>[^»]+)» از پوشهٔ مستندات پاک شده است"))
def lost(scene: Scene, name: str) -> None:
    (scene.round / name).unlink()


@given(parsers.re(r"پروندهٔ «(?P<name>[^»]+)» به دست کسی در پوشهٔ مستندات گذاشته شده است"))
def put(scene: Scene, name: str) -> None:
    (scene.round / name).parent.mkdir(exist_ok=True)
    (scene.round / name).write_text(f"{name}\n", "utf-8")


@given(parsers.re(r"پروندهٔ خود پوشهٔ مستندات «(?P<name>[^»]+)» دوباره به «(?P<fact>[\w.-]+)» پیوست شده است"))
def attach_from_home(scene: Scene, name: str, fact: str) -> None:
    run(scene, "evidence attach", fact, str(scene.round / name), "--by", WHO, "--json")


@given(parsers.re(r"«(?P<name>[^»]+)» با تاریخ (?P<n>\d+) روز پیش به «(?P<fact>[\w.-]+)» پیوست شده است"))
def attach_dated(scene: Scene, name: str, n: str, fact: str) -> None:
    attach_with(scene, name, f"--date {dates.write(clock.today() - timedelta(whole(n)))}", fact)


@then(parsers.re(r"«(?P<name>[^»]+)» با همان بایت‌ها رونویسی و با کد درهم‌سازی خود ثبت شده است"))
def copied_and_sealed(scene: Scene, name: str) -> None:
    inside = scene.round / "evidence" / name
    data = own(scene, name).read_bytes()
    assert inside.read_bytes() == data
    assert not inside.is_symlink()
    assert not os.path.samefile(inside, own(scene, name))  # noqa: PTH121  says it plainer
    seal = [record for record in records(scene) if record.get("file") == f"evidence/{name}"][-1]
    assert (seal["sha256"], seal["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (seal["who"], seal["where"]) == (WHO, "evidence")
    (piece,) = scene.json["evidence"]
    assert (piece["sha256"], piece["bytes"]) == (seal["sha256"], seal["bytes"])


@then(parsers.re(r"تاریخ سند «(?P<day>[\d/]+)» و روز پیوست امروز است"))
def two_dates(scene: Scene, day: str) -> None:
    (piece,) = scene.json["evidence"]
    assert piece["date"] == day
    assert datetime.fromisoformat(piece["attached"]).date() == clock.today()


@then(parsers.re(r"پیوست «(?P<fact>[\w.-]+)» به ترتیب «(?P<names>[^»]+)» است"))
def listed(scene: Scene, fact: str, names: str) -> None:
    assert [_name(piece) for piece in evidence_of(scene, fact)] == names.split("، ")


def _name(piece: Any) -> str:
    return str(piece) if isinstance(piece, str) else str(piece.get("file") or piece.get("letter"))


@then(parsers.re(r"«(?P<fact>[\w.-]+)» تنها یک پیوست دارد"))
def one_listed(scene: Scene, fact: str) -> None:
    assert len(evidence_of(scene, fact)) == 1, evidence_of(scene, fact)


@then(parsers.re(r"«(?P<fact>[\w.-]+)» پیوستی ندارد"))
def none_listed(scene: Scene, fact: str) -> None:
    assert evidence_of(scene, fact) == []


@then(parsers.re(r"مستندات خروجی این‌هاست"))
def pieces_are(scene: Scene, datatable: list[list[str]]) -> None:
    keys = ("fact", "kind", "name", "date", "held_by", "class")
    found = [["—" if piece[key] is None else piece[key] for key in keys] for piece in scene.json["evidence"]]
    assert sorted(found) == sorted(datatable[1:])


@then(parsers.re(r"یافتهٔ «(?P<kind>[^»]+)» برای «(?P<facts>[^»]+)» دربارهٔ «(?P<name>[^»]+)» است"))
def finding(scene: Scene, kind: str, facts: str, name: str) -> None:
    found = [f for f in scene.json["findings"] if f["kind"] == KIND[kind]]
    assert len(found) == 1, scene.json["findings"]
    assert {key["fact"] for key in found[0]["facts"]} == (set() if facts == "—" else set(facts.split("، ")))
    assert (found[0]["name"] or "—") == name


@then(parsers.re(r"یافتهٔ «(?P<kind>[^»]+)» نیست"))
def no_finding(scene: Scene, kind: str) -> None:
    assert [f for f in scene.json["findings"] if f["kind"] == KIND[kind]] == []


@then("یافته‌ای نیست")
def nothing_found(scene: Scene) -> None:
    assert scene.json["findings"] == []
    assert scene.code == 0


@then(parsers.re(r"مسیر «(?P<name>[^»]+)» چاپ و خود پرونده باز شده است"))
def opened_itself(scene: Scene, name: str) -> None:
    path = str((scene.round / name).resolve())
    assert scene.output.strip() == path
    assert scene.kept["opened"] == [(path, False)]


@then(parsers.re(r"مسیر «(?P<name>[^»]+)» چاپ و تنها پوشهٔ آن باز شده است"))
def opened_folder(scene: Scene, name: str) -> None:
    path = str((scene.round / name).resolve())
    assert scene.output.strip() == path
    assert scene.kept["opened"] == [(path, True)]


@then("چیزی باز نشده است")
def not_opened(scene: Scene) -> None:
    assert scene.kept["opened"] == []


@then(parsers.re(r"کد ملی پوشیده در «(?P<place>[^»]+)» یادآوری می‌شود"))
def code_found(scene: Scene, place: str) -> None:
    (found,) = scene.json["national_codes"]
    assert place in found["place"]
    assert re.fullmatch("[0-9]{3}•{5}[0-9]{2}", found["shown"])
    assert found["shown"] in scene.errors
    assert "کد ملی هست" in scene.errors


@then("کد ملی در هیچ خروجی و در سابقه کامل نیامده است")
def code_hidden(scene: Scene) -> None:
    log = (scene.round / "log.jsonl").read_text("utf-8")
    for text in (scene.output, scene.errors, log):
        assert CODE not in text
        assert CODE.translate(_PERSIAN) not in text


@then("کد ملی یادآوری نمی‌شود")
def no_code(scene: Scene) -> None:
    assert scene.json["national_codes"] == []
    assert "کد ملی هست" not in scene.errors


@then(parsers.re(r"گفته می‌شود که «(?P<name>[^»]+)» جست‌وجو نشده است"))
def unsearched(scene: Scene, name: str) -> None:
    assert scene.json["unsearched"]
    assert f"جست‌وجو نشد: «{name}»" in scene.errors


@then("پاسخ‌ها و مستندات همان است که بود و چیزی در سابقه نیست")
def refused(scene: Scene) -> None:
    assert scene.answers.read_bytes() == scene.before["rounds/1405-2/answers.yaml"]
    assert records(scene) == []
    assert in_evidence_folder(scene) == []


@then("در پوشهٔ مستندات پروندهٔ نیمه‌کاره‌ای نیست")
def no_halves(scene: Scene) -> None:
    assert not [name for name in in_evidence_folder(scene) if name.startswith(".")]


@then(parsers.re(r"«(?P<fact>[\w.-]+)» همچنان بی‌پاسخ است"))
def still_open(scene: Scene, fact: str) -> None:
    assert set(entry(scene, fact)) <= {"evidence"}
