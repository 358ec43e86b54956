"""Headquarters: keys enrolled, rounds run, inboxes collected. All offices are invented."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pytest_bdd import given, parsers, then, when

from compliance.commands.group import cli
from compliance.filing import keys, package, record, seals, transport
from compliance.headquarters import checking, enrolling, faults, simulating, store
from compliance.headquarters.keyring import number_of
from compliance.headquarters.simulating import Plan
from compliance.model.filing import Declaration, Enrolment
from compliance.model.office import Value
from compliance.persian.letters import persian_digits
from tests import inbox
from tests.steps.scene import Scene, whole


@dataclass
class Headquarters:
    """A store and an inbox below the scene, driven by the command line."""

    scene: Scene
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self.scene.base / "store"

    @property
    def inbox(self) -> Path:
        """Where filings are laid."""
        return self.scene.base / "inbox"

    def run(self, verb: str, *arguments: object, typed: str | None = None) -> Result:
        """Run a verb on the store."""
        told = [*verb.split(), str(self.store), *map(str, arguments), "--lang", "fa"]
        self.scene.result = CliRunner().invoke(cli, ["hq", *told], input=typed, catch_exceptions=False)
        return self.scene.result

    def lay(self, content: bytes, name: str) -> Path:
        """Lay a file into the inbox."""
        self.inbox.mkdir(exist_ok=True)
        path = self.inbox / name
        path.write_bytes(content)
        return path

    def collect(self, path: Path, *options: str) -> None:
        """Collect one file or folder, as JSON."""
        self.run("collect", path, *options, "--json")

    def ask(self, sql: str, *values: Any) -> list[Any]:
        """Ask the record."""
        with store.opened(self.store) as opened:
            return opened.ask(sql, *values)

    def verdict(self, office: int) -> dict[str, Any]:
        """The verdict on an office's only filing in what was printed last."""
        id_ = inbox.office(office).filer.id
        (found,) = [one for one in self.scene.json["files"] if one["office"] == id_]
        return dict(found)


@pytest.fixture
def hq(scene: Scene) -> Headquarters:
    """Headquarters of the scene."""
    return Headquarters(scene)


def office(text: str) -> int:
    """The number of an invented office, which features count from one."""
    return whole(text) - 1


NUMBER = r"(?P<number>[۰-۹]+)"


@given("مخزن ستاد مرکزی")
@given(parsers.re(rf"مخزن ستاد مرکزی با {NUMBER} اداره"))
def laid_down(hq: Headquarters, number: str = "۰") -> None:
    inbox.laid_down(hq.store, whole(number)).close()
    hq.kept["log"] = hq.ask("select max(seq) from log")


@given("مخزن ستاد مرکزی با پرونده‌های آزمایشی ایراددار")
def with_faults(hq: Headquarters) -> None:
    laid_down(hq)
    simulating.faulty(hq.scene.base / "sim", Plan(1, (inbox.ROUND,), 0, 1))
    hq.run("enrol", hq.scene.base / "sim", "--yes", "--letter", "1")


# --- keys


def written(hq: Headquarters, number: int, **more: Any) -> Path:
    return inbox.write_enrolment(hq.scene.base / "letters", inbox.enrolment(number, **more))


@when(parsers.re(rf"(که )?کلید ادارهٔ {NUMBER} با اثر انگشت نامه ثبت می‌شود"))
def enrolled_by_letter(hq: Headquarters, number: str) -> None:
    made = inbox.enrolment(office(number))
    groups = keys.grouped(keys.fingerprint(made.key)).upper()
    path = written(hq, office(number))
    hq.run(
        "enrol",
        path,
        "--fingerprint",
        groups,
        "--letter",
        "1405/217",
        "--letter-date",
        "1405/07/05",
        "--yes",
        "--json",
    )


@when(parsers.re(rf"که کلید ادارهٔ {NUMBER} با اثر انگشتی دیگر ثبت می‌شود"))
def enrolled_wrongly(hq: Headquarters, number: str) -> None:
    hq.run("enrol", written(hq, office(number)), "--fingerprint", "ab " * 32, "--yes")


