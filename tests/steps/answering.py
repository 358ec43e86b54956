"""The self-check in the terminal: lines typed one by one, what others do meanwhile, what lies on the disk."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from pytest_bdd import given, parsers, then, when

from compliance import clock, schema
from compliance.persian import dates
from tests.steps.scene import CHECKLISTS, REPOSITORY, ROUND, Scene, all_facts, exact, items_of, plain_yaml, whole

WHO = "کارشناس آزمون"
_ASKED = re.compile(r"^قلم اطلاعاتی: ([\w.-]+)؛", re.MULTILINE)
_HASH = ',"hash":"'
_ABOUT = ("on", "by")
_INTERRUPT = "⌃C"

Deed = Callable[[], None]


class Keyboard(io.BufferedIOBase):
    """Standard input line by line; what happens before a line is done when the program comes to read it."""

    def __init__(self, scene: Scene, lines: Sequence[str]) -> None:
        super().__init__()
        self.lines = list(lines)
        self.typed = 0
        self.deeds: dict[int, list[Deed]] = scene.kept.pop("meanwhile", {})
        self.at_every_line: list[Deed] = scene.kept.pop("at every line", [])

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        for deed in (*self.at_every_line, *self.deeds.pop(self.typed + 1, [])):
            deed()
        if self.typed == len(self.lines):
            return b""
        self.typed += 1
        line = self.lines[self.typed - 1]
        if line == _INTERRUPT:
            raise KeyboardInterrupt
        return line.encode() + b"\n"

    def read(self, size: int | None = -1, /) -> bytes:
        return b"" if size == 0 else self.read1()


def call(scene: Scene, *arguments: str, keyboard: io.BufferedIOBase | None = None) -> None:
    """Run the program with a keyboard; anything it does not explain itself fails the test."""
    from compliance.commands.group import cli

    scene.before = scene.files() if scene.office.exists() else {}
    language = ["--lang", scene.language] if scene.language else []
    scene.result = CliRunner(env=scene.environment).invoke(
        cli, [*arguments, *language], input=keyboard, catch_exceptions=False, prog_name="compliance"
    )


def converse(scene: Scene, lines: Sequence[str], *options: str) -> None:
    """Answer questions by typing lines."""
    call(scene, "answer", str(scene.office), "--by", WHO, *options, keyboard=Keyboard(scene, lines))


def run(scene: Scene, verb: str, *arguments: str) -> None:
    """Run a verb on the office."""
    first, *rest = verb.split()
    call(scene, first, *rest, str(scene.office), *arguments)


def asked(scene: Scene) -> list[str]:
    """Return the facts that were asked, in their order."""
    return _ASKED.findall(scene.output or scene.errors)


def entry(scene: Scene, fact: str) -> dict[str, Any]:
    """Return what the file says of a fact, without who said it when."""
    found = scene.read_answers().get(fact) or {}
    return {key: text for key, text in found.items() if key not in _ABOUT and text not in ("", "null")}


def wanted(text: str) -> dict[str, Any]:
    """Return an entry as a feature writes it."""
    return dict(yaml.load("{" + text + "}", Loader=yaml.BaseLoader))


def records(scene: Scene) -> list[dict[str, Any]]:
    """Return the lines of the round's record, read without the program."""
    path = scene.round / "log.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def changes(scene: Scene) -> list[dict[str, Any]]:
    """Return the recorded changes of answers."""
    return [record for record in records(scene) if "fact" in record]


def programme_points() -> dict[str, Fraction]:
    """Return the points that hang on each fact in the programme, from its file alone; none without a target."""
    points: dict[str, Fraction] = {}
    for indicator in plain_yaml(CHECKLISTS / "programme.yaml")["indicators"]:
        items = [item for item in indicator["items"] if item.get("target")]
        whole_ = sum(Fraction(item["weight"]) for item in items)
        for item in items:
            share = Fraction(indicator["weight"]) * Fraction(item["weight"]) / whole_
            points[item["fact"]] = points.get(item["fact"], Fraction(0)) + share
    return points


def programme_targets() -> dict[str, Fraction]:
    """Return the target of each fact in the programme."""
    return {item["fact"]: Fraction(item["target"]) for _id, item in items_of("programme") if item.get("target")}


