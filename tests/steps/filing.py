"""What an office files with headquarters: keys, the question, the seal, and what was done to a filing on its way."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytest_bdd import given, parsers, then, when

from compliance import files
from compliance.filing import keys, seals
from compliance.office import filings
from tests import filed
from tests.steps.answering import call
from tests.steps.evidence import CODE
from tests.steps.scene import Scene, whole

ID = "bushehr-civil-registry"
PDF = """\
%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length {length}>>stream
{stream}
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


def zip_of(scene: Scene) -> Path:
    """Return where the filing of the round lies."""
    return scene.office / "filings" / f"{ID}.1405-2.zip"


def verify(scene: Scene, *more: str) -> dict[str, Any]:
    """Verify the filing with the office's key, and return the checks by subject."""
    enrolment = str(scene.office / "keys" / "enrolment.json")
    scene.run("verify", str(zip_of(scene)), "--key", enrolment, "--json", *more)
    return {check["subject"]: check for check in scene.json["checks"]}


def file(scene: Scene, *more: str) -> None:
    """File without being asked."""
    scene.run("file", str(scene.office), "--yes", "--json", *more)


@given(parsers.re(r"کلید (?P<whose>اداره|مدیرکل) با گذرواژهٔ «(?P<password>[^»]+)» ساخته شده است"))
def made_key(scene: Scene, whose: str, password: str) -> None:
    scene.environment["COMPLIANCE_PASSWORD"] = password
    scene.run("keys", "new", str(scene.office), "--role", "office" if whose == "اداره" else "director")
    assert scene.code == 0, scene.errors


@given("پروندهٔ ارسالی ساخته شده است")
@when("که پروندهٔ ارسالی دوباره ساخته می‌شود")
def filed_before(scene: Scene) -> None:
    file(scene)
    assert scene.code == 0, scene.errors
    scene.kept.setdefault("filed", []).append(scene.json)


@when("که پروندهٔ ارسالی ساخته می‌شود")
def file_it(scene: Scene) -> None:
    file(scene)


@when(parsers.re(r"که پروندهٔ ارسالی خواسته و با «(?P<word>[^»]+)» پاسخ داده می‌شود"))
def asked(scene: Scene, word: str) -> None:
    call(scene, "file", str(scene.office), keyboard=io.BytesIO(f"{word}\n".encode()))


@given(parsers.re(r"مستند «(?P<fact>[^»]+)» پروندهٔ (?P<kind>\w+) با کد ملی است"))
def evidence_with_code(scene: Scene, fact: str, kind: str) -> None:
    path = scene.base / f"list.{kind}"
    _with_code(path, kind)
    scene.run("evidence", "attach", str(scene.office), fact, str(path))
    assert scene.code == 0, scene.errors


def _with_code(path: Path, kind: str) -> None:
    if kind == "docx":
        import docx

        document = docx.Document()
        document.add_paragraph(f"کد ملی {CODE}")
        document.save(str(path))
    elif kind == "xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        assert book.active is not None
        book.active["B2"] = CODE
        book.save(path)
        book.close()
    elif kind == "pdf":
        stream = f"BT /F 12 Tf 20 200 Td ({CODE}) Tj ET"
        path.write_text(PDF.format(length=len(stream), stream=stream))
    else:
        path.write_text(f"name,code\nx,{CODE}\n", "utf-8")


@then(parsers.re(r"پیش از پرسش کد ملی پوشیده در پروندهٔ (?P<kind>\w+) گفته شده است"))
def code_told(scene: Scene, kind: str) -> None:
    shown = f"{CODE[:3]}•••••{CODE[-2:]}"
    assert CODE not in scene.output
    line = next(line for line in scene.output.splitlines() if shown in line)
    assert f"evidence/list.{kind}" in line
    assert scene.output.index(shown) < len(scene.output) - len("؟")
    assert not zip_of(scene).exists()


@given(parsers.re(r"مستند «(?P<fact>[^»]+)» پیوست شده و سپس تغییر کرده است"))
def changed_evidence(scene: Scene, fact: str) -> None:
    path = scene.round / "evidence" / "website-https.txt"
    scene.run("evidence", "attach", str(scene.office), fact, str(path))
    assert scene.code == 0, scene.errors
    path.write_text("متنی دیگر", "utf-8")


@given("شمار جلسه‌های کمیته صفر گفته شده است")
def no_meetings(scene: Scene) -> None:
    text = scene.answers.read_text("utf-8")
    changed = re.sub(r"(committee\.meetings:\n    value: )\d+", r"\g<1>0", text)
    assert changed != text
    scene.answers.write_text(changed, "utf-8")


@then("هر دو ایراد با جای خود آمده است")
def both_problems(scene: Scene) -> None:
    found = {problem["file"]: problem["line"] for problem in scene.json["problems"]}
    assert found[str(scene.round / "evidence" / "website-https.txt")] is None
    assert found[str(scene.answers)]


