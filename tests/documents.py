"""Offices whose reports are hard to lay out, for the tests of every format, and the documents made of them.

All values are invented.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path

from click.testing import CliRunner

from compliance import language
from compliance.commands.group import cli
from compliance.persian import dates
from compliance.report.content import Report
from compliance.report.document import Document
from compliance.report.parts import compose
from compliance.usecases.gathering import gather, paper_of
from compliance.usecases.opening import open_office

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "bushehr-civil-registry"
DAY = dates.read("1405/09/01")
NAME = "ادارهٔ کل ثبت احوال استان بوشهر"
LONG = "ادارهٔ کل ثبت احوال و آمار جمعیتی و خدمات هویتی استان کهگیلویه و بویراحمد و شهرستان‌های تابع"
LONG_UNIT = "معاونت فناوری اطلاعات، آمار جمعیتی، امور زیرساخت و پشتیبانی سامانه‌های الکترونیکی استان و شهرستان‌ها"
HOSTILE = '=HYPERLINK("x")<script>alert(1)</script> {{ 7*7 }} #set page() | a `b` *c* _d_ [e](javascript:x) \\u'
ARABIC = "اداره كل ثبت احوال استان كهگيلويه"  # as people type it: Arabic kaf and yeh
FORMS = ("planned", "approved", "long", "unanswered", "unplanned", "finished", "many", "hostile", "arabic")


def run(*arguments: object) -> str:
    """Run a verb and return what it printed; it has to succeed or find something."""
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exit_code in (0, 1), result.output
    return result.output


def office(form: str, folder: Path) -> Path:
    """Lay down an office in a folder and return its path."""
    path = Path(shutil.copytree(EXAMPLE, folder / form))
    described = path / "office.yaml"
    text = described.read_text("utf-8")
    if form == "long":
        text = text.replace(NAME, LONG).replace("معاونت فناوری اطلاعات و آمار جمعیتی", LONG_UNIT)
        text = text.replace(
            "en: Bushehr Provincial Civil Registry", f"en: {'Provincial Directorate of Everything ' * 4}"
        )
    if form == "hostile":
        text = text.replace(f"fa: {NAME}", f"fa: '{HOSTILE}'").replace(
            "en: Bushehr Provincial Civil Registry", f"en: '{HOSTILE}'"
        )
        text = text.replace("name: روابط عمومی", "name: '=1+1'").replace("name: حراست", "name: '@SUM(1)'")
    if form == "arabic":
        text = text.replace(NAME, ARABIC)
    described.write_text(text, "utf-8")
    if form == "unanswered":
        answers = path / "rounds" / "1405-2" / "answers.yaml"
        answers.write_text("round: 1405-2\nanswers: {}\n", "utf-8")
        (path / "services.csv").unlink()
    if form != "unplanned":
        run("plan", path, "--from", "1405/09/01", "--target", 75, "--save")
    if form == "approved":
        run("review", "approve", path, "--letter", "1405/ح/217", "--date", "1405/09/02", "--by", "مدیرکل")
    return path


def report(form: str, folder: Path, lang: str = "fa") -> Report:
    """Return what a report of such an office shows in a language, on a fixed day."""
    path = office(form, folder)
    language.use(lang)  # the verbs that laid the office down may have spoken another
    opened = open_office(path)
    assert DAY is not None
    gathered = gather(opened, "programme", paper_of(opened, DAY))
    if form == "many":
        gathered = with_actions(gathered, 200)
    if form == "finished" and gathered.plan is not None:
        none = gathered.plan._replace(actions=(), requests=(), left_out=(), answer_first=())
        gathered = gathered._replace(plan=none)
    return gathered


def document(form: str, folder: Path, lang: str = "fa", parts: Sequence[str] = ("all",)) -> Document:
    """Return the document of such an office in a language."""
    return compose(report(form, folder, lang), parts)


def with_actions(gathered: Report, count: int) -> Report:
    """Return a report whose plan repeats its actions until it has so many, each a few days later."""
    plan, library = gathered.plan, gathered.instruments
    assert plan is not None
    actions = []
    for number, planned in enumerate(islice(cycle(plan.actions), count)):
        later = timedelta(days=3 * (number // len(plan.actions)))
        same = planned.action._replace(id=f"{planned.action.id}-{number}", needs=())
        actions.append(planned._replace(action=same, start=planned.start + later, end=planned.end + later, why=None))
    more = {planned.action.id: planned.action for planned in actions}
    return gathered._replace(
        plan=plan._replace(actions=tuple(actions)), instruments=library._replace(actions={**library.actions, **more})
    )


def plain(text: str) -> str:
    """Return a text as a reader compares it: without direction marks, half-spaces and doubled spaces."""
    return re.sub(r"\s+", " ", re.sub("[\u200c-\u200f\u2066-\u2069\u202a-\u202e]", "", text))
