"""The next round: what is carried over, what newer checklists ask differently, how two rounds compare."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from pytest_bdd import given, parsers, then, when

from compliance import checklist, clock
from compliance.office import snapshot
from compliance.persian import dates
from tests.steps.answering import WHO, run, wanted
from tests.steps.history import write_log
from tests.steps.integrity import headquarters
from tests.steps.scene import CHECKLISTS, ROUND, Scene, exact, number, plain_yaml, whole

NEW = "1406-1"
MARK = {
    "همان": "same",
    "تازه": "new",
    "تغییرکرده": "changed",
    "بازسنجیده": "re-judged",
    "با وزن دیگر": "re-weighted",
    "کنارگذاشته": "dropped",
}
FATE = {"پیشنهاد": "proposed", "پرسیدنی": "asked", "در دورهٔ پیش": "left"}
_ABOUT = ("on", "by")


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change a YAML file of headquarters; every scalar stays the text it is. It is written as JSON, which is YAML."""
    plain = plain_yaml(path)
    change(plain)
    path.write_text(json.dumps(plain, ensure_ascii=False, indent=1), "utf-8")


def edit_fact(scene: Scene, id_: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change one fact of headquarters."""
    for path in sorted((headquarters(scene) / "facts").glob("*.yaml")):
        if any(fact["id"] == id_ for fact in plain_yaml(path)["facts"]):
            edit(path, lambda plain: change(next(fact for fact in plain["facts"] if fact["id"] == id_)))
            return
    raise AssertionError(id_)


def edit_items(scene: Scene, fact: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change every item that judges a fact, in every checklist of headquarters."""
    for path in sorted(headquarters(scene).glob("*.yaml")):
        items = [i for indicator in plain_yaml(path).get("indicators", []) for i in indicator.get("items", [])]
        if any(item["fact"] == fact for item in items):

            def each(plain: Any) -> None:
                for indicator in plain["indicators"]:
                    for item in indicator.get("items", []):
                        if item["fact"] == fact:
                            change(item)

            edit(path, each)


def second_version(scene: Scene) -> None:
    """Give the programme of headquarters its next version."""
    edit(headquarters(scene) / "programme.yaml", lambda plain: plain.update(version="2"))


def folder_of(scene: Scene, round_id: str) -> Path:
    """Return the folder of a round."""
    return scene.office / "rounds" / round_id


def entry_of(scene: Scene, round_id: str, fact: str) -> dict[str, Any]:
    """Return what the file of a round says of a fact, without who said it when."""
    found = (plain_yaml(folder_of(scene, round_id) / "answers.yaml")["answers"] or {}).get(fact) or {}
    return {key: text for key, text in found.items() if key not in _ABOUT and text != ""}


def log_of(scene: Scene, round_id: str) -> list[dict[str, Any]]:
    """Return the record of a round."""
    text = (folder_of(scene, round_id) / "log.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


@given(parsers.re(r"نسخهٔ تازهٔ ستاد مرکزی متن پرسش «(?P<fact>[\w.-]+)» را تغییر داده است"))
def reworded(scene: Scene, fact: str) -> None:
    second_version(scene)
    edit_fact(scene, fact, lambda plain: plain["question"].update(fa="پرسش تازه؟", en="A new question?"))


@given(parsers.re(r"نسخهٔ تازهٔ ستاد مرکزی پاسخ «(?P<fact>[\w.-]+)» را تنها تا (?P<most>\d+) ممکن می‌داند"))
def limited(scene: Scene, fact: str, most: str) -> None:
    second_version(scene)
    edit_fact(scene, fact, lambda plain: plain.update(possible={"minimum": "0", "maximum": most}))


@given(parsers.re(r"نسخهٔ تازهٔ ستاد مرکزی «(?P<fact>[\w.-]+)» را با پاسخ آری یا نه می‌پرسد"))
def made_yes_no(scene: Scene, fact: str) -> None:
    def change(plain: dict[str, Any]) -> None:
        plain["answer"] = "yes-no"
        for key in ("levels", "counts", "unit", "empty"):
            plain.pop(key, None)

    second_version(scene)
    edit_fact(scene, fact, change)
    edit_items(scene, fact, lambda item: item.update(target="1"))


@given(parsers.re(r"نسخهٔ تازهٔ ستاد مرکزی «(?P<fact>[\w.-]+)» را در پنج سطح می‌پرسد"))
def made_levels(scene: Scene, fact: str) -> None:
    def change(plain: dict[str, Any]) -> None:
        plain["answer"] = "level"
        plain["levels"] = [{"fa": f"سطح {n}", "en": f"Level {n}"} for n in range(5)]
        for key in ("counts", "unit", "empty"):
            plain.pop(key, None)

    second_version(scene)
    edit_fact(scene, fact, change)
    edit_items(scene, fact, lambda item: item.update(target="3"))


@given(
    parsers.re(
        r"نسخهٔ تازهٔ ستاد مرکزی وزن شاخص «(?P<one>\w+)» را به (?P<n>\d+) و «(?P<other>\w+)» را به (?P<m>\d+) رسانده است"
    )
)
def re_weighted(scene: Scene, one: str, n: str, other: str, m: str) -> None:
    weights = {one: str(whole(n)), other: str(whole(m))}

    def change(plain: Any) -> None:
        for indicator in plain["indicators"]:
            indicator["weight"] = weights.get(indicator["id"], indicator["weight"])

    second_version(scene)
    edit(headquarters(scene) / "programme.yaml", change)


@given(parsers.re(r"نسخهٔ تازهٔ ستاد مرکزی هدف «(?P<fact>[\w.-]+)» را به (?P<target>\d+) رسانده است"))
def other_target(scene: Scene, fact: str, target: str) -> None:
    second_version(scene)
    edit_items(scene, fact, lambda item: item.update(target=str(whole(target))))


@given("نسخهٔ تازهٔ ستاد مرکزی «office.archive-room» را برداشته و «office.meeting-room» را به جای آن افزوده است")
def replaced_fact(scene: Scene) -> None:
    def facts(plain: Any) -> None:
        old = next(fact for fact in plain["facts"] if fact["id"] == "office.archive-room")
        question = {"fa": "آیا اتاق جلسهٔ برخط هست؟", "en": "Is there a room for online meetings?"}
        new = {**old, "id": "office.meeting-room", "question": question}
        plain["facts"] = [new if fact is old else fact for fact in plain["facts"]]

    def items(plain: Any) -> None:
        for indicator in plain["indicators"]:
            for item in indicator.get("items", []):
                if item["fact"] == "office.archive-room":
                    item.update(id="I3-09", fact="office.meeting-room")

    def actions(plain: Any) -> None:
        for action in plain["actions"]:
            if action["id"] == "secure-archive-room":
                action.update(id="set-up-meeting-room", raises={"office.meeting-room": "target"})

    second_version(scene)
    edit(headquarters(scene) / "facts" / "office.yaml", facts)
    edit(headquarters(scene) / "programme.yaml", items)
    edit(headquarters(scene) / "actions.yaml", actions)


@given(parsers.re(r"ستاد مرکزی مستند را پس از (?P<n>\d+) روز کهنه می‌داند"))
def oldest(scene: Scene, n: str) -> None:
    edit(headquarters(scene) / "evidence.yaml", lambda plain: plain.update(oldest_days=str(whole(n))))


@given(parsers.re(r"کاربرگ‌های ستاد مرکزی در اداره جاری شده است"))
def in_force(scene: Scene) -> None:
    scene.environment["COMPLIANCE_CHECKLISTS"] = str(headquarters(scene))


@given("رونوشت کاربرگ‌های دوره کنار پاسخ‌ها نگه داشته شده است")
def snapshot_kept(scene: Scene) -> None:
    (scene.round / "checklists.json").write_bytes(snapshot.content(checklist.compiled(CHECKLISTS)))
    assert (scene.round / "checklists.json").exists()


@given(parsers.re(r"دورهٔ «(?P<round_id>[\d-]+)» آغاز شده است"))
@when(parsers.re(r"که دورهٔ «(?P<round_id>[^»]+)» آغاز می‌شود"))
def begin(scene: Scene, round_id: str) -> None:
    run(scene, "new-round", "--round", round_id, "--by", WHO, "--json")


@given(parsers.re(r"دورهٔ «(?P<round_id>[\d-]+)» با گزینه‌های «(?P<options>[^»]+)» آغاز شده است"))
@when(parsers.re(r"که دورهٔ «(?P<round_id>[^»]+)» با گزینه‌های «(?P<options>[^»]+)» آغاز می‌شود"))
def begin_with(scene: Scene, round_id: str, options: str) -> None:
    run(scene, "new-round", "--round", round_id, "--by", WHO, "--json", *shlex.split(options))


@given(
    parsers.re(r"دورهٔ «(?P<round_id>[\d-]+)» با کاربرگ‌های ستاد مرکزی( و گزینه‌های «(?P<options>[^»]+)»)? آغاز شده است")
)
@when(
    parsers.re(r"که دورهٔ «(?P<round_id>[^»]+)» با کاربرگ‌های ستاد مرکزی( و گزینه‌های «(?P<options>[^»]+)»)? آغاز می‌شود")
)
def begin_with_theirs(scene: Scene, round_id: str, options: str | None) -> None:
    in_force(scene)
    begin_with(scene, round_id, options or "")


@when("که دورهٔ تازه بی‌آنکه نامش گفته شود آغاز می‌شود")
def begin_next(scene: Scene) -> None:
    run(scene, "new-round", "--by", WHO, "--json")


@when("که دورهٔ تازه به صورت متن با کاربرگ‌های ستاد مرکزی آغاز می‌شود")
def begin_as_text(scene: Scene) -> None:
    in_force(scene)
    run(scene, "new-round", "--round", NEW, "--by", WHO)


@given(parsers.re(r"در دورهٔ تازه «proposed» از «(?P<fact>[\w.-]+)» پاک شده است"))
@when(parsers.re(r"که در دورهٔ تازه «proposed» از «(?P<fact>[\w.-]+)» پاک می‌شود"))
def confirmed_by_hand(scene: Scene, fact: str) -> None:
    path = folder_of(scene, NEW) / "answers.yaml"
    lines = path.read_text("utf-8").split("\n")
    place = next(i for i, line in enumerate(lines) if line.startswith(f"  {fact}: "))
    assert f", proposed: {ROUND}" in lines[place]
    lines[place] = lines[place].replace(f", proposed: {ROUND}", "")
    path.write_text("\n".join(lines), "utf-8")


@when(parsers.re(r"که دوره با دورهٔ «(?P<round_id>[^»]+)» سنجیده می‌شود"))
def check_against(scene: Scene, round_id: str) -> None:
    run(scene, "check", "--against", round_id, "--json")


@when(parsers.re(r"که دوره با دورهٔ «(?P<round_id>[^»]+)» به صورت متن سنجیده می‌شود"))
def check_against_text(scene: Scene, round_id: str) -> None:
    run(scene, "check", "--against", round_id)


@when(parsers.re(r"که خودارزیابی دورهٔ «(?P<round_id>[^»]+)» انجام می‌شود"))
def check_round(scene: Scene, round_id: str) -> None:
    run(scene, "check", "--round", round_id, "--json")


@given(parsers.re(r"خودارزیابی دورهٔ «(?P<round_id>[^»]+)» یک بار انجام شده است"))
def checked_before(scene: Scene, round_id: str) -> None:
    check_round(scene, round_id)
    scene.kept["score"] = scene.json["checklists"][0]["score"]


@given("دفتر ثبت خدمات اداره خالی شده است")
def emptied_register(scene: Scene) -> None:
    path = scene.office / "services.csv"
    path.write_text(path.read_text("utf-8").split("\n", 1)[0] + "\n", "utf-8")


def paper(scene: Scene, name: str) -> tuple[str, int]:
    """Put a file into the evidence folder; return its SHA-256 and size."""
    path = scene.round / "evidence" / name
    path.write_text(f"{name}\n", "utf-8")
    return hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size


@given(parsers.re(r"پاسخ «(?P<fact>[\w.-]+)» مستندی «(?P<name>[^»]+)» دارد که تاریخ آن (?P<n>\d+) روز پیش است"))
def dated_paper(scene: Scene, fact: str, name: str, n: str) -> None:
    paper(scene, name)
    day = dates.write(clock.today() - timedelta(whole(n)))
    answers = scene.read_answers()
    answers[fact]["evidence"] = [{"file": f"evidence/{name}", "date": day}]
    scene.write_answers(answers)


@given(parsers.re(r"پاسخ «(?P<fact>[\w.-]+)» نامهٔ «(?P<letter>[^»]+)» را دارد که تاریخ آن (?P<n>\d+) روز پیش است"))
def dated_letter(scene: Scene, fact: str, letter: str, n: str) -> None:
    day = dates.write(clock.today() - timedelta(whole(n)))
    answers = scene.read_answers()
    answers[fact]["evidence"] = [{"letter": letter, "date": day}]
    scene.write_answers(answers)


@given(
    parsers.re(r"پاسخ «(?P<fact>[\w.-]+)» مستند بی‌تاریخ «(?P<name>[^»]+)» دارد که (?P<n>\d+) روز پیش پیوست شده است")
)
def undated_paper(scene: Scene, fact: str, name: str, n: str) -> None:
    sha256, size = paper(scene, name)
    answers = scene.read_answers()
    answers[fact]["evidence"] = [f"evidence/{name}"]
    scene.write_answers(answers)
    when_ = f"{clock.today() - timedelta(whole(n))}T09:00:00+03:30"
    head = {"when": when_, "who": "مریم", "where": "evidence"}
    after = {"value": answers[fact]["value"], "evidence": [{"file": f"evidence/{name}"}]}
    change = {"number": 1, **head, "fact": fact, "before": None, "after": after}
    seal = {"number": 2, **head, "file": f"evidence/{name}", "sha256": sha256, "bytes": size}
    write_log(scene, [change, seal])


def carried(scene: Scene, fact: str) -> dict[str, Any]:
    """Return what new-round said of a fact."""
    found = [c for c in scene.json["facts"] if c["fact"] == fact and "system" not in c]
    assert len(found) == 1, fact
    return dict(found[0])


@then(
    parsers.re(
        r"قلم «(?P<fact>[\w.-]+)» (?P<mark>همان|تازه|تغییرکرده|بازسنجیده|با وزن دیگر|کنارگذاشته) است و پاسخش (?P<fate>پیشنهاد|پرسیدنی|در دورهٔ پیش) است"
    )
)
def fact_is(scene: Scene, fact: str, mark: str, fate: str) -> None:
    found = carried(scene, fact)
    assert found["marks"] == [MARK[mark]]
    assert found["answer"] == FATE[fate]


@then(parsers.re(r"برای «(?P<fact>[\w.-]+)» گفته می‌شود «(?P<words>[^»]+)»"))
def what_changed(scene: Scene, fact: str, words: str) -> None:
    assert words in carried(scene, fact)["what"]


@then("هیچ قلم دیگری نشان‌دار نشده است")
def others_same(scene: Scene) -> None:
    marked = [c["fact"] for c in scene.json["facts"] if c["marks"] != ["same"]]
    assert len(marked) == 1, marked


@then(parsers.re(r"پاسخ «(?P<fact>[\w.-]+)» در دورهٔ «(?P<round_id>[\d-]+)» «(?P<text>[^»]+)» است"))
def entry_is(scene: Scene, fact: str, round_id: str, text: str) -> None:
    assert entry_of(scene, round_id, fact) == wanted(text), scene.errors


@then(parsers.re(r"«(?P<fact>[\w.-]+)» در دورهٔ «(?P<round_id>[\d-]+)» پاسخی ندارد"))
def entry_open(scene: Scene, fact: str, round_id: str) -> None:
    assert entry_of(scene, round_id, fact) == {}


@then(parsers.re(r"«(?P<fact>[\w.-]+)» در پروندهٔ دورهٔ تازه نیامده است"))
def not_in_file(scene: Scene, fact: str) -> None:
    assert fact not in plain_yaml(folder_of(scene, NEW) / "answers.yaml")["answers"]


@then(parsers.re(r"بالای «(?P<fact>[\w.-]+)» در پروندهٔ دورهٔ تازه «(?P<words>[^»]+)» نوشته شده است"))
def noted_above(scene: Scene, fact: str, words: str) -> None:
    lines = (folder_of(scene, NEW) / "answers.yaml").read_text("utf-8").split("\n")
    place = next(i for i, line in enumerate(lines) if line.startswith(f"  {fact}:"))
    above = []
    while place and lines[place - 1].lstrip().startswith("#"):
        place -= 1
        above.append(lines[place])
    assert any(words in line for line in above), above


@then(parsers.re(r"تاریخ و نام پاسخ «(?P<fact>[\w.-]+)» در دورهٔ تازه امروز و «(?P<who>[^»]+)» است"))
def said_today(scene: Scene, fact: str, who: str) -> None:
    found = plain_yaml(folder_of(scene, NEW) / "answers.yaml")["answers"][fact]
    assert (found["on"], found["by"]) == (dates.write(clock.today()), who)


@then("پاسخ‌ها و سابقهٔ دورهٔ پیش همان است که بود")
def old_round_untouched(scene: Scene) -> None:
    assert scene.answers.read_bytes() == scene.before[f"rounds/{ROUND}/answers.yaml"]
    assert log_of(scene, ROUND)


@then("سابقهٔ دورهٔ تازه با پیشنهادها آغاز می‌شود")
def log_begins(scene: Scene) -> None:
    found = [record for record in log_of(scene, NEW) if "fact" in record]
    assert found
    assert {(record["where"], record["who"], record["before"] is None) for record in found} == {
        ("new-round", WHO, True)
    }
    assert {record["after"]["proposed"] for record in found} == {ROUND}
    last = "0" * 64
    for line in (folder_of(scene, NEW) / "log.jsonl").read_text("utf-8").splitlines():
        plain = json.loads(line)
        body = line[: line.rindex(',"hash":"')]
        assert (plain["previous"], plain["hash"]) == (last, hashlib.sha256(body.encode()).hexdigest())
        last = plain["hash"]


@then(
    parsers.re(r"آخرین تغییر دورهٔ تازه از «(?P<where>[\w-]+)» به نام «(?P<who>[^»]+)» تأیید «(?P<fact>[\w.-]+)» است")
)
def confirmed(scene: Scene, where: str, who: str, fact: str) -> None:
    last = [record for record in log_of(scene, NEW) if "fact" in record][-1]
    assert (last["where"], last["who"], last["fact"]) == (where, who, fact)
    assert last["before"]["proposed"] == ROUND
    assert "proposed" not in last["after"]


@then(parsers.re(r"پیشنهادهای در انتظار تأیید «(?P<facts>[^»]+)» است"))
def waiting(scene: Scene, facts: str) -> None:
    assert scene.json["proposed"] == facts.split("، ")


@then("پیشنهادی در انتظار تأیید نیست")
def none_waiting(scene: Scene) -> None:
    assert scene.json["proposed"] == []


@then(parsers.re(r"مستند «(?P<name>[^»]+)» با همان بایت‌ها در دورهٔ تازه نیز هست"))
def copied(scene: Scene, name: str) -> None:
    old, new = (folder_of(scene, round_id) / name for round_id in (ROUND, NEW))
    assert new.read_bytes() == old.read_bytes()
    assert not new.is_symlink()


@then("دورهٔ تازه نیم‌سال بعد یا نیم‌سال جاری است، هر کدام که دیرتر است")
def next_half_year(scene: Scene) -> None:
    year, month, _day = dates.parts(clock.today())
    current = (year, 1 if month <= 6 else 2)
    assert scene.json["round"] == "{}-{}".format(*max(current, (1406, 1)))
    assert (scene.office / "rounds" / scene.json["round"] / "answers.yaml").exists()


@then("دورهٔ تازه‌ای ساخته نشده است")
def no_new_round(scene: Scene) -> None:
    assert [p.name for p in (scene.office / "rounds").iterdir()] == [ROUND]


@then(parsers.re(r"کهنگی مستند «(?P<name>[^»]+)» از (?P<n>\d+) روز پیش برای «(?P<fact>[\w.-]+)» یادآوری می‌شود"))
def aged(scene: Scene, name: str, n: str, fact: str) -> None:
    old = carried(scene, fact)["old_evidence"]
    assert [(piece["name"], piece["date"]) for piece in old] == [
        (name, dates.write(clock.today() - timedelta(whole(n))))
    ]


@then("کهنگی هیچ مستندی یادآوری نمی‌شود")
def none_aged(scene: Scene) -> None:
    assert [c for c in scene.json["facts"] if c["old_evidence"]] == []


@then("امتیاز دوره همان است که بود")
def same_score(scene: Scene) -> None:
    assert scene.code == 0, scene.errors
    assert scene.json["checklists"][0]["score"] == scene.kept["score"]


def against(scene: Scene) -> dict[str, Any]:
    """Return the comparison of the first checklist with an earlier round."""
    return dict(scene.json["against"]["checklists"][0])


@then(
    parsers.re(
        r"امتیاز از (?P<before>[\d٫]+) به (?P<after>[\d٫]+) رسیده و تغییر آن (?P<sign>منفی )?(?P<change>[\d٫]+) است"
    )
)
def total_change(scene: Scene, before: str, after: str, sign: str | None, change: str) -> None:
    found = against(scene)
    assert (exact(found["before"]), exact(found["after"])) == (number(before), number(after))
    assert exact(found["change"]) == (-1 if sign else 1) * number(change)


@then(parsers.re(r"تغییر سنجهٔ «(?P<id_>[\w-]+)» (?P<sign>منفی )?(?P<change>[\d٫]+) است"))
def item_change(scene: Scene, id_: str, sign: str | None, change: str) -> None:
    found = next(item for item in against(scene)["items"] if item["id"] == id_)
    assert exact(found["change"]) == (-1 if sign else 1) * number(change)


@then("جمع تغییر سنجه‌ها همان تغییر امتیاز است")
def sum_of_changes(scene: Scene) -> None:
    found = against(scene)
    total = sum(exact(item["change"]) for item in found["items"])
    assert abs(total - exact(found["change"])) <= Fraction(1, 100)


@then(parsers.re(r"دو دوره مستقیم سنجیدنی (?P<verb>است|نیست) و نسخه‌ها «(?P<old>\w+)» و «(?P<new>\w+)» است"))
def comparable(scene: Scene, verb: str, old: str, new: str) -> None:
    found = against(scene)
    assert found["comparable"] is (verb == "است")
    assert found["versions"] == [old, new]
    assert (found["by_todays_checklist"] is None) is found["comparable"]


@then(parsers.re(r"سنجهٔ «(?P<id_>[\w-]+)» تنها در دورهٔ (?P<side>پیش|تازه) هست"))
def one_sided(scene: Scene, id_: str, side: str) -> None:
    found = next(item for item in against(scene)["items"] if item["id"] == id_)
    assert (found["before"] is None) is (side == "تازه")
    assert (found["after"] is None) is (side == "پیش")


@then(parsers.re(r"با کاربرگ امروز دورهٔ پیش (?P<low>[\d٫]+) تا (?P<high>[\d٫]+) می‌گرفت"))
def by_today(scene: Scene, low: str, high: str) -> None:
    found = against(scene)["by_todays_checklist"]
    assert (exact(found["low"]), exact(found["high"])) == (number(low), number(high))


@then(parsers.re(r"پاسخ سامانهٔ «(?P<system>[\w-]+)» به «(?P<fact>[\w.-]+)» در دورهٔ تازه «(?P<text>[^»]+)» است"))
def system_entry(scene: Scene, system: str, fact: str, text: str) -> None:
    found = plain_yaml(folder_of(scene, NEW) / "systems" / f"{system}.yaml")["answers"][fact]
    assert {key: said for key, said in found.items() if key not in _ABOUT} == wanted(text)