@then("پروندهٔ ارسالی‌ای نوشته نشده است")
def nothing_filed(scene: Scene) -> None:
    assert not (scene.office / "filings").exists()
    assert filings.read(scene.round) == []


@then(parsers.re(r"پروندهٔ «(?P<name>[^»]+)» ارسالی اداره است"))
def is_filed(scene: Scene, name: str) -> None:
    assert zip_of(scene).name == name
    assert zip_of(scene).exists()


@then(parsers.re(r"دوره (?P<n>\d+) پروندهٔ ارسالی را به یاد دارد"))
def remembered(scene: Scene, n: str) -> None:
    found = filings.read(scene.round)
    assert len(found) == whole(n)
    assert found[-1].sha256 == files.digest(zip_of(scene))[0]


@then("بررسی پروندهٔ ارسالی با کلید اداره درست است")
def holds(scene: Scene) -> None:
    verify(scene)
    assert scene.code == 0
    assert scene.json["good"]


@then("پروندهٔ تازه SHA-256 پروندهٔ پیشین را نام می‌برد")
def names_the_one_before(scene: Scene) -> None:
    first, second = scene.kept["filed"]
    assert second["previous"] == first["sha256"]


@then(parsers.re(r"پروندهٔ پیشین با نام «(?P<name>[^»]+)» کنار گذاشته شده است"))
def put_aside(scene: Scene, name: str) -> None:
    assert files.digest(scene.office / "filings" / name)[0] == scene.kept["filed"][0]["sha256"]


@given("صفحهٔ امضا نوشته شده است")
def page_to_sign(scene: Scene) -> None:
    scene.run("file", str(scene.office), "--paper", str(scene.base / "page.md"))
    assert scene.code == 0, scene.errors


