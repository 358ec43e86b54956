"""Surveys of service users: forms, answers brought in, and what they come to. All answers are invented."""

from __future__ import annotations

from pathlib import Path

from pytest_bdd import given, parsers, then, when

from compliance.office.survey import responses
from tests import surveyed
from tests.steps.scene import Scene, plain_yaml, whole


def folder(scene: Scene) -> Path:
    """Return where the survey of the round lies."""
    return scene.round / responses.FOLDER


@given("نظرسنجی ساخته شده است")
@when("که نظرسنجی ساخته می‌شود")
def lay_down(scene: Scene) -> None:
    scene.run("survey", "new", str(scene.office))


@given(parsers.re(r"در پرسشنامهٔ اداره «(?P<old>[^»]+)» به «(?P<new>[^»]+)» بدل شده است"))
def reworded(scene: Scene, old: str, new: str) -> None:
    own = folder(scene) / "survey.yaml"
    text = own.read_text("utf-8")
    assert old in text
    own.write_text(text.replace(old, new), "utf-8")


@given(parsers.re(r"فایلی با (?P<count>\S+) پاسخنامهٔ ساختگی"))
def file_of_sheets(scene: Scene, count: str) -> None:
    (scene.base / "answers.csv").write_bytes(surveyed.as_csv(surveyed.sheets(whole(count))))


@given("فایلی با این پاسخنامه‌ها")
def file_of_rows(scene: Scene, datatable: list[list[str]]) -> None:
    heads, *rows = datatable
    surveyed.written(scene.base / "answers.csv", [dict(zip(heads, row, strict=True)) for row in rows])


@given("این شمار پاسخ وارد شده است")
def brought_in(scene: Scene, datatable: list[list[str]]) -> None:
    levels = [whole(level) for level, times in datatable[1:] for _time in range(whole(times))]
    folder(scene).mkdir()
    made = surveyed.as_csv([surveyed.sheet(number, level) for number, level in enumerate(levels)])
    (folder(scene) / responses.FILE).write_bytes(made)


@given(parsers.re(r"اداره به «(?P<fact>[^»]+)» پاسخ «(?P<text>[^»]+)» نوشته است"))
def person_answered(scene: Scene, fact: str, text: str) -> None:
    scene.answer([[], [fact, f"value: {text}"]])


@when("که فایل پاسخ‌ها وارد می‌شود")
@when(parsers.re(r"که فایل پاسخ‌ها با گزینه‌های «(?P<options>[^»]+)» وارد می‌شود"))
def bring_in(scene: Scene, options: str = "") -> None:
    path = str(scene.base / "answers.csv")
    scene.run("survey", "import", str(scene.office), path, "--yes", "--json", *options.split())


@when("که نتیجهٔ نظرسنجی خواسته می‌شود")
@when(parsers.re(r"که نتیجهٔ نظرسنجی با گزینه‌های «(?P<options>[^»]+)» خواسته می‌شود"))
def ask_result(scene: Scene, options: str = "") -> None:
    scene.run("survey", "result", str(scene.office), "--json", *options.split())


@then(parsers.re(r"در پوشهٔ نظرسنجی «(?P<names>[^»]+)» هست"))
def there_are(scene: Scene, names: str) -> None:
    assert set(names.split("، ")) <= {path.name for path in folder(scene).iterdir()}


@then("پرسشنامهٔ نظرسنجی خود را پیشنهادی می‌خواند")
def says_it_is_proposed(scene: Scene) -> None:
    plain = plain_yaml(folder(scene) / "survey.yaml")
    assert (plain["status"], plain["basis"]) == ("proposed", {"kind": "proposed"})


@then(parsers.re(r"فرم وب «(?P<text>[^»]+)» را دارد"))
def page_has(scene: Scene, text: str) -> None:
    assert text in (folder(scene) / "form.html").read_text("utf-8")


@then("پاسخنامه‌ای نگه داشته نشده است")
def nothing_kept(scene: Scene) -> None:
    assert not (folder(scene) / responses.FILE).exists()


@then(parsers.re(r"پاسخنامه‌های نگه‌داشته «(?P<first>[^»]+)» و «(?P<second>[^»]+)» را ندارند"))
def kept_without(scene: Scene, first: str, second: str) -> None:
    text = (folder(scene) / responses.FILE).read_text("utf-8")
    assert "•••" in text
    assert first not in text
    assert second not in text


@then(parsers.re(r"اداره به «(?P<fact>[^»]+)» پاسخی نداده است"))
def unanswered(scene: Scene, fact: str) -> None:
    assert fact not in scene.read_answers()


@then(parsers.re(r"اداره به «(?P<fact>[^»]+)» پاسخ «(?P<text>[^»]+)» داده است"))
def answered(scene: Scene, fact: str, text: str) -> None:
    assert scene.read_answers()[fact]["value"] == text


@then(parsers.re(r"یادداشت پاسخ «(?P<fact>[^»]+)» شمار «(?P<count>[^»]+)» را دارد"))
def note_has(scene: Scene, fact: str, count: str) -> None:
    assert scene.read_answers()[fact]["note"].count(count) == 2  # the sample's size, and the words of caution


@then("گزارش نتیجه در پوشهٔ مستندات است")
def report_is_evidence(scene: Scene) -> None:
    (piece,) = scene.read_answers()["people.satisfaction"]["evidence"]
    assert (scene.round / piece["file"]).stat().st_size > 1000
