"""Ratios of what people wait for, each against a floor measured in the same run.

Whole processes are run in turn with their floor, many times; the median of the pairs' ratios is
printed. Byte code is compiled first, as an installed wheel has it.
"""

from __future__ import annotations

import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compliance.forms.bench import Bench
    from compliance.model.stated import Stated
    from compliance.report.document import Document
    from compliance.usecases.opening import Opened
    from tests.plan_checker import Case

ROOT = Path(__file__).parent.parent
OFFICE = str(ROOT / "examples" / "bushehr-civil-registry")
FLOOR = [sys.executable, "-c", "import click"]
PROGRAM = [sys.executable, str(ROOT / "cli.py")]


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Return the wall time of one whole process."""
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, check=False)
    return time.perf_counter() - begin


def ratio(command: list[str], environment: dict[str, str], pairs: int = 21) -> tuple[float, float]:
    """Return the median ratio to the floor, and the median in milliseconds."""
    seconds(command, environment)
    runs = [(seconds(FLOOR, environment), seconds(command, environment)) for _ in range(pairs)]
    return statistics.median(b / a for a, b in runs), 1000 * statistics.median(b for _a, b in runs)


def milliseconds(function: Callable[[], object], times: int = 200) -> float:
    """Return the median time of one call within the process."""
    runs = []
    for _ in range(times):
        begin = time.perf_counter()
        function()
        runs.append(time.perf_counter() - begin)
    return 1000 * statistics.median(runs)


def whole_processes(environment: dict[str, str]) -> None:
    """Print the ratios of daily verbs to `import click`."""
    for name, arguments, aim in (
        ("compliance --help", ["--help"], "1.3"),
        ("check, table", ["check", OFFICE], "3"),
        ("check, JSON", ["check", OFFICE, "--json"], "3"),
        ("plan to 75", ["plan", OFFICE, "--target", "75"], "-"),
    ):
        times, median = ratio([*PROGRAM, *arguments], environment)
        print(f"{name:22} {times:5.2f} × import click   (aim {aim})   {median:6.0f} ms")


def within_the_process() -> None:
    """Print what assessing and loading take."""
    from compliance import checklist, data
    from compliance.assessment.scoring import assess
    from compliance.checklist import cache
    from compliance.usecases.opening import open_office

    opened = open_office(Path(OFFICE))
    four = [c for c in opened.instruments.checklists.values() if c.per == "office"]
    bare = milliseconds(lambda: [sum(i.points for i in c.items) for c in four])
    took = milliseconds(lambda: [assess(c, opened.facts) for c in four])
    print(
        f"{'assess, 4 checklists':22} {took / bare:5.2f} × adding up the items' points   (aim 1 ms)   {took:6.2f} ms"
    )
    compiled = milliseconds(lambda: cache.compile_folder(data.checklists()), times=3)
    loaded = milliseconds(checklist.load, times=30)
    gain = f"{compiled / loaded:5.1f} × faster than compiling them ({compiled:.0f} ms)"
    print(f"{'load checklists':22} {gain}   {loaded:6.1f} ms")


def through_the_log(folder: Path) -> None:
    """Print what entering answers and opening a long log take, against writing and syncing the same bytes."""
    from compliance import checklist, clock, files
    from compliance.model.record import Author, Change, Wanted, Where
    from compliance.model.stated import NOTHING, Key, Stated
    from compliance.office import folder as folders
    from compliance.office import log, snapshot
    from compliance.office.desk import Desk

    library = checklist.load()
    own, of_systems = folders.facts_by_subject(library)
    place = folder / "rounds" / "1405-2"
    (place / "evidence").mkdir(parents=True)
    (place / snapshot.FILE).write_bytes(b"")
    author = Author("bench", Where.TERMINAL, date(2026, 11, 24))
    items = library.checklists["programme"].items
    facts = [own[item.fact] for item in items if item.fact in own]

    def enter_all() -> list[bytes]:
        (place / "log.jsonl").unlink(missing_ok=True)
        (place / "answers.yaml").write_text("round: 1405-2\nanswers:\n", "utf-8")
        desk, written = Desk(place, own, of_systems, [], 2**20), []
        for fact in facts:
            said = Stated(counted="1", total="2") if fact.answer.value == "counts" else Stated(value="1")
            said = Stated(value="yes") if fact.answer.value == "yes-no" else said
            desk.enter([Wanted(Key("", fact.id), NOTHING, said._replace(on="1405/09/03", by="bench"))], author)
            written.append((place / "answers.yaml").read_bytes())
        return written

    states = enter_all()
    lines = (place / "log.jsonl").read_bytes().splitlines(keepends=True)

    def floor() -> None:
        target, size = folder / "log.floor", 0
        target.write_bytes(b"")
        for state, line in zip(states, lines, strict=True):
            files.write(folder / "state.floor", state)
            files.append(target, line, size)
            size += len(line)

    bare, took = milliseconds(floor, times=5), milliseconds(enter_all, times=5)
    name = f"{len(facts)} answers entered"
    print(
        f"{name:22} {took / bare:5.2f} × writing the same bytes   ({took / len(facts):.1f} ms each)   {took:6.0f} ms"
    )

    stated = [Stated(value=str(n % 5), on="1405/09/03", by="کارشناس") for n in range(2)]
    entries = [
        Change(n, clock.now(), "bench", Where.TERMINAL, Key("", f"fact.{n % 61}"), stated[n % 2], stated[1 - n % 2])
        for n in range(1, 10_001)
    ]
    path = folder / "long.jsonl"
    log.append(path, log.Log(), entries)
    data = path.read_bytes()
    bare = milliseconds(lambda: files.write(folder / "long.floor", data), times=9)
    took = milliseconds(lambda: log.read(path).state, times=9)
    print(
        f"{'log of 10,000 changes':22} {took / bare:5.2f} × writing the same bytes"
        f"   ({len(data) / 2**20:.1f} MB)   {took:6.0f} ms"
    )


def of_plans(environment: dict[str, str]) -> None:
    """Print what plans take against placing their actions once in order, and how near the best they are.

    The worlds are those of the tests. Misses are per cent of the exact solver's plan, gaps of its bound.
    """
    sys.path.insert(0, str(ROOT))
    from compliance import data
    from compliance.checklist import calendars
    from compliance.model.results import Goal, Plan, Spend
    from compliance.plan import making
    from compliance.plan.solvers import SOLVERS
    from compliance.usecases.opening import open_office
    from tests.plan_checker import Case
    from tests.worlds import world

    begin = date(2026, 11, 22)
    calendar = calendars.read(data.checklists(), begin, making.default_deadline(begin))
    goal = Goal("programme", None, begin, making.default_deadline(begin))

    def plan(case: Case, solver: str) -> Plan:
        return making.make(
            case.instruments, case.office, "1405-2", case.facts, case.goal, case.calendar, SOLVERS[solver]()
        )

    def missed(light: Plan, exact: Plan) -> float:
        if light.objective is not exact.objective:
            return 100.0
        largest = max(light.value, exact.value, Fraction(1))
        return float(100 * abs(light.value - exact.value) / largest)

    def line(name: str, cases: list[Case], aim: str) -> None:
        """Plan each case with both solvers, and print medians of the times and the worst of the rest."""
        took, ratios, gaps, misses, proven = [], [], [], [], 0
        took_light = []
        for case in cases:
            floor = _placing_once(case)
            before = time.perf_counter()
            light = plan(case, "light")
            between = time.perf_counter()
            exact = plan(case, "optimal")
            took.append(time.perf_counter() - between)
            took_light.append(between - before)
            ratios.append(1000 * took[-1] / floor)
            gaps.append(float(exact.gap))
            misses.append(missed(light, exact))
            proven += exact.proven
            better = light.value < exact.value if exact.objective.least else light.value > exact.value
            assert not (better and light.objective is exact.objective), "light is better than optimal"
        print(
            f"{name:22} {statistics.median(ratios):5.0f} × placing once   (aim {aim})   {max(took):6.2f} s at most,"
            f" proven {proven} of {len(cases)}, gap {max(gaps):.2f} %;"
            f" light {max(took_light):.2f} s, misses {max(misses):.2f} %"
        )

    loading, median = ratio([sys.executable, "-c", "import ortools.sat.python.cp_model"], environment, pairs=5)
    print(f"{'loading ortools':22} {loading:5.2f} × import click   {median:6.0f} ms")
    import ortools.sat.python.cp_model  # noqa: F401 # loaded once, so that no plan below pays for it

    opened = open_office(Path(OFFICE))
    own = Case(opened.instruments, opened.folder.office, opened.facts, goal, calendar)
    made = {n: [world(seed, n) for seed in range(seeds)] for n, seeds in ((60, 4), (200, 2))}
    cases = {
        n: [Case(w.instruments, w.office, w.facts, goal, calendar) for w in worlds] for n, worlds in made.items()
    }
    for name, some, aim in (
        ("example office", [own], "light: 1 s, 3 %"),
        ("60 actions", cases[60], "1 s, proven"),
        ("200 actions", cases[200], "20 s, gap 3 %"),
    ):
        line(f"{name}, points", some, aim)
        for spend in (Spend.EFFORT, Spend.COST):
            target = Fraction(75 if some == [own] else 70)
            asked = [case._replace(goal=goal._replace(target=target, spend=spend)) for case in some]
            line(f"{name}, {spend.value}", asked, aim)
    soon = goal._replace(target=Fraction(70), spend=Spend.TIME)
    line("60 actions, time", [case._replace(goal=soon) for case in cases[60][:2]], "-")


def _placing_once(case: Case) -> float:
    """Return the milliseconds of placing all of a case's actions that could be planned, one after the other."""
    from compliance.assessment.scoring import assess
    from compliance.plan import bounds, problem, schedule, whole
    from compliance.plan.solvers.light import by_worth
    from compliance.plan.worth import Worth

    judged = [assess(c, case.facts) for c in case.instruments.checklists.values() if c.per == "office"]
    worth = Worth(case.instruments, judged, case.facts)
    asked = problem.build(
        case.instruments, case.office, worth, case.goal, case.calendar, judged[0].score or Fraction(0)
    )
    model = whole.of(asked)
    order = by_worth(model, bounds.possible(model))

    def once() -> None:
        timetable = schedule.Timetable(model)
        for task in order:
            if all(need in timetable.slots for need in model.needs[task]):
                timetable.add(task)

    return milliseconds(once, times=20)