def programme_facts(indicator: str | None = None) -> list[str]:
    """Return the facts that the programme judges."""
    return [item["fact"] for id_, item in items_of("programme") if indicator in (None, id_)]


def meanwhile(scene: Scene, line: str, deed: Deed) -> None:
    """Let something happen when the program comes to read a line."""
    scene.kept.setdefault("meanwhile", {}).setdefault(whole(line), []).append(deed)


@given("خانهٔ کاربر پوشه‌ای جداست")
def home(scene: Scene) -> None:
    scene.environment |= {"HOME": str(scene.base), "USERPROFILE": str(scene.base)}


@given(parsers.re(r"پروندهٔ «(?P<name>[^»]+)» با متن «(?P<text>[^»]*)» در خانهٔ کاربر هست"))
def own_file(scene: Scene, name: str, text: str) -> None:
    home(scene)
    (scene.base / name).write_text(text + "\n", "utf-8")


@given(parsers.re(r"واحد «(?P<unit>\w+)» در اداره کار «(?P<covers>[^»]+)» را بر عهده دارد"))
def unit(scene: Scene, unit: str, covers: str) -> None:
    with (scene.office / "office.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f"units: {{{unit}: {{name: {unit}, covers: [{covers}], capacity: 5}}}}\n")


@given(parsers.re(r"هر سطر گفت‌وگو (?P<minutes>\d+) دقیقه زمان می‌برد"))
def slow_typist(scene: Scene, monkeypatch: pytest.MonkeyPatch, minutes: str) -> None:
    real, gone = time.monotonic, [0.0]

    def pass_() -> None:
        gone[0] += 60 * whole(minutes)

    scene.kept["at every line"] = [pass_]
    monkeypatch.setattr(time, "monotonic", lambda: real() + gone[0])


class Look(NamedTuple):
    """What lies on the disk when a line is about to be read, and which files were synced by then at their size."""

    answers: dict[str, Any]
    recorded: int
    synced: dict[int, int]
    inodes: dict[str, tuple[int, int]]


@given("نوشتن روی دیسک زیر نظر است")
def watched_disk(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    real, synced, looks = os.fsync, {}, []  # type: ignore[var-annotated]

    def fsync(handle: int) -> None:
        real(handle)
        state = os.fstat(handle)
        synced[state.st_ino] = state.st_size

    def look() -> None:
        paths = [path for path in (scene.answers, scene.round / "log.jsonl", scene.round) if path.exists()]
        inodes = {path.name: (path.stat().st_ino, path.stat().st_size) for path in paths}
        looks.append(Look(scene.read_answers(), len(changes(scene)), dict(synced), inodes))
        synced.clear()

    monkeypatch.setattr(os, "fsync", fsync)
    scene.kept["at every line"] = [look]
    scene.kept["looks"] = looks


@given(
    parsers.re(r"پیش از سطر (?P<line>\d+) گفت‌وگو همکاری در پرونده برای «(?P<fact>[\w.-]+)» «(?P<text>[^»]+)» می‌نویسد")
)
def edited_meanwhile(scene: Scene, line: str, fact: str, text: str) -> None:
    meanwhile(scene, line, lambda: scene.answer([[], [fact, text]]))


@given(parsers.re(r"پیش از سطر (?P<line>\d+) گفت‌وگو همکاری پاسخ «(?P<fact>[\w.-]+)» را از پرونده برمی‌دارد"))
def deleted_meanwhile(scene: Scene, line: str, fact: str) -> None:
    meanwhile(scene, line, lambda: scene.answer([[], [fact, "—"]]))


@given(
    parsers.re(r"پیش از سطر (?P<line>\d+) گفت‌وگو همکاری یادداشت «(?P<text>[^»]+)» را در پایان پروندهٔ پاسخ‌ها می‌نویسد")
)
def commented_meanwhile(scene: Scene, line: str, text: str) -> None:
    def add() -> None:
        scene.answers.write_text(scene.answers.read_text("utf-8") + f"# {text}\n", "utf-8")

    meanwhile(scene, line, add)


@given(parsers.re(r"پیش از سطر (?P<line>\d+) گفت‌وگو پروندهٔ پاسخ‌ها نیمه‌کاره ذخیره می‌شود"))
def broken_meanwhile(scene: Scene, line: str) -> None:
    def break_() -> None:
        scene.answers.write_text(scene.answers.read_text("utf-8") + "  website.search: {value: \n", "utf-8")
        scene.kept["broken"] = scene.answers.read_bytes()

    meanwhile(scene, line, break_)


@given(parsers.re(r"پیش از سطر (?P<line>\d+) گفت‌وگو دیسک برای «(?P<what>هر پرونده|سابقه)» پر می‌شود"))
def full_disk(scene: Scene, monkeypatch: pytest.MonkeyPatch, line: str, what: str) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        log = scene.round / "log.jsonl"
        if what == "هر پرونده" or (log.exists() and os.fstat(handle).st_ino == log.stat().st_ino):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    scene.kept["fsync"] = real
    meanwhile(scene, line, lambda: monkeypatch.setattr(os, "fsync", fsync))


@given("دیسک دوباره جا دارد")
def room_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scene.code == 3, scene.errors
    assert os.fsync is not scene.kept["fsync"]
    monkeypatch.setattr(os, "fsync", scene.kept["fsync"])


@then("در اداره پروندهٔ نیمه‌کاره‌ای نیست")
def no_halves_left(scene: Scene) -> None:
    assert not [name for name in scene.files() if name.endswith(".part")]


@when(parsers.re(r"که هم‌زمان به «(?P<facts>[^»]+)» پاسخ «(?P<typed>[^»]+)» داده می‌شود"))
def at_once(scene: Scene, facts: str, typed: str) -> None:
    command = [sys.executable, str(REPOSITORY / "cli.py"), "answer", str(scene.office)]
    running = [
        subprocess.Popen(
            [*command, fact, "--by", fact],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        for fact in facts.split("، ")
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write(typed.encode() + b"\n")
        process.stdin.close()
    assert [process.wait(60) for process in running] == [0] * len(running)


@given("اداره‌ای که برنامه آن را با همهٔ پرسش‌ها ساخته است")
def laid_down(scene: Scene) -> None:
    call(scene, "new", str(scene.office), "--id", "tiny-office", "--round", ROUND)
    assert scene.code == 0, scene.errors


@given("پوشهٔ جاری خانهٔ کاربر است")
def here(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(scene.base)


@given(parsers.re(r"در پرونده «(?P<old>[^»]+)» دستی به «(?P<new>[^»]+)» تغییر داده شده است"))
def edited_by_hand(scene: Scene, old: str, new: str) -> None:
    text = scene.answers.read_text("utf-8")
    assert text.count(old) == 1
    scene.answers.write_text(text.replace(old, new), "utf-8")


@then(parsers.re(r"تغییر دستی «(?P<fact>[\w.-]+)» در سابقه به نام «(?P<who>[^»]+)» نیست"))
def not_his(scene: Scene, fact: str, who: str) -> None:
    found = [change for change in changes(scene) if change["fact"] == fact and change["where"] == "file"]
    assert len(found) == 1
    assert found[0]["who"] != who


@then(parsers.re(r"دلیل «(?P<fact>[\w.-]+)» در پرونده «(?P<text>.+)» است"))
def reason_is(scene: Scene, fact: str, text: str) -> None:
    assert entry(scene, fact) == {"not_applicable": text}


@then(parsers.re(r"تنها سطر «(?P<fact>[\w.-]+)» پروندهٔ پاسخ‌ها تغییر کرده است"))
def one_line(scene: Scene, fact: str) -> None:
    old = scene.before[f"rounds/{ROUND}/answers.yaml"].decode().split("\n")
    new = scene.answers.read_text("utf-8").split("\n")
    assert len(old) == len(new)
    differing = [one for one, other in zip(new, old, strict=True) if one != other]
    assert len(differing) == 1
    assert differing[0].startswith(f"  {fact}: {{value: ")


@given(
    parsers.re(
        r"پیش از سطر (?P<line>\d+) گفت‌وگو همکاری نامهٔ «(?P<letter>[^»]+)» را به «(?P<fact>[\w.-]+)» پیوست می‌کند"
    )
)
def attached_meanwhile(scene: Scene, line: str, letter: str, fact: str) -> None:
    command = ["evidence", "attach", str(scene.office), fact, "--letter", letter, "--by", "همکار"]

    def attach() -> None:
        environment = os.environ | {"PYTHONUTF8": "1"}
        subprocess.run(
            [sys.executable, str(REPOSITORY / "cli.py"), *command], check=True, env=environment, timeout=60
        )

    meanwhile(scene, line, attach)


@given(parsers.re(r"پاسخ‌های زیر پیش‌تر در گفت‌وگو داده شده است"))
@when(parsers.re(r"که در گفت‌وگو این سطرها نوشته می‌شود"))
def type_lines(scene: Scene, docstring: str) -> None:
    converse(scene, docstring.split("\n"))


@when(parsers.re(r"که در گفت‌وگو با گزینه‌های «(?P<options>[^»]+)» این سطرها نوشته می‌شود"))
def type_lines_with(scene: Scene, options: str, docstring: str) -> None:
    converse(scene, docstring.split("\n"), *shlex.split(options))


@given(parsers.re(r"برای «(?P<fact>[\w.-]+)» در گفت‌وگو «(?P<typed>[^»]+)» نوشته شده است"))
@when(parsers.re(r"(که )?برای «(?P<fact>[\w.-]+)» در گفت‌وگو «(?P<typed>[^»]+)» نوشته می‌شود"))
def answer_one(scene: Scene, fact: str, typed: str) -> None:
    converse(scene, typed.split("⏎"), fact)


@when(parsers.re(r"که همهٔ پرسش‌های گفت‌وگو( با گزینه‌های «(?P<options>[^»]+)»)? بی‌پاسخ دیده می‌شود"))
def skip_all(scene: Scene, options: str | None) -> None:
    converse(scene, [""] * 200, *shlex.split(options or ""))


@when("که گفت‌وگو با سطرهایی از رمزگذاری ویندوز ۱۲۵۶ خوانده می‌شود")
def other_encoding(scene: Scene) -> None:
    text = "م چون نداريم\n1\n"
    call(scene, "answer", str(scene.office), "--by", WHO, keyboard=io.BytesIO(text.encode("cp1256")))


@when("که گفت‌وگو با پرونده‌ای به شیوهٔ ویندوز خوانده می‌شود")
def windows_file(scene: Scene, docstring: str) -> None:
    data = docstring.replace("\n", "\r\n").encode("utf-8-sig")
    call(scene, "answer", str(scene.office), "--by", WHO, keyboard=io.BytesIO(data))


@when(parsers.re(r"که برنامه پس از پاسخ «(?P<typed>[^»]+)» و دیده‌شدن پرسش (?P<n>\d+) کشته می‌شود"))
def killed(scene: Scene, typed: str, n: str) -> None:
    command = [sys.executable, str(REPOSITORY / "cli.py"), "answer", str(scene.office), "--by", WHO, "--lang", "fa"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"PYTHONUTF8": "1"}
    ) as process:
        guard = threading.Timer(60, process.kill)
        guard.start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(typed.encode() + b"\n")
        process.stdin.flush()
        seen = any(f"پرسش {n} از" in line.decode() for line in iter(process.stdout.readline, b""))
        process.kill()
        guard.cancel()
    assert seen


@then(parsers.re(r"پاسخ «(?P<fact>[\w.-]+)» در پرونده «(?P<text>[^»]+)» است"))
def stands(scene: Scene, fact: str, text: str) -> None:
    assert entry(scene, fact) == wanted(text), scene.errors


@then(parsers.re(r"«(?P<fact>[\w.-]+)» در پرونده پاسخی ندارد"))
def open_(scene: Scene, fact: str) -> None:
    assert entry(scene, fact) == {}


@then(parsers.re(r"در پرونده تنها به «(?P<facts>[^»]+)» پاسخ داده شده است"))
def only_these(scene: Scene, facts: str) -> None:
    assert {fact for fact in scene.read_answers() if entry(scene, fact)} == set(facts.split("، "))


@then("در پرونده به چیزی پاسخ داده نشده است")
def nothing_answered(scene: Scene) -> None:
    assert not [fact for fact in scene.read_answers() if entry(scene, fact)]


@then("همهٔ پرونده‌های اداره همان است که بود")
def all_same(scene: Scene) -> None:
    files = {name: data for name, data in scene.files().items() if not name.endswith(".lock")}
    assert files == {name: data for name, data in scene.before.items() if not name.endswith(".lock")}


@then("پروندهٔ پاسخ‌ها بایت به بایت همان است که بود")
def same_bytes(scene: Scene) -> None:
    assert scene.answers.read_bytes() == scene.before["rounds/1405-2/answers.yaml"]


@then("پروندهٔ پاسخ‌ها چنین است")
def file_is(scene: Scene, docstring: str) -> None:
    text = docstring.replace("امروز", dates.write(clock.today())) + "\n"
    assert scene.answers.read_text("utf-8") == text


@then(parsers.re(r"پرسش‌ها به ترتیب «(?P<facts>[^»]+)» پرسیده شد"))
def asked_in_order(scene: Scene, facts: str) -> None:
    assert asked(scene) == facts.split("، ")


@then(parsers.re(r"نخستین پرسش دربارهٔ «(?P<fact>[\w.-]+)» بود"))
def asked_first(scene: Scene, fact: str) -> None:
    assert asked(scene)[0] == fact


@then(parsers.re(r"«(?P<fact>[\w.-]+)» پرسیده نشد"))
def not_asked(scene: Scene, fact: str) -> None:
    assert asked(scene)
    assert fact not in asked(scene)


@then("هر قلم تنها یک بار پرسیده شد")
def asked_once(scene: Scene) -> None:
    assert len(asked(scene)) == len(set(asked(scene)))
    assert set(programme_facts()) <= set(asked(scene))


@then(parsers.re(r"همهٔ پرسش‌های واحدهای «(?P<owners>[^»]+)» و تنها آن‌ها پرسیده شد"))
def asked_of_unit(scene: Scene, owners: str) -> None:
    facts, of = all_facts(), owners.split("، ")
    assert {facts[fact]["owner"] for fact in asked(scene)} == set(of)
    assert {fact for fact in programme_facts() if facts[fact]["owner"] in of} <= set(asked(scene))


@then(parsers.re(r"همهٔ سنجه‌های شاخص «(?P<indicator>\w+)» پرسیده شد و جز «(?P<more>[^»]+)» پرسش دیگری نبود"))
def asked_of_indicator(scene: Scene, indicator: str, more: str) -> None:
    assert set(asked(scene)) == {*programme_facts(indicator), *more.split("، ")}


@then("پرسش‌ها از پرامتیازترین به کم‌امتیازترین پرسیده شد")
def heaviest_first(scene: Scene) -> None:
    points = programme_points()
    worth = [points.get(fact, Fraction(0)) for fact in asked(scene)]
    assert len(worth) >= len(points)
    assert worth == sorted(worth, reverse=True)
    assert len(set(worth)) > 5


@then(parsers.re(r"تنها (?P<n>\d+) پرسش پرسیده شد"))
def asked_so_many(scene: Scene, n: str) -> None:
    assert len(asked(scene)) == whole(n)


@then(parsers.re(r"پیام خطا «(?P<words>[^»]+)» را دارد"))
def error_has(scene: Scene, words: str) -> None:
    assert words in scene.errors


@then("پیام خطا آنچه دیده شده، آنچه انتظار می‌رود و چاره را دارد")
def error_complete(scene: Scene) -> None:
    assert all(word in scene.errors for word in ("مشاهده:", "انتظار:", "چاره:"))


@then("پیام خطایی نیست")
def no_error(scene: Scene) -> None:
    assert scene.errors == ""


@then("متن پرسش این‌ها را دارد")
def question_has(scene: Scene, datatable: list[list[str]]) -> None:
    for (text,) in datatable:
        assert text in scene.output, text


def evidence_of(scene: Scene, fact: str) -> list[Any]:
    """Return what the file lists as evidence of a fact."""
    return list((scene.read_answers().get(fact) or {}).get("evidence") or [])


@then(
    parsers.re(
        r"در پرونده به «(?P<fact>[\w.-]+)» پاسخ «(?P<value>\w+)» با پیوست «(?P<name>[^»]+)» مورخ «(?P<day>[\d/]+)» ثبت شده است"
    )
)
def answered_with_file(scene: Scene, fact: str, value: str, name: str, day: str) -> None:
    assert scene.read_answers()[fact]["value"] == value
    assert evidence_of(scene, fact) == [{"file": name, "date": day}]


@then(
    parsers.re(
        r"نامهٔ «(?P<letter>[^»]+)» مورخ «(?P<day>[\d/]+)» نزد «(?P<holder>[^»]+)» با طبقهٔ «(?P<class_>[^»]+)» "
        r"پیوست «(?P<fact>[\w.-]+)» است"
    )
)
def letter_listed(scene: Scene, letter: str, day: str, holder: str, class_: str, fact: str) -> None:
    assert evidence_of(scene, fact) == [{"letter": letter, "date": day, "held_by": holder, "class": class_}]


@then(parsers.re(r"نامهٔ «(?P<letter>[^»]+)» پیوست «(?P<fact>[\w.-]+)» و پاسخ آن «(?P<value>\w+)» است"))
def letter_and_answer(scene: Scene, letter: str, fact: str, value: str) -> None:
    assert evidence_of(scene, fact) == [{"letter": letter}]
    assert scene.read_answers()[fact]["value"] == value


def in_evidence_folder(scene: Scene) -> list[str]:
    """Return the names in the round's evidence folder, locks of the program left out."""
    folder = scene.round / "evidence"
    return sorted(p.name for p in folder.iterdir() if not p.name.endswith(".lock")) if folder.exists() else []


@then(parsers.re(r"در پوشهٔ مستندات تنها «(?P<names>[^»]+)» هست"))
def only_in_folder(scene: Scene, names: str) -> None:
    assert in_evidence_folder(scene) == sorted(names.split("، "))


@then("در پوشهٔ مستندات چیزی نیست")
def empty_folder(scene: Scene) -> None:
    assert in_evidence_folder(scene) == []


@then("هر پاسخ پیش از پرسش بعدی در پرونده و سابقه و روی دیسک بود")
def on_disk(scene: Scene) -> None:
    first, *later = scene.kept["looks"]
    assert not first.answers
    assert len(later) >= 3
    for n, look in enumerate(later, 1):
        assert (len(look.answers), look.recorded) == (n, n)
        assert set(look.inodes) == {"answers.yaml", "log.jsonl", "1405-2"}
        for name, (inode, size) in look.inodes.items():
            assert inode in look.synced, f"{name} was not synced before line {n + 1}"
            assert name == "1405-2" or look.synced[inode] == size, name


def chain(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield of every line the hash it bears, the one it should bear, and the one it says to follow."""
    for line in path.read_text("utf-8").splitlines():
        body = line[: line.rindex(_HASH)]
        plain = json.loads(line)
        yield plain["hash"], hashlib.sha256(body.encode()).hexdigest(), plain["previous"]


@then("سابقه با شیوه‌ای که مستند شده است زنجیر شده است")
def chained(scene: Scene) -> None:
    last = "0" * 64
    lines = list(chain(scene.round / "log.jsonl"))
    assert lines
    for said, right, previous in lines:
        assert (said, previous) == (right, last)
        last = said
    assert [record["number"] for record in records(scene)] == list(range(1, len(lines) + 1))


@then("سابقه این تغییرها را به ترتیب دارد")
def recorded(scene: Scene, datatable: list[list[str]]) -> None:
    _head, *rows = datatable
    found = [
        [c["who"], c["where"], c["fact"], _side(c["before"]), _side(c["after"])] for c in changes(scene)[-len(rows) :]
    ]
    assert len(changes(scene)) >= len(rows)
    assert found == [[row[0], row[1], row[2], *(_wanted_side(cell) for cell in row[3:])] for row in rows]


def _side(stated: dict[str, Any] | None) -> dict[str, Any] | None:
    if stated is None:
        return None
    return {key: value for key, value in stated.items() if key not in _ABOUT}


def _wanted_side(cell: str) -> dict[str, Any] | None:
    return None if cell == "—" else wanted(cell)


@then(parsers.re(r"سابقه (?P<n>\d+) تغییر دارد"))
def so_many_changes(scene: Scene, n: str) -> None:
    assert len(changes(scene)) == whole(n)


@then("پروندهٔ نیمه‌کارهٔ همکار دست نخورده است")
def broken_untouched(scene: Scene) -> None:
    assert scene.answers.read_bytes() == scene.kept["broken"]


@then(parsers.re(r"خروجی JSON با شِمای «(?P<name>[\w-]+)» می‌خواند"))
def valid_json(scene: Scene, name: str) -> None:
    published = schema.published(name)
    Draft202012Validator.check_schema(published)
    problems = [error.message for error in Draft202012Validator(published).iter_errors(scene.json)]
    assert problems == []


@then(parsers.re(r"خروجی JSON برای «(?P<path>[\w.]+)» «(?P<text>[^»]*)» را دارد"))
def json_holds(scene: Scene, path: str, text: str) -> None:
    value: Any = scene.json
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    assert json.dumps(value, ensure_ascii=False) == text


@when("که در ارزیابی شتابان به پرامتیازترین پرسش‌ها پاسخی میانه داده می‌شود")
def answer_quickly(scene: Scene) -> None:
    points, targets, facts = programme_points(), programme_targets(), all_facts()
    heaviest = sorted(dict.fromkeys(programme_facts()), key=lambda fact: -points.get(fact, 0))
    typed = {"counts": "۹ از ۱۰", "level": "۲", "yes-no": "بله"}
    lines = [typed.get(facts[fact]["answer"]) or str(targets[fact]) for fact in heaviest[:8]]
    converse(scene, lines, "--quick", "--json")


@then(parsers.re(r"پس از (?P<n>\d+) پاسخ بازهٔ امتیاز موقت با آنچه از پروندهٔ کاربرگ به دست می‌آید یکی است"))
def json_provisional(scene: Scene, n: str) -> None:
    record, points, targets = scene.json["checklists"][0], programme_points(), programme_targets()
    amounts = {"counts": 90, "level": 2, "yes-no": 1}
    saved = [key["fact"] for key in scene.json["saved"]]
    assert len(saved) == whole(n)
    assert record["provisional"] is True
    reached = {fact: amounts.get(all_facts()[fact]["answer"], targets[fact]) for fact in saved}
    shares = {fact: min(Fraction(1), reached[fact] / targets[fact]) for fact in saved}
    low = sum(points[fact] * share for fact, share in shares.items())
    lost = sum(points[fact] * (1 - share) for fact, share in shares.items())
    assert abs(exact(record["low"]) - low) <= Fraction(1, 200)
    assert abs(exact(record["high"]) - (100 - lost)) <= Fraction(1, 200)


@then("در خروجی هیچ نشانهٔ جهتی نیست")
def no_marks(scene: Scene) -> None:
    assert not set(scene.output) & set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@then("حرف‌های خروجی پیوسته و سطرها به ترتیب دیداری است")
def visual_order(scene: Scene) -> None:
    joined = [c for c in scene.output if "\ufb50" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufefc"]
    assert len(joined) > 100
    assert not re.search("[بپتثجچحخسشصضطظعغفقکگلمنهی]{2}", scene.output)
    no_marks(scene)


@given("رونوشتی از اداره برای مقایسه کنار گذاشته شده است")
def set_aside(scene: Scene) -> None:
    scene.kept["begun"] = scene.answers.read_bytes()


@given("بایت‌های پروندهٔ پاسخ‌ها نگه داشته و اداره به حال نخست برگردانده شده است")
def begin_again(scene: Scene) -> None:
    scene.kept["first"] = scene.answers.read_bytes()
    scene.answers.write_bytes(scene.kept["begun"])
    (scene.round / "log.jsonl").unlink()


@then("بایت‌های پروندهٔ پاسخ‌ها همان است که بار نخست بود")
def same_as_first(scene: Scene) -> None:
    assert scene.answers.read_bytes() == scene.kept["first"]
    assert scene.kept["first"] != scene.kept["begun"]


@given(parsers.re(r"سطرهای پروندهٔ پاسخ‌ها به شیوهٔ ویندوز است و نشان ترتیب بایت دارد"))
def crlf(scene: Scene) -> None:
    text = scene.answers.read_text("utf-8").replace("\n", "\r\n")
    scene.answers.write_bytes(text.encode("utf-8-sig"))


@then(parsers.re(r"پروندهٔ پاسخ‌ها همچنان به شیوهٔ ویندوز است و در آن «(?P<text>[^»]+)» هست"))
def still_crlf(scene: Scene, text: str) -> None:
    data = scene.answers.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 2
    assert text in data.decode("utf-8-sig")