@when(parsers.re(rf"که در پاسخ به پرسش اثر انگشت ادارهٔ {NUMBER} «(?P<said>[^»]+)» گفته می‌شود"))
def answered(hq: Headquarters, number: str, said: str) -> None:
    hq.run("enrol", written(hq, office(number)), typed=f"شاید\n{said}\n")


@when("که فایلی دیگر به جای ثبت کلید داده می‌شود")
def another_file(hq: Headquarters) -> None:
    path = hq.scene.base / "enrolment.json"
    path.write_text('{"format": 1}', "utf-8")
    hq.run("enrol", path, "--yes")


@when(parsers.re(rf"که کلید ادارهٔ {NUMBER} به نام ادارهٔ (?P<other>[۰-۹]+) ثبت می‌شود"))
def stolen(hq: Headquarters, number: str, other: str) -> None:
    made = inbox.enrolment(office(number))._replace(office=inbox.office(office(other)).filer)
    hq.run("enrol", inbox.write_enrolment(hq.scene.base, made), "--yes")


@when(parsers.re(rf"که کلید تازهٔ ادارهٔ {NUMBER} که کلید (?P<which>پیشین|دیگری) آن را مُهر کرده ثبت می‌شود"))
def replaced(hq: Headquarters, number: str, which: str) -> None:
    n = office(number)
    made = inbox.enrolment(n, "new", made="1405/09/01", replaces=number_of(inbox.enrolment(n)))
    path = inbox.write_enrolment(hq.scene.base, made)
    key = inbox.key(n, "own" if which == "پیشین" else "stranger").secret_key
    said = seals.comment(inbox.office(n).filer.id, "-", inbox.TIME, "office")
    path.with_name(f"{path.name}.minisig").write_bytes(seals.made(path.read_bytes(), key, said))
    hq.run("enrol", path, "--yes", "--json")


@when(parsers.re(rf"که کلید ادارهٔ {NUMBER} با اثر انگشتی که به فارسی نوشته شده ثبت می‌شود"))
def enrolled_by_persian_letter(hq: Headquarters, number: str) -> None:
    groups = keys.grouped(keys.fingerprint(inbox.enrolment(office(number)).key))
    typed_ = persian_digits(groups).replace(" ", "\u200c ", 4)
    hq.run("enrol", written(hq, office(number)), "--fingerprint", f"\u200f{typed_}", "--yes")


def folder_of(hq: Headquarters, *made: Enrolment) -> Path:
    folder = hq.scene.base / "came"
    for place, one in enumerate(made):
        inbox.write_enrolment(folder, one, f"{place}")
    return folder


@when(parsers.re(rf"که پوشهٔ کلیدهای {NUMBER} اداره (?P<how>با یک اثر انگشت|بی‌پاسخ به پرسش) ثبت می‌شود"))
def enrolled_folder(hq: Headquarters, number: str, how: str) -> None:
    folder = folder_of(hq, *(inbox.enrolment(place) for place in range(whole(number))))
    told = ["--fingerprint", keys.fingerprint(inbox.enrolment(0).key)] if "انگشت" in how else []
    hq.run("enrol", folder, *told, "--json", typed="")


@when(
    parsers.re(
        rf"که (?P<what>پوشهٔ|فایل) کلید ادارهٔ {NUMBER} با نامهٔ «(?P<letter>[^»]+)» مورخ «(?P<day>[^»]+)» دوباره ثبت می‌شود"
    )
)
def enrolled_again(hq: Headquarters, what: str, number: str, letter: str, day: str) -> None:
    folder = folder_of(hq, inbox.enrolment(office(number)))
    dated = [] if day == "-" else ["--letter-date", day]
    hq.run("enrol", folder if what == "پوشهٔ" else folder / "0.json", "--letter", letter, *dated, typed="")


