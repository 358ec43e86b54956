"""The record of changes: written here by its published rules, tampered with, read back and gone back in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from pytest_bdd import given, parsers, then, when

from compliance import clock
from compliance.persian import dates
from tests.steps.answering import WHO, changes, converse, entry, records, run, wanted
from tests.steps.scene import Scene, latin, whole

_OFFSET = "+03:30"
_ABOUT = ("on", "by")


def log(scene: Scene) -> Path:
    """Return where the record lies."""
    return scene.round / "log.jsonl"


def sealed(plain: dict[str, Any], previous: str) -> tuple[str, str]:
    """Return a line of the record as docs/formats.md describes it, and its hash."""
    body = json.dumps({**plain, "previous": previous}, ensure_ascii=False, separators=(",", ":"))[:-1]
    hash_ = hashlib.sha256(body.encode()).hexdigest()
    return f'{body},"hash":"{hash_}"}}', hash_


def write_log(scene: Scene, plains: Sequence[dict[str, Any]]) -> None:
    """Write a record without the program."""
    lines, last = [], "0" * 64
    for plain in plains:
        line, last = sealed(plain, last)
        lines.append(line + "\n")
    log(scene).write_text("".join(lines), "utf-8")


def lines_of(scene: Scene) -> list[str]:
    """Return the lines of the record."""
    return log(scene).read_text("utf-8").splitlines(keepends=True)


@given("سابقه و پاسخ‌های اداره چنین است")
def written_history(scene: Scene, datatable: list[list[str]]) -> None:
    state: dict[str, dict[str, Any]] = {}
    plains = []
    for number, (day, hour, who, where, fact, cell) in enumerate(datatable[1:], 1):
        found = dates.read(latin(day))
        assert found is not None
        after = None if cell == "—" else wanted(cell)
        head = {"number": number, "when": f"{found}T{latin(hour)}:00{_OFFSET}", "who": who, "where": where}
        plains.append({**head, "fact": fact, "before": state.get(fact), "after": after})
        if after is None:
            del state[fact]
        else:
            state[fact] = after
    scene.use_tiny()
    scene.write_answers(state)
    write_log(scene, plains)


@given(parsers.re(r"در سطر (?P<line>\d+) سابقه «(?P<old>[^»]+)» به «(?P<new>[^»]+)» تغییر داده شده است"))
def changed_line(scene: Scene, line: str, old: str, new: str) -> None:
    lines = lines_of(scene)
    assert old in lines[whole(line) - 1]
    lines[whole(line) - 1] = lines[whole(line) - 1].replace(old, new, 1)
    log(scene).write_text("".join(lines), "utf-8")


@given(parsers.re(r"سطر (?P<line>\d+) سابقه با «(?P<text>[^»]+)» و کد درهم‌سازی تازه بازنویسی شده است"))
def forged_line(scene: Scene, line: str, text: str) -> None:
    lines = lines_of(scene)
    plain = json.loads(lines[whole(line) - 1])
    plain["after"] = wanted(text)
    previous = plain.pop("previous")
    del plain["hash"]
    lines[whole(line) - 1] = sealed(plain, previous)[0] + "\n"
    log(scene).write_text("".join(lines), "utf-8")


@given(parsers.re(r"سطر (?P<line>\d+) سابقه برداشته شده است"))
def taken_out(scene: Scene, line: str) -> None:
    lines = lines_of(scene)
    del lines[whole(line) - 1]
    log(scene).write_text("".join(lines), "utf-8")


@given(parsers.re(r"سطر (?P<line>\d+) سابقه دو بار نوشته شده است"))
def twice(scene: Scene, line: str) -> None:
    lines = lines_of(scene)
    lines.insert(whole(line), lines[whole(line) - 1])
    log(scene).write_text("".join(lines), "utf-8")


@given(parsers.re(r"سطرهای (?P<one>\d+) و (?P<other>\d+) سابقه جابه‌جا شده است"))
def swapped(scene: Scene, one: str, other: str) -> None:
    lines = lines_of(scene)
    first, second = whole(one) - 1, whole(other) - 1
    lines[first], lines[second] = lines[second], lines[first]
    log(scene).write_text("".join(lines), "utf-8")


@given("نوشتن سطر آخر سابقه نیمه‌کاره مانده است")
def half_line(scene: Scene) -> None:
    data = log(scene).read_bytes()
    log(scene).write_bytes(data[:-40])


@given("سابقه رونوشتی با سطرهای ویندوز شده است")
def windows_log(scene: Scene) -> None:
    log(scene).write_bytes(log(scene).read_bytes().replace(b"\n", b"\r\n"))


@when(parsers.re(r"که سابقه( «(?P<fact>[\w.-]+)»)? دیده می‌شود"))
def see(scene: Scene, fact: str | None) -> None:
    run(scene, "history", *([fact] if fact else []), "--json")


@when("که سابقه به صورت متن دیده می‌شود")
def see_text(scene: Scene) -> None:
    run(scene, "history")


@when(parsers.re(r"که سابقهٔ سامانهٔ «(?P<system>[\w-]+)» دیده می‌شود"))
def see_system(scene: Scene, system: str) -> None:
    run(scene, "history", "--system", system, "--json")


@when(parsers.re(r"که سابقه با گزینه‌های «(?P<options>[^»]+)» دیده می‌شود"))
def see_with(scene: Scene, options: str) -> None:
    run(scene, "history", *options.split())


@when(parsers.re(r"که وضع «(?P<at>[^»]+)» خواسته می‌شود"))
def see_state(scene: Scene, at: str) -> None:
    run(scene, "history", "--at", at, "--json")


@when(parsers.re(r"که وضع «(?P<at>[^»]+)» به صورت متن خواسته می‌شود"))
def see_state_text(scene: Scene, at: str) -> None:
    run(scene, "history", "--at", at)


@given(parsers.re(r"وضع «(?P<at>[^»]+)» (برای «(?P<fact>[\w.-]+)» )?بازگردانده شده است"))
@when(parsers.re(r"که وضع «(?P<at>[^»]+)» (برای «(?P<fact>[\w.-]+)» )?بازگردانده می‌شود"))
def restore(scene: Scene, at: str, fact: str | None) -> None:
    run(scene, "history", *([fact] if fact else []), "--at", at, "--restore", "--by", WHO, "--json")


@when("که سابقه از نو آغاز می‌شود")
def begin_anew(scene: Scene) -> None:
    run(scene, "history", "--begin-anew", "--by", WHO, "--json")


@when(parsers.re(r"که وضع دیروز «(?P<fact>[\w.-]+)» خواسته می‌شود"))
def yesterday(scene: Scene, fact: str) -> None:
    run(scene, "history", fact, "--at", dates.write(clock.today() - timedelta(1)), "--json")


@when(parsers.re(r"که به پرسش‌های سامانهٔ «(?P<system>[\w-]+)» «(?P<typed>[^»]+)» پاسخ داده می‌شود"))
def answer_system(scene: Scene, system: str, typed: str) -> None:
    converse(scene, typed.split("⏎"), "--system", system)


def _rows(found: list[dict[str, Any]]) -> list[list[Any]]:
    return [[c["who"], c["where"], c["fact"], _side(c["before"]), _side(c["after"])] for c in found]


def _side(stated: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if stated is None else {key: value for key, value in stated.items() if key not in _ABOUT}


def _wanted_rows(datatable: list[list[str]]) -> list[list[Any]]:
    return [[*row[:3], *(None if cell == "—" else wanted(cell) for cell in row[3:])] for row in datatable[1:]]


@then("تغییرهای ثبت‌شده این‌هاست")
def changes_are(scene: Scene, datatable: list[list[str]]) -> None:
    assert _rows(scene.json["changes"]) == _wanted_rows(datatable)


@then("تغییرهای دستی ثبت‌نشده این‌هاست")
def pending_are(scene: Scene, datatable: list[list[str]]) -> None:
    assert _rows(scene.json["pending"]) == _wanted_rows(datatable)


@then("زمان هر تغییر با منطقهٔ زمانی آمده است")
def moments(scene: Scene) -> None:
    found = [change["when"] for change in scene.json["changes"]]
    assert found
    assert all(len(when_) == 25 and when_[19] in "+-" for when_ in found)


@then("پاسخ‌های آن زمان این‌هاست")
def state_is(scene: Scene, datatable: list[list[str]]) -> None:
    found = {answer["fact"]: _side(answer["answer"]) for answer in scene.json["answers"]}
    assert found == {fact: wanted(cell) for fact, cell in datatable[1:]}


@then("آن زمان پاسخی نبود")
def no_state(scene: Scene) -> None:
    assert scene.json["answers"] == []


@then(parsers.re(r"خطا سطر (?P<line>\d+) سابقه را نام می‌برد"))
def broken_at(scene: Scene, line: str) -> None:
    assert scene.code == 3, scene.errors
    assert f"{log(scene)}:{whole(line)}:" in scene.errors
    first = scene.json["problems"][0]
    assert (first["file"], first["line"]) == (str(log(scene)), whole(line))


@then(parsers.re(r"سابقهٔ پیشین با همان بایت‌ها در «(?P<name>[^»]+)» مانده است"))
def kept_aside(scene: Scene, name: str) -> None:
    assert (scene.round / name).read_bytes() == scene.before["rounds/1405-2/log.jsonl"]


@then("سابقه همان است که بود")
def log_untouched(scene: Scene) -> None:
    assert log(scene).read_bytes() == scene.before["rounds/1405-2/log.jsonl"]


@then("سابقه با سطرهای پیشین آغاز می‌شود")
def log_grows(scene: Scene) -> None:
    before = scene.before["rounds/1405-2/log.jsonl"]
    assert log(scene).read_bytes().startswith(before)
    assert len(log(scene).read_bytes()) > len(before)


@then("سطرهای کامل سابقه مانده و سطر نیمه‌کاره جای خود را به تغییر تازه داده است")
def half_line_replaced(scene: Scene) -> None:
    before = scene.before["rounds/1405-2/log.jsonl"]
    whole_lines = before[: before.rindex(b"\n") + 1]
    assert log(scene).read_bytes().startswith(whole_lines)
    assert [record["number"] for record in records(scene)] == list(range(1, len(records(scene)) + 1))


@then(parsers.re(r"آخرین تغییر سامانهٔ «(?P<system>[\w-]+)» «(?P<fact>[\w.-]+)» را به «(?P<text>[^»]+)» رسانده است"))
def last_of_system(scene: Scene, system: str, fact: str, text: str) -> None:
    last = changes(scene)[-1]
    assert (last["system"], last["fact"], _side(last["after"])) == (system, fact, wanted(text))


@then(parsers.re(r"همهٔ تغییرهای خروجی از سامانهٔ «(?P<system>[\w-]+)» است"))
def only_of_system(scene: Scene, system: str) -> None:
    assert {change.get("system") for change in scene.json["changes"]} == {system}


@then(parsers.re(r"«(?P<fact>[\w.-]+)» پس از بازگردانی «(?P<text>[^»]+)» است"))
def restored_to(scene: Scene, fact: str, text: str) -> None:
    assert entry(scene, fact) == wanted(text)


@then(parsers.re(r"همهٔ تغییرهای خروجی از جای «(?P<where>[\w-]+)» و به نام «(?P<who>[^»]+)» است"))
def all_from(scene: Scene, where: str, who: str) -> None:
    found = {(change["where"], change["who"]) for change in scene.json["changes"]}
    assert found == {(where, who)}


@given(parsers.re(r"نامهٔ «(?P<name>[^»]+)» از «(?P<fact>[\w.-]+)» برداشته شده است"))
def letter_removed(scene: Scene, name: str, fact: str) -> None:
    run(scene, "evidence remove", fact, name, "--by", WHO)
    assert scene.code == 0, scene.errors


@given(parsers.re(r"پروندهٔ «(?P<name>[^»]+)» از «(?P<fact>[\w.-]+)» برداشته و پاک شده است"))
def file_removed(scene: Scene, name: str, fact: str) -> None:
    run(scene, "evidence remove", fact, name, "--delete", "--by", WHO)
    assert scene.code == 0, scene.errors
    assert not (scene.round / name).exists()