def documents(environment: dict[str, str], folder: Path) -> None:
    """Print what each format takes: a whole process for the example office, and documents within one process.

    The floor is the same report as JSON, which is everything but the format. A package that is not
    installed leaves its format out.
    """
    sys.path.insert(0, str(ROOT))
    from compliance import clock, language
    from compliance.errors import MissingExtra
    from compliance.report import FORMATS, write
    from compliance.report.parts import compose
    from tests import documents as offices

    clock.today = lambda: date(2026, 11, 28)  # the day on which the example is planned
    gathered = offices.report("planned", folder)
    language.use("fa")
    made = {count: compose(offices.with_actions(gathered, count)) for count in (60, 200)}
    office = str(folder / "planned")
    for format_ in FORMATS:
        output = [*PROGRAM, "report", office, "--output", str(folder / f"out.{format_}")]
        for part in ("brief", "all"):
            _times, whole = ratio([*output, "--part", part], environment, pairs=5)
            print(f"{f'{format_}, {part}, process':22} {whole:35.0f} ms   (aim 500)")
        try:
            floor = {n: milliseconds(partial(write, one, "json"), times=3) for n, one in made.items()}
            took = {n: milliseconds(partial(_afresh, one, format_), times=3) for n, one in made.items()}
            begin = time.perf_counter()
            for number in range(100):
                write(made[60]._replace(number=str(number)), format_)
            hundred = time.perf_counter() - begin
        except MissingExtra as missing:
            print(f"{format_:22} not installed: {missing.command}")
            continue
        said = ", ".join(f"{took[n] / 1000:.2f} s ({took[n] / floor[n]:.1f} × JSON)" for n in made)
        print(f"{f'{format_}, 60 and 200':22} {said}; 100 reports {hundred:.1f} s")