@then("تنها یک ایراد گفته می‌شود")
def one_problem(hq: Headquarters) -> None:
    assert len(hq.scene.json["problems"]) == 1


@then("یادآوری می‌شود که اثر انگشت‌ها با نامه مقایسه شود")
def told_to_compare(hq: Headquarters) -> None:
    assert "از کسی پرسیده نشد" in hq.scene.errors


@then(parsers.re(rf"اثر انگشت کلید ادارهٔ {NUMBER} با نشان «(?P<mark>[^»]+)» در فهرست است"))
def marked(hq: Headquarters, number: str, mark: str) -> None:
    shown = hq.run("offices", inbox.office(office(number)).filer.id).stdout
    assert mark in shown
    assert all(
        group in shown for group in keys.grouped(keys.fingerprint(inbox.enrolment(office(number)).key)).split()
    )


NEW_KEYS = ("تازهٔ بی‌مُهر", "تازهٔ مُهرشده", "دیگر، بی‌نام کلید پیشین", "مُهرشدهٔ پس از ابطال")
HOW = {
    "بی‌پاسخ به پرسش": ((), ""),
    "با گزینهٔ «--yes»": (("--yes",), None),
    "با پاسخ «بله»": ((), "بله\n"),
    "با اثر انگشت و «--yes»": (("--yes",), None),
}


@when(
    parsers.re(
        rf"که پوشه‌ای با کلید (?P<which>{'|'.join(NEW_KEYS)}) ادارهٔ {NUMBER} (?P<how>{'|'.join(HOW)}) ثبت می‌شود"
    )
)
def replaced_in_folder(hq: Headquarters, which: str, number: str, how: str) -> None:
    n = office(number)
    old = number_of(inbox.enrolment(n))
    made = inbox.enrolment(n, "new", made="1405/09/01", replaces=None if which == NEW_KEYS[2] else old)
    folder = folder_of(hq, made)
    if which in (NEW_KEYS[1], NEW_KEYS[3]):
        sealed_by_own(hq, n, folder / "0.json")
    if which == NEW_KEYS[3]:
        hq.run("revoke", old, "--why", "گم شد", "--from", "1405/09/01")
    told, typed = HOW[how]
    by_letter = ["--fingerprint", keys.grouped(keys.fingerprint(made.key))] if "انگشت" in how else []
    hq.run("enrol", folder, *told, *by_letter, typed=typed)


def sealed_by_own(hq: Headquarters, n: int, path: Path) -> None:
    said = seals.comment(inbox.office(n).filer.id, "-", inbox.TIME, "office")
    seal = seals.made(path.read_bytes(), inbox.key(n).secret_key, said)
    path.with_name(f"{path.name}.minisig").write_bytes(seal)


@then(parsers.re(rf"ادارهٔ {NUMBER} در مخزن (?P<count>[۰-۹]+) کلید دارد"))
def so_many_keys(hq: Headquarters, number: str, count: str) -> None:
    rows = hq.ask(
        "select 1 from office_key where office = ? and until is null", inbox.office(office(number)).filer.id
    )
    assert len(rows) == whole(count)


@given(parsers.re(rf"کلید ادارهٔ {NUMBER} از «(?P<day>[^»]+)» باطل شده است"))
@when(parsers.re(rf"که کلید ادارهٔ {NUMBER} از «(?P<day>[^»]+)» باطل می‌شود"))
def revoked(hq: Headquarters, number: str, day: str) -> None:
    hq.run("revoke", number_of(inbox.enrolment(office(number))), "--why", "گم شد", "--from", day)
    assert hq.scene.code == 0, hq.scene.errors


@when(parsers.re(rf"که دستگاه ادارهٔ {NUMBER} به «(?P<body>[^»]+)» تغییر می‌کند"))
def described(hq: Headquarters, number: str, body: str) -> None:
    hq.run("describe", inbox.office(office(number)).filer.id, "--body", body, "--letter", "1405/55")


