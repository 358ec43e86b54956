"""Offices to begin with, and what is common to every run."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from tests.steps.scene import Scene, items_of, latin, whole

REASON = "در این اداره موضوعیت ندارد"


@given("ادارهٔ نمونه")
def example_office(scene: Scene) -> None:
    scene.use_example()


@given("اداره‌ای بی‌پاسخ")
def unanswered_office(scene: Scene) -> None:
    scene.use_tiny()


@given("اداره‌ای با این پاسخ‌ها")
def office_with_answers(scene: Scene, datatable: list[list[str]]) -> None:
    scene.use_tiny()
    scene.answer(datatable)


@given(parsers.re(r"اداره‌ای که به «(?P<fact>[^»]+)» پاسخ «(?P<text>[^»]+)» داده است"))
def office_with_one_answer(scene: Scene, fact: str, text: str) -> None:
    scene.use_tiny()
    scene.answer([[], [fact, text]])


@given("اداره‌ای که همهٔ سنجه‌های برنامه در آن محقق است")
def perfect_office(scene: Scene) -> None:
    scene.use_tiny()
    scene.answer_in_full("programme")


@given(parsers.re(r"اداره‌ای که تنها شاخص «(?P<indicator>\w+)» از کاربرگ «(?P<checklist>[\w-]+)» در آن محقق است"))
def office_with_one_indicator(scene: Scene, indicator: str, checklist: str) -> None:
    scene.use_tiny()
    scene.answer_in_full(checklist, indicator)


@given(parsers.re(r"اداره‌ای که همهٔ سنجه‌های کاربرگ «(?P<checklist>[\w-]+)» در آن محقق است"))
def perfect_office_for(scene: Scene, checklist: str) -> None:
    scene.use_tiny()
    scene.answer_in_full(checklist)


@given("این پاسخ‌ها جایگزین شده است")
def replaced_answers(scene: Scene, datatable: list[list[str]]) -> None:
    scene.answer(datatable)


@given(parsers.re(r"شاخص «(?P<indicator>\w+)» بی‌پاسخ مانده است"))
def indicator_left_open(scene: Scene, indicator: str) -> None:
    scene.answer([[], *([fact, "—"] for fact in _facts(indicator))])


@given(parsers.re(r"هیچ‌یک از سنجه‌های شاخص «(?P<indicator>\w+)» موضوعیت ندارد"))
def indicator_not_applicable(scene: Scene, indicator: str) -> None:
    scene.answer([[], *([fact, f"not_applicable: {REASON}"] for fact in _facts(indicator))])


@given("هیچ سنجه‌ای از برنامه موضوعیت ندارد")
def nothing_applies(scene: Scene) -> None:
    scene.answer([[], *([fact, f"not_applicable: {REASON}"] for fact in _facts())])


@given("دفتر ثبت خدمات چنین است")
def service_register(scene: Scene, datatable: list[list[str]]) -> None:
    lines = [",".join("" if cell == "—" else cell for cell in row) for row in datatable]
    (scene.office / "services.csv").write_text("\n".join(lines) + "\n", "utf-8")


@given(parsers.re(r"پوشهٔ دورهٔ «(?P<round_id>[^»]+)» نیز هست که در آن «(?P<fact>[^»]+)» پاسخ «(?P<text>[^»]+)» دارد"))
def further_round(scene: Scene, round_id: str, fact: str, text: str) -> None:
    folder = scene.office / "rounds" / latin(round_id)
    folder.mkdir()
    content = f"round: {latin(round_id)}\nanswers:\n  {fact}: {{{text}}}\n"
    (folder / "answers.yaml").write_text(content, "utf-8")


def _facts(indicator: str | None = None) -> list[str]:
    return [item["fact"] for id_, item in items_of("programme") if indicator in (None, id_)]


@when("که خودارزیابی انجام می‌شود")
def assess(scene: Scene) -> None:
    scene.run("check", str(scene.office), "--json")


@when(parsers.re(r"که خودارزیابی با کاربرگ «(?P<checklist>[\w-]+)» انجام می‌شود"))
def assess_with(scene: Scene, checklist: str) -> None:
    scene.run("check", str(scene.office), "--checklist", checklist, "--json")


@when(parsers.re("(که )?نتیجهٔ خودارزیابی به صورت متن خواسته می‌شود"))
def assess_as_text(scene: Scene) -> None:
    scene.run("check", str(scene.office))


@when(parsers.re(r"که نتیجهٔ خودارزیابی با کاربرگ «(?P<checklist>[\w-]+)» به صورت متن خواسته می‌شود"))
def assess_as_text_with(scene: Scene, checklist: str) -> None:
    scene.run("check", str(scene.office), "--checklist", checklist)


@when(parsers.re(r"که خودارزیابی با هدف (?P<target>[\d٫]+) انجام می‌شود"))
def assess_with_target(scene: Scene, target: str) -> None:
    scene.run("check", str(scene.office), "--target", target, "--json")


@then(parsers.re(r"کد خروج (?P<code>\d+) است"))
def exit_code(scene: Scene, code: str) -> None:
    assert scene.code == whole(code), scene.errors


@then("هیچ پرونده‌ای از اداره تغییر نکرده است")
def nothing_changed(scene: Scene) -> None:
    assert scene.before
    assert scene.files() == scene.before


@then(parsers.re(r"متن خروجی «(?P<words>[^»]+)» را دارد"))
def output_has(scene: Scene, words: str) -> None:
    assert words in scene.output


@then(parsers.re(r"متن خروجی «(?P<words>[^»]+)» را ندارد"))
def output_has_not(scene: Scene, words: str) -> None:
    assert words not in scene.output