def _afresh(document: Document, format_: str) -> None:
    """Write a document that nobody wrote before, so that nothing kept in memory helps."""
    from compliance.report import write

    office = f"{document.office} {time.perf_counter_ns()}"
    write(document._replace(office=office), format_)


def excel_forms(folder: Path) -> None:
    """Print what Excel forms take, against XlsxWriter and openpyxl on the same cells without anything else."""
    import openpyxl
    import xlsxwriter

    from compliance.forms.excel import finding, workbook
    from compliance.forms.excel.layout import Part
    from compliance.model.record import Where
    from compliance.usecases import asking, importing
    from compliance.usecases.opening import open_office

    def office(name: str) -> tuple[Opened, Bench]:
        path = Path(shutil.copytree(OFFICE, folder / name))
        opened = open_office(path)
        return opened, asking.bench_of(opened, "bench", Where.EXCEL, opened.folder.office.checklists)

    def texts(path: Path) -> list[list[list[str]]]:
        return [[[c.text for c in row.cells.values()] for row in page.rows] for page in workbook.read(path).pages]

    def write_plainly(sheets: list[list[list[str]]]) -> None:
        book = xlsxwriter.Workbook(folder / "floor.xlsx", {"strings_to_formulas": False})
        for sheet in sheets:
            page = book.add_worksheet()
            for at, row in enumerate(sheet):
                page.write_row(at, 0, row)
        book.close()

    def read_plainly(paths: list[Path]) -> None:
        for path in paths:
            book = openpyxl.load_workbook(path, read_only=True)
            for sheet in book.worksheets:
                for _row in sheet.iter_rows():
                    pass
            book.close()

    def answered(path: Path, count: int) -> None:
        """Answer yes-no, levels and counts that differ from what stands there."""
        book, left = openpyxl.load_workbook(path), count
        for line in finding.lines(workbook.read(path), facts, book.sheetnames, []):
            cell, kind = line.cells[Part.ANSWER], library.facts[line.id].answer.value
            said = {"yes-no": "خیر", "level": "۰", "counts": "۱۱ از ۹۷", "number": "۱"}[kind]
            if left and said != cell.text:
                book[line.sheet][cell.name].value, left = said, left - 1
        book.save(path)

    opened, bench = office("forms")
    library, facts = opened.instruments, set(opened.instruments.facts)
    whole = folder / "whole.xlsx"
    took = milliseconds(lambda: whole.write_bytes(_exported(opened, bench, None)), times=5)
    sheets = texts(whole)
    bare = milliseconds(partial(write_plainly, sheets), times=5)
    print(f"{'form exported':22} {took / bare:5.2f} × the bare cells by XlsxWriter   {took:6.0f} ms")

    answered(whole, 60)
    units = [unit.id for unit in opened.folder.office.units]
    parts = []
    for number in range(12):
        path = folder / f"part{number}.xlsx"
        path.write_bytes(_exported(opened, bench, units[number % len(units)]))
        if number < len(units):
            answered(path, 5)
        parts.append(path)
    for name, paths in (("60 answers imported", [whole]), ("12 unit forms imported", parts)):
        bare = milliseconds(partial(read_plainly, paths), times=5)
        runs, changed = [], 0
        for run in range(5):
            own, desk = office(f"{name} {run}")
            begin = time.perf_counter()
            changed = importing.enter(desk, importing.propose(own, desk, paths, None)).changed
            runs.append(time.perf_counter() - begin)
        took = 1000 * statistics.median(runs)
        print(f"{name:22} {took / bare:5.2f} × openpyxl reading them   ({changed} answers)   {took:6.0f} ms")