@when(parsers.re(rf"که در توصیف ادارهٔ {NUMBER} گزینهٔ «(?P<option>[^»]+)» «(?P<text>[^»]+)» داده می‌شود"))
def described_by(hq: Headquarters, number: str, option: str, text: str) -> None:
    hq.run("describe", inbox.office(office(number)).filer.id, option, text)


@when("که فهرست اداره‌های ستاد خواسته می‌شود")
def listed(hq: Headquarters) -> None:
    hq.run("offices", "--json")


@when(parsers.re(rf"که ادارهٔ {NUMBER} در گروه «(?P<group>[^»]+)» گذاشته می‌شود"))
def grouped(hq: Headquarters, number: str, group: str) -> None:
    hq.run("group", group, inbox.office(office(number)).filer.id)


@then(parsers.re(rf"گروه ادارهٔ {NUMBER} در فهرست «(?P<group>[^»]+)» است"))
def has_group(hq: Headquarters, number: str, group: str) -> None:
    hq.run("offices", inbox.office(office(number)).filer.id, "--json")
    assert hq.scene.json["offices"][0]["group"] == group


@then(parsers.re(rf"در مخزن {NUMBER} اداره هست"))
def so_many(hq: Headquarters, number: str) -> None:
    assert len(hq.ask("select 1 from office where until is null")) == whole(number)


# --- rounds


@given(parsers.re(r"دورهٔ «(?P<id_>[^»]+)» از «(?P<first>[^»]+)» تا «(?P<last>[^»]+)» باز است"))
def opened(hq: Headquarters, id_: str, first: str, last: str) -> None:
    hq.run("round open", id_, "--from", first, "--close", last)


@when(parsers.re(r"که دورهٔ «(?P<id_>[^»]+)» باز می‌شود"))
@when(parsers.re(r"که دورهٔ «(?P<id_>[^»]+)» با کاربرگ‌های «(?P<named>[^»]+)» باز می‌شود"))
def opened_by(hq: Headquarters, id_: str, named: str = "") -> None:
    hq.run("round open", id_, *(f"--checklist={one}" for one in named.split("، ") if one))


@when(parsers.re(r"که دورهٔ «(?P<id_>[^»]+)» در روز «(?P<day>[^»]+)» بسته می‌شود"))
def closed_on(hq: Headquarters, id_: str, day: str) -> None:
    hq.run("round close", id_, "--on", day)


@then(parsers.re(rf"در سوابق ستاد {NUMBER} بار «(?P<deed>[^»]+)» هست"))
def so_often(hq: Headquarters, number: str, deed: str) -> None:
    assert len(hq.ask("select 1 from log where data like ?", f'%"deed":"{deed}"%')) == whole(number)


@then(parsers.re(rf"{NUMBER} ایراد گفته می‌شود"))
def so_many_problems(hq: Headquarters, number: str) -> None:
    assert f"شمار ایرادها: {number}" in hq.scene.errors


@given(parsers.re(rf"دورهٔ «(?P<id_>[^»]+)» تنها برای ادارهٔ {NUMBER} باز است"))
def opened_for(hq: Headquarters, id_: str, number: str) -> None:
    listed_ = hq.scene.base / "eligible.txt"
    listed_.write_text(inbox.office(office(number)).filer.id + "\n", "utf-8")
    hq.run("round open", id_, "--from", "1405/07/01", "--eligible", listed_)


@when(parsers.re(r"که دورهٔ «(?P<id_>[^»]+)» تا «(?P<last>[^»]+)» تمدید می‌شود"))
def extended(hq: Headquarters, id_: str, last: str) -> None:
    told = ["hq", "round", "extend", str(hq.store), id_, "--close", last, "--letter", "1405/300"]
    hq.scene.result = CliRunner().invoke(cli, [*told, "--lang", "fa"], catch_exceptions=False)
    assert hq.scene.code == 0, hq.scene.errors


@when("فهرست دوره‌ها خواسته می‌شود")
def rounds_listed(hq: Headquarters) -> None:
    hq.run("round list", "--json")