@when(parsers.re(r"که پروندهٔ ارسالی با نامهٔ «(?P<number>[^»]+)» و تصویر آن صفحه ساخته می‌شود"))
def filed_by_letter(scene: Scene, number: str) -> None:
    (scene.base / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\nsigned")
    file(scene, "--letter", number, "--letter-date", "1405/09/01", "--page", str(scene.base / "scan.png"))
    assert scene.code == 0, scene.errors


@then("کد اصالت پرونده روی آن صفحه چاپ شده است")
def same_code(scene: Scene) -> None:
    code = scene.json["code"][:16]
    assert "-".join(code[at : at + 4] for at in range(0, 16, 4)) in (scene.base / "page.md").read_text("utf-8")


@then("بررسی با تصویر آن صفحه تأیید مدیرکل را درست می‌داند")
def page_holds(scene: Scene) -> None:
    assert verify(scene, "--page", str(scene.base / "scan.png"))["director"]["outcome"] == "good"


@then("بررسی با تصویر صفحه‌ای دیگر نه پرونده را نادرست می‌داند و نه تأیید مدیرکل را درست")
def other_page(scene: Scene) -> None:
    director = verify(scene, "--page", str(scene.base / "page.md"))["director"]
    assert (scene.code, scene.json["verdict"]) == (1, "cannot-tell")
    assert (director["outcome"], director["reason"]) == ("cannot-tell", "evidence-changed")
    assert director["seen"] != director["expected"]


@when("که پروندهٔ ارسالی با کلید مدیرکل ساخته می‌شود")
def filed_by_director(scene: Scene) -> None:
    file(scene, "--director-key", str(scene.office / "keys" / f"{ID}.director.key"))
    assert scene.code == 0, scene.errors


@when("که پروندهٔ ارسالی با کلید مدیرکل به جای کلید اداره ساخته می‌شود")
def filed_with_the_wrong_key(scene: Scene) -> None:
    file(scene, "--key", str(scene.office / "keys" / f"{ID}.director.key"))


@then("بررسی با هر دو کلید همه را درست می‌داند")
def both_hold(scene: Scene) -> None:
    checks = verify(scene, "--director-key", str(scene.office / "keys" / "enrolment.director.json"))
    assert {check["outcome"] for check in checks.values()} == {"good"}


@then("کلید اداره به جای کلید مدیرکل پذیرفته نمی‌شود")
def office_key_is_not_the_directors(scene: Scene) -> None:
    file(scene, "--director-key", str(scene.office / "keys" / f"{ID}.office.key"))
    assert scene.code == 3
    assert scene.json["problems"][0]["file"].endswith(f"{ID}.office.key")


KEYS = {
    "کلید مدیرکل به جای اداره": ["--key", "keys/enrolment.director.json"],
    "کلید تازه به جای پیشین": ["--key", "keys/enrolment.json"],
    "هیچ کلیدی": [],
}


@when(parsers.re(r"که پروندهٔ ارسالی با (?P<which>کلید .+|هیچ کلیدی) بررسی می‌شود"))
def verified_with(scene: Scene, which: str) -> None:
    if which == "کلید تازه به جای پیشین":
        scene.run("keys", "rotate", str(scene.office))
        assert scene.code == 0, scene.errors
    options = [str(scene.office / one) if "/" in one else one for one in KEYS[which]]
    scene.run("verify", str(zip_of(scene)), *options, "--json")


@then(parsers.re(r"حکم بررسی «(?P<verdict>[^»]+)» است"))
def has_verdict(scene: Scene, verdict: str) -> None:
    assert (scene.json["verdict"], scene.json["good"]) == (verdict, False)


@then("هیچ بررسی‌ای نادرست نیست")
def nothing_bad(scene: Scene) -> None:
    assert "bad" not in {check["outcome"] for check in scene.json["checks"]}


@when("که پروندهٔ ارسالی با پوشه‌هایش از نو بسته‌بندی می‌شود")
def packed_anew(scene: Scene) -> None:
    with zipfile.ZipFile(zip_of(scene)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    zip_of(scene).write_bytes(filed.zipped([("evidence/", b""), *parts]))


@when(parsers.re(r"که امتیاز اظهارشده «(?P<one>[\d.]+)» به «(?P<other>[\d.]+)» تغییر می‌کند و از نو مُهر می‌شود"))
def sealed_anew(scene: Scene, one: str, other: str) -> None:
    with zipfile.ZipFile(zip_of(scene)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts["declaration.json"].replace(f'"score":"{one}"'.encode(), f'"score":"{other}"'.encode())
    assert content != parts["declaration.json"]
    key = keys.secret(scene.office / "keys" / f"{ID}.office.key", scene.environment["COMPLIANCE_PASSWORD"])
    seal = seals.made(content, key, seals.comment(ID, "1405-2", filed.TIME, "office"))
    zip_of(scene).write_bytes(filed.zipped({**parts, "declaration.json": content, "declaration.json.minisig": seal}))


@then(parsers.re(r"بررسی امتیاز اظهارشدهٔ (?P<one>[\d.]+) و محاسبه‌شدهٔ (?P<other>[\d.]+) را نشان می‌دهد"))
def both_scores(scene: Scene, one: str, other: str) -> None:
    (score,) = verify(scene)["scores"]["scores"]
    assert scene.code == 1
    assert (score["declared"], score["computed"]) == (float(one), float(other))


def _answer(parts: dict[str, bytes]) -> dict[str, bytes]:
    content = parts["declaration.json"]
    return {**parts, "declaration.json": content.replace(b'"value":"1"', b'"value":"0"', 1)}


def _evidence(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {**parts, "evidence/website-https.txt": b"another"}


def _without(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda parts: {key: content for key, content in parts.items() if key != name}


def _other_round(scene: Scene, parts: dict[str, bytes]) -> dict[str, bytes]:
    key = keys.secret(scene.office / "keys" / f"{ID}.office.key", scene.environment["COMPLIANCE_PASSWORD"])
    seal = seals.made(parts["declaration.json"], key, seals.comment(ID, "1404-1", filed.TIME, "office"))
    return {**parts, "declaration.json.minisig": seal}


CHANGES: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "پاسخی عوض می‌شود": _answer,
    "مستندی عوض می‌شود": _evidence,
    "مستندی برداشته می‌شود": _without("evidence/website-https.txt"),
    "مستندی افزوده می‌شود": lambda parts: {**parts, "evidence/more.txt": b"x"},
    "اظهارنامه برداشته می‌شود": _without("declaration.json"),
    "نامی به بیرون می‌رسد": lambda parts: {**parts, "evidence/../../x": b"x"},
}


@when(parsers.re(r"که در پروندهٔ ارسالی (?P<change>.+)"))
def changed_on_its_way(scene: Scene, change: str) -> None:
    path = zip_of(scene)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if change == "پایان آن بریده می‌شود":
        path.write_bytes(path.read_bytes()[:-30])
    elif change == "اظهارنامه دو بار می‌آید":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # zipfile's own, about the name
            path.write_bytes(filed.zipped([*parts.items(), ("declaration.json", b"{}")]))
    elif change == "مُهر دورهٔ دیگری گذاشته می‌شود":
        path.write_bytes(filed.zipped(_other_round(scene, parts)))
    else:
        path.write_bytes(filed.zipped(CHANGES[change](parts)))


@then(parsers.re(r"بررسی با کلید اداره آن را با علت «(?P<reason>[^»]+)» نادرست می‌داند"))
def turned_away(scene: Scene, reason: str) -> None:
    checks = verify(scene)
    assert scene.code == 1
    assert not scene.json["good"]
    assert {check["reason"] for check in checks.values()} - {None} == {reason}