def _exported(opened: Opened, bench: Bench, unit: str | None) -> bytes:
    from compliance.usecases import exporting

    return exporting.workbook_of(exporting.form_of(opened, bench, unit, None))


def the_local_page(folder: Path) -> None:
    """Print what the page takes: loading it against a file of the server, saving against entering at the desk."""
    import shutil
    from itertools import count
    from urllib.parse import urlencode

    sys.path.insert(0, str(ROOT))
    from compliance.model.record import Author, Wanted, Where
    from compliance.model.stated import NOTHING, Key
    from compliance.usecases.opening import open_office
    from compliance.web import fields
    from tests import web_server

    office, key, values = Path(shutil.copytree(OFFICE, folder / "page")), Key("", "website.load-time"), count(1)
    author = Author("bench", Where.WEB, date(2026, 11, 28))

    def stated() -> Stated:
        return open_office(office).desk().state().get(key, NOTHING)

    def entered() -> None:
        base = stated()
        open_office(office).desk().enter([Wanted(key, base, base._replace(value=str(next(values))))], author)

    with web_server.served(office, "fa") as site:
        visitor = web_server.visitor(site)

        def saved() -> None:
            body = urlencode({"base": fields.packed(stated()), "value": str(next(values))}).encode()
            assert visitor.ask("POST", f"/answer/{key.fact}", body).status == 200

        floor = milliseconds(partial(visitor.ask, "GET", "/static/icon.svg"), times=50)
        for name, path in (("page, home", "/"), ("page, an indicator", "/questions/I5"), ("page, all", "/questions")):
            took = milliseconds(partial(visitor.ask, "GET", path), times=10)
            print(f"{name:22} {took / floor:5.1f} × a file of the same server   (aim 500 ms)   {took:6.0f} ms")
        desk, took = milliseconds(entered, times=20), milliseconds(saved, times=20)
        print(f"{'page, autosave':22} {took / desk:5.1f} × entering at the desk   (aim 500 ms)   {took:6.0f} ms")


def main() -> None:
    """Print every ratio."""
    compileall.compile_dir(ROOT / "compliance", quiet=1)
    with tempfile.TemporaryDirectory() as cache_home:
        environment = {**os.environ, "XDG_CACHE_HOME": cache_home, "COMPLIANCE_LANG": "fa"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["XDG_CACHE_HOME"] = cache_home
        whole_processes(environment)
        within_the_process()
        through_the_log(Path(cache_home))
        of_plans(environment)
        documents(environment, Path(cache_home))
        excel_forms(Path(cache_home))
        the_local_page(Path(cache_home))


if __name__ == "__main__":
    main()