@given("rounds.yaml دستی با این متن")
def by_hand(hq: Headquarters, docstring: str) -> None:
    (hq.store / "rounds.yaml").write_text(docstring + "\n", "utf-8")


@then(parsers.re(r"سطرهای «(?P<lines>[^»]+)» ایراد دارد"))
def lines_named(hq: Headquarters, lines: str) -> None:
    named = {int(line) for line in re.findall(r"rounds\.yaml:(\d+)", hq.scene.errors)}
    named |= {problem["line"] for problem in hq.scene.json["problems"]}
    assert named == {int(line) for line in lines.split("، ")}


@then(parsers.re(r"rounds.yaml هنوز «(?P<text>[^»]+)» را دارد"))
def still_says(hq: Headquarters, text: str) -> None:
    assert text in (hq.store / "rounds.yaml").read_text("utf-8")


@given(parsers.re(rf"وضعیت ادارهٔ {NUMBER} در دورهٔ «(?P<id_>[^»]+)» «(?P<status>[^»]+)» است"))
@when(parsers.re(rf"که وضعیت ادارهٔ {NUMBER} در دورهٔ «(?P<id_>[^»]+)» «(?P<status>[^»]+)» اعلام می‌شود"))
def stated(hq: Headquarters, number: str, id_: str, status: str) -> None:
    hq.run("status", status, inbox.office(office(number)).filer.id, "--round", id_, "--letter", "1405/9")


@when(parsers.re(r"که نامه‌های پیگیری دورهٔ «(?P<id_>[^»]+)» نوشته می‌شود"))
def reminded(hq: Headquarters, id_: str) -> None:
    hq.run("remind", "--round", id_, "--into", hq.scene.base / "reminders", "--letter", "1405/100", "--json")


@then(parsers.re(r"نامهٔ پیگیری تنها برای اداره‌های «(?P<numbers>[^»]+)» نوشته شده است"))
def reminders_for(hq: Headquarters, numbers: str) -> None:
    wanted = {inbox.office(office(number)).filer.id for number in numbers.split("، ")}
    assert {path.stem for path in (hq.scene.base / "reminders").iterdir()} == wanted
    assert set(hq.scene.json["offices"]) == wanted
    assert all("۱۴۰۵/۱۰۰" in path.read_text("utf-8") for path in (hq.scene.base / "reminders").iterdir())


# --- filings


@given(parsers.re(rf"پروندهٔ ادارهٔ {NUMBER} دریافت شده است"))
@when(parsers.re(rf"که پروندهٔ ادارهٔ {NUMBER} دریافت می‌شود"))
@when(parsers.re(rf"که پروندهٔ ادارهٔ {NUMBER} که در «(?P<day>[^»]+)» رسیده بود دریافت می‌شود"))
def received(hq: Headquarters, number: str, day: str | None = None) -> None:
    path = hq.lay(inbox.filing(office(number)), f"{number}.zip")
    hq.collect(path, *(["--received", day] if day else []))


@when(parsers.re(rf"که پروندهٔ ادارهٔ {NUMBER} با نامه دریافت می‌شود"))
def received_with_letter(hq: Headquarters, number: str) -> None:
    path = hq.lay(inbox.filing(office(number)), f"{number}.zip")
    hq.collect(path, "--letters", str(hq.scene.base / "told"))


@then(parsers.re(rf"نامهٔ ادارهٔ {NUMBER} «(?P<text>[^»]+)» را دارد"))
def letter_says(hq: Headquarters, number: str, text: str) -> None:
    letter = hq.scene.base / "told" / f"{inbox.office(office(number)).filer.id}.md"
    assert text in letter.read_text("utf-8")


@when(parsers.re(rf"که پروندهٔ بی‌مُهر ادارهٔ {NUMBER} دریافت می‌شود"))
def received_unsealed(hq: Headquarters, number: str) -> None:
    stream = io.BytesIO()
    evidence = {simulating.EVIDENCE: inbox.evidence(office(number))}
    package.write_parts(stream, record.written(inbox.declared(office(number))), None, None, evidence)
    hq.collect(hq.lay(stream.getvalue(), "unsealed.zip"))


@when(parsers.re(rf"که پروندهٔ رمزشدهٔ ادارهٔ {NUMBER} (?P<how>با|بی‌)\s?کلید ستاد دریافت می‌شود"))
def received_encrypted(hq: Headquarters, number: str, how: str) -> None:
    pyrage = pytest.importorskip("pyrage")
    identity, stream = hq.kept.setdefault("identity", pyrage.x25519.Identity.generate()), io.BytesIO()
    transport.encrypt(io.BytesIO(inbox.filing(office(number))), stream, identity.to_public())
    key = hq.scene.base / "age.key"
    key.write_text(f"# secret\n{identity}\n", "utf-8")
    hq.collect(hq.lay(stream.getvalue(), f"{number}.zip.age"), *(["--identity", str(key)] if how == "با" else []))


@then(parsers.re(r"پروندهٔ رمزشده به دلیل «(?P<reason>[^»]+)» پذیرفته نشده است"))
def encrypted_refused(hq: Headquarters, reason: str) -> None:
    (verdict,) = hq.scene.json["files"]
    assert (verdict["reason"], verdict["detail"]) == (reason, "age")


@then(parsers.re(rf"پروندهٔ ادارهٔ {NUMBER} به دلیل «(?P<reason>[^»]+)» پذیرفته نشده است"))
def refused(hq: Headquarters, number: str, reason: str) -> None:
    verdict = hq.verdict(office(number))
    assert (verdict["status"], verdict["reason"]) == ("rejected", reason)
    assert verdict["message"]
    assert verdict["mend"]
    assert standing(hq, office(number)) is None


@then(parsers.re(rf"پروندهٔ ادارهٔ {NUMBER} پذیرفته شده است"))
def accepted(hq: Headquarters, number: str) -> None:
    verdict = hq.verdict(office(number))
    assert (verdict["status"], verdict["flags"]) == ("accepted", [])
    assert standing(hq, office(number)) == verdict["sha256"]


@then(parsers.re(rf"پروندهٔ ادارهٔ {NUMBER} با تذکر «(?P<code>[^»]+)» پذیرفته شده است"))
def flagged(hq: Headquarters, number: str, code: str) -> None:
    verdict = hq.verdict(office(number))
    assert (verdict["status"], [flag["code"] for flag in verdict["flags"]]) == ("flagged", [code])
    assert standing(hq, office(number)) == verdict["sha256"]


@then(parsers.re(rf"پروندهٔ ادارهٔ {NUMBER} «(?P<status>[^»]+)» است"))
def has_status(hq: Headquarters, number: str, status: str) -> None:
    assert hq.verdict(office(number))["status"] == status


@then(parsers.re(rf"هیچ پرونده‌ای از ادارهٔ {NUMBER} معتبر نیست"))
def none_stands(hq: Headquarters, number: str) -> None:
    assert standing(hq, office(number)) is None


def standing(hq: Headquarters, number: int) -> str | None:
    rows = hq.ask(
        "select f.sha256 from standing s join filing f on f.n = s.filing where s.office = ? and s.until is null",
        inbox.office(number).filer.id,
    )
    return rows[-1][0] if rows else None


@then(parsers.re(rf"SHA-256 پروندهٔ ادارهٔ {NUMBER} یادآوری می‌شود"))
def named(hq: Headquarters, number: str) -> None:
    assert inbox.sha256(inbox.filing(office(number))) in hq.scene.errors


@given("همهٔ پرونده‌های ایراددار دریافت شده است")
def faults_taken(hq: Headquarters) -> None:
    faults_collected(hq)
    hq.kept |= {"first": hq.scene.json, "log": hq.ask("select max(seq) from log")}


@when("که همهٔ پرونده‌های ایراددار دریافت می‌شود")
def faults_collected(hq: Headquarters) -> None:
    hq.collect(hq.scene.base / "sim" / faults.FOLDER)


@then(parsers.re(r"فایل «(?P<name>[^»]+)» به دلیل «(?P<reason>[^»]+)» در قرنطینه است"))
def in_quarantine(hq: Headquarters, name: str, reason: str) -> None:
    (verdict,) = [one for one in hq.scene.json["files"] if Path(one["file"]).name == name]
    assert (verdict["status"], verdict["reason"]) == ("rejected", reason)
    assert verdict["message"]
    assert verdict["mend"]
    kept = hq.store / store.QUARANTINE / verdict["sha256"][:2] / f"{verdict['sha256']}.zip"
    assert kept.read_bytes() == (hq.scene.base / "sim" / faults.FOLDER / name).read_bytes()


@then("نتیجه‌ها همان نتیجه‌های نخست است")
def same_verdicts(hq: Headquarters) -> None:
    again = json.loads(json.dumps(hq.scene.json).replace('"again": true', '"again": false'))
    assert again == hq.kept["first"]


@then("سوابق ستاد چیز تازه‌ای ندارد")
def nothing_new(hq: Headquarters) -> None:
    assert hq.ask("select max(seq) from log") == hq.kept["log"]


@then("سوابق ستاد دست‌نخورده است")
def sound(hq: Headquarters) -> None:
    with store.opened(hq.store) as opened:
        assert checking.check(opened, None) == []


@then(parsers.re(r"در سوابق ستاد «(?P<word>[^»]+)» هست"))
def log_says(hq: Headquarters, word: str) -> None:
    assert hq.ask("select 1 from log where deed = ? or data like ?", word, f'%"{word}"%')


@when("که فهرست قرنطینه خواسته می‌شود")
def quarantine_listed(hq: Headquarters) -> None:
    hq.run("quarantine", "--json")


@when("قرنطینه دوباره بررسی می‌شود")
@when(parsers.re(r"که قرنطینه با گزینهٔ «(?P<option>[^»]+)» دوباره بررسی می‌شود"))
def looked_again(hq: Headquarters, option: str | None = None) -> None:
    hq.run("quarantine", "--again", "--json", *([option] if option else []))


# --- what is conspicuous


def changed(**more: Any) -> bytes:
    return inbox.filing(0, **more)


def with_values(hq: Headquarters, made: Declaration, **more: Any) -> bytes:
    """A filing with other values, whose own scores are what they come to."""
    from compliance.assessment import recomputing

    scores = tuple(recomputing.score_of(one) for one in recomputing.assessments(made, inbox.shipped()))
    return inbox.filing(0, of=made, scores=scores, **more)


def wrong_score(hq: Headquarters) -> bytes:
    first, *others = inbox.declared(0).scores
    return changed(scores=(first._replace(score=(first.score or 0) + 1), *others))


def mostly_away(hq: Headquarters) -> bytes:
    made = inbox.declared(0)
    away = Value(None, not_applicable="نداریم")
    return with_values(hq, made._replace(values=(made.values[0], *(e._replace(value=away) for e in made.values[1:]))))


def contradictory(hq: Headquarters) -> bytes:
    """Two answers on the same services name different totals."""
    from fractions import Fraction

    made = inbox.declared(0)
    there = {entry.fact: entry for entry in made.values if not entry.system}
    sides = ("services.portal", "services.electronic")
    assert set(sides) <= set(there)
    odd = there["services.portal"]._replace(value=Value(Fraction(10), Fraction(1), Fraction(10)))
    other = there["services.electronic"]._replace(value=Value(Fraction(50), Fraction(20), Fraction(40)))
    new = {"services.portal": odd, "services.electronic": other}
    values = tuple(new.get(e.fact, e) if not e.system else e for e in made.values)
    return with_values(hq, made._replace(values=values))


def copied(hq: Headquarters) -> bytes:
    """Two other offices with these very values come first."""
    for number in (1, 2):
        made = inbox.declared(0)._replace(office=inbox.office(number).filer)
        content = simulating.zipped(made, inbox.evidence(0), inbox.key(number).secret_key, inbox.TIME)
        hq.collect(hq.lay(content, f"copy-{number}.zip"))
    return changed()


def reusing(hq: Headquarters) -> bytes:
    made = inbox.declared(0)
    first = made.values[0]._replace(evidence=inbox.declared(1).values[0].evidence)
    hq.collect(hq.lay(inbox.filing(1), "first.zip"))
    content = made._replace(values=(first, *made.values[1:]))
    return simulating.zipped(content, inbox.evidence(1), inbox.key(0).secret_key, inbox.TIME)


def risen(hq: Headquarters) -> bytes:
    """The same key is good from the round before on."""
    with store.opened(hq.store) as opened_:
        early = [enrolling.Found(Path("e"), inbox.enrolment(0, "early", made="1404/07/01"), None)]
        with opened_.changing("test") as change:
            from compliance.headquarters.keyring import Letter

            considered = enrolling.consider(opened_, early)
            enrolling.take(change, opened_, considered, Letter(), None, None, "")
    low = inbox.declared(0, "1405-1", 0, 0.05)
    content = simulating.zipped(
        low, inbox.evidence(0, "1405-1"), inbox.key(0, "early").secret_key, "2026-05-23T08:00:00+03:30"
    )
    hq.collect(hq.lay(content, "before.zip"))
    assert hq.scene.json["accepted"] == 1
    high = inbox.declared(0, inbox.ROUND, 1, 0.9)
    return simulating.zipped(high, inbox.evidence(0), inbox.key(0).secret_key, inbox.TIME)


CONSPICUOUS = {
    "با امتیازی که از پاسخ‌ها به دست نمی‌آید": wrong_score,
    "با بیشترِ سنجه‌ها بی‌موضوعیت": mostly_away,
    "با پاسخ‌های ناسازگار": contradictory,
    "پس از پرونده‌ای که نرسیده": lambda hq: changed(previous="0" * 64),
    "با نام دستگاهی دیگر": lambda hq: changed(office=inbox.office(0).filer._replace(body="other")),
    "با مُهری از فردا": lambda hq: changed(at="2026-11-29T08:00:00+03:30"),
    "با همان مقدارهای دو ادارهٔ دیگر": copied,
    "با همان مستند ادارهٔ دیگر": reusing,
    "با امتیازی بسیار بالاتر از دورهٔ پیش": risen,
}


@when(parsers.re(rf"که پرونده‌ای (?P<how>{'|'.join(CONSPICUOUS)}) دریافت می‌شود"))
def received_conspicuous(hq: Headquarters, how: str) -> None:
    path = hq.lay(CONSPICUOUS[how](hq), "conspicuous.zip")
    hq.run("collect", path, "--letters", hq.scene.base / "told", "--json")


@then(parsers.re(r"آن پرونده با تذکر «(?P<code>[^»]+)» پذیرفته شده است"))
def pointed_out(hq: Headquarters, code: str) -> None:
    (verdict,) = hq.scene.json["files"]
    codes = {flag["code"] for flag in verdict["flags"]}
    assert verdict["status"] == "flagged"
    assert code in codes, str(hq.ask("select round, hash, office from alike"))
    assert codes <= {code, *({"evidence-reused"} if code == "identical" else {"contradiction"} & {code})}
    assert verdict["message"]
    assert standing(hq, 0) == verdict["sha256"]


@then("نامهٔ آن پرونده ادارهٔ دیگری را نام نمی‌برد")
def names_nobody(hq: Headquarters) -> None:
    own = inbox.office(0).filer
    text = (hq.scene.base / "told" / f"{own.id}.md").read_text("utf-8")
    assert own.name_fa in text
    assert not [other for other in range(1, 4) if inbox.office(other).filer.id in text]
