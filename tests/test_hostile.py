"""Hostile input and faults: refused with a sentence, and no file is lost, changed or left half written."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from html.parser import HTMLParser
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from markdown import markdown

from compliance import data, files
from compliance.checklist import pack, sources
from compliance.errors import BadInput, CannotAccess, ComplianceError
from compliance.model.checklist import Library
from compliance.office import answers, description, folder, saved_plan
from compliance.office.plan_ground import Ground
from compliance.register import registers, services
from compliance.report import write
from compliance.report.parts import compose
from compliance.usecases.gathering import gather
from compliance.usecases.opening import Opened, open_office
from tests.cases.reading import contents

ROOT = Path(__file__).parent.parent
ROUND = "1405-2"
OFFICE_ID = "bushehr-civil-registry"
Run = Callable[..., Result]


def save(office: Path) -> list[object]:
    return ["plan", office, "--from", "1405/09/01", "--save"]


def answers_of(office: Path) -> Path:
    return office / "rounds" / ROUND / "answers.yaml"


def plan_of(office: Path) -> Path:
    return office / "rounds" / ROUND / "plan.yaml"


def is_refused(result: Result, *parts: str) -> None:
    """A refusal is exit code 3 and a sentence that names the place; never a traceback."""
    assert result.exit_code == 3, result.exception or result.stderr
    assert "Traceback" not in result.stderr
    for part in parts:
        assert part in result.stderr


def leftovers(office: Path) -> list[Path]:
    return list(office.rglob("*.part"))


# --- large and strange files


def test_evidence_of_many_gigabytes_is_not_read(office: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    large = office / "rounds" / ROUND / "evidence" / "film.mkv"
    large.touch()
    os.truncate(large, 8 * 2**30)
    text = answers_of(office).read_text("utf-8")
    listed = text.replace("evidence: [evidence/website-https.txt]", "evidence: [evidence/film.mkv]", 1)
    assert listed != text
    answers_of(office).write_text(listed, "utf-8")
    read: list[Path] = []
    whole = files.read_bytes
    monkeypatch.setattr(files, "read_bytes", lambda path, *more: (read.append(path), whole(path, *more))[1])
    began = time.monotonic()
    for verb in (["check", office], save(office), ["report", office, "--output", office / "r.html"]):
        assert run(*verb).exit_code in (0, 1)
    assert time.monotonic() - began < 20
    assert read
    assert not [path for path in read if "evidence" in path.parts]


@pytest.mark.parametrize("name", ["office.yaml", "services.csv", "projects.csv", f"rounds/{ROUND}/answers.yaml"])
def test_a_text_of_forty_megabytes_is_refused(office: Path, run: Run, name: str) -> None:
    os.truncate(office / name, 40 * 2**20)
    is_refused(run("check", office), f"{office / name}: ", "more than 32 MB")


def test_a_plan_of_forty_megabytes_is_refused(office: Path, run: Run) -> None:
    plan_of(office).touch()
    os.truncate(plan_of(office), 40 * 2**20)
    is_refused(run("report", office, "--output", office / "r.md"), f"{plan_of(office)}: ", "more than 32 MB")
    assert not (office / "r.md").exists()


def test_billion_laughs_cost_nothing(office: Path, run: Run) -> None:
    lines = ["a0: &a0 [ha, ha]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]" for i in range(1, 60))]
    answers_of(office).write_text("\n".join(lines), "utf-8")
    before = contents(office)
    is_refused(run("check", office), f"{answers_of(office)}:60: ", "an alias (*a58)")
    assert contents(office) == before


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "a:\n "])
def test_depth_without_end_costs_nothing(office: Path, run: Run, opening: str) -> None:
    answers_of(office).write_text("x: " * (opening in "[{") + opening * 20_000, "utf-8")
    is_refused(run("check", office), f"{answers_of(office)}:")


@pytest.mark.parametrize("name", ["office.yaml", "services.csv", f"rounds/{ROUND}/answers.yaml"])
def test_a_pipe_or_a_folder_in_place_of_a_file_does_not_wait(office: Path, run: Run, name: str) -> None:
    path = office / name
    path.unlink()
    os.mkfifo(path)
    is_refused(run("check", office), str(path), "this is not a file")
    path.unlink()
    path.mkdir()
    is_refused(run("check", office), str(path), "this is a folder")


def test_links_that_lead_nowhere_or_in_a_circle_are_named(office: Path, run: Run) -> None:
    for target, said in (("nowhere", "no such file"), ("services.csv", "round in a circle")):
        (office / "services.csv").unlink()
        (office / "services.csv").symlink_to(target)
        is_refused(run("check", office), str(office / "services.csv"), said)


def test_names_that_cannot_be_are_refused(tmp_path: Path, run: Run) -> None:
    is_refused(run("check", tmp_path / ("n" * 300)), "no such office folder")
    is_refused(run("check", tmp_path / "none"), "no such office folder")
    (tmp_path / "file").touch()
    is_refused(run("check", tmp_path / "file"), "no such office folder")


@pytest.mark.parametrize(
    "given",
    [
        ["--round", "../../evil"],
        ["--round", "/tmp/evil"],
        ["--round", "later"],
        ["--id", "../evil"],
        ["--id", "a: b"],
        ["--body", "a}: b"],
    ],
    ids=" ".join,
)
def test_an_office_that_could_not_be_read_is_not_laid_down(tmp_path: Path, run: Run, given: list[str]) -> None:
    is_refused(run("new", tmp_path / "deep" / "office", *given), given[0])
    assert not list(tmp_path.iterdir())


def test_awkward_names_are_laid_down_so_that_they_can_be_read(tmp_path: Path, run: Run) -> None:
    name = 'اداره "ثبت" \\ {احوال}: #۱\x1b[2J\n\u202e*&!'
    assert run("new", tmp_path / "office", "--name", name, "--site", "https://x.example/#a: b").exit_code in (0, 3)
    result = run("check", tmp_path / "office", lang="fa")
    assert "\x1b" not in result.stdout + result.stderr
    assert run("new", tmp_path / "other", "--name", name).exit_code == 0
    result = run("check", tmp_path / "other", lang="fa")
    assert result.exit_code == 0, result.stderr
    assert 'اداره "ثبت" \\ {احوال}: #۱' in result.stdout


# --- files changed at random


def test_no_random_change_breaks_a_reader(office: Path, run: Run, library: Library) -> None:
    """Whatever stands in a file, the reader reads it or says what is wrong."""
    assert run(*save(office)).exit_code in (0, 1)
    own, _systems = folder.facts_by_subject(library)
    readers: dict[Path, Callable[[Path], object]] = {
        answers_of(office): lambda p: answers.read(p, own, ROUND, p.parent),
        office / "office.yaml": lambda p: description.read(p, library),
        office / "services.csv": lambda p: (services.read(p), registers.read(office, library)),
        office / "projects.csv": lambda p: registers.read(office, library),
        plan_of(office): lambda p: saved_plan.read(p, Ground(library, OFFICE_ID, ROUND)),
    }
    bits = [b.encode() for b in ("\0", '"', "'", ": ", "{", "[", "]", "\n", "\t", "&a ", "*a ", "!x ", "---\n")]
    bits += [b"\xff", b"\r", b"\xef\xbb\xbf", "\u202e".encode(), "۱".encode(), "²".encode(), b"1e999999999"]
    chance = random.Random(1405)
    for _turn in range(400):
        path, read = chance.choice(list(readers.items()))
        whole = path.read_bytes()
        changed = bytearray(whole)
        for _change in range(chance.randint(1, 3)):
            at = chance.randrange(len(changed))
            match chance.randrange(3):
                case 0:
                    changed[at:at] = chance.choice(bits)
                case 1:
                    del changed[at : at + chance.randint(1, 30)]
                case _:
                    changed[at] = chance.randrange(256)
        path.write_bytes(changed)
        try:
            read(path)
        except ComplianceError as error:
            assert str(path) in str(error)  # noqa: PT017  either way is right; only another error is not
        finally:
            path.write_bytes(whole)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Return every container with each of its keys or positions."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [(node, key) for key in keys] + [place for key in keys for place in places(node[key])]


NONSENSE = (None, "x", "", [], {}, ["x"], {"x": "y"}, "1e999999999", "1/0", "²")


@pytest.mark.parametrize("each", [3, pytest.param(len(NONSENSE), marks=pytest.mark.heavy)])
def test_a_plan_edited_into_nonsense_is_read_or_refused(office: Path, run: Run, each: int) -> None:
    """Every key of plan.yaml left out or replaced: the report is written or the plan is refused, never a crash.

    Each key takes so many kinds of nonsense, the next key the next ones.
    """
    run(*save(office), "--target", "70")
    whole = yaml.load(plan_of(office).read_text("utf-8"), Loader=yaml.BaseLoader)
    whole["actions"], whole["requests"] = whole["actions"][:1], whole["requests"][:1]
    whole["requests"][0]["unlocks"] = [whole["actions"][0]["id"]]
    opened = open_office(office)
    refused = 0
    for position in range(len(places(whole))):
        for value in islice(cycle(NONSENSE), position * each, (position + 1) * each):
            plan = copy.deepcopy(whole)
            node, key = places(plan)[position]
            if value is None:
                del node[key]
            else:
                node[key] = value
            plan_of(office).write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
            refused += not reported(opened)
    assert refused > 30 * each


def reported(opened: Opened) -> bool:
    try:
        write(compose(gather(opened, "programme")), "md")
    except BadInput:
        return False
    return True


# --- disks that refuse, files that go


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[bool]:
    """Mount something at a place while the block runs; False where that is not permitted."""
    done = subprocess.run(["mount", *options, str(place)], capture_output=True, check=False).returncode == 0
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_the_old_file(
    office: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "-t", "tmpfs", "-o", "size=2m", "tmpfs") as real:
        small = Path(shutil.copytree(office, disk / "office"))
        assert run(*save(small)).exit_code in (0, 1)
        before = contents(small)
        if real:
            fill(disk / "fill")
        else:
            monkeypatch.setattr(os, "fsync", no_space)
        is_refused(run(*save(small), "--exclude", "renew-certificate"), str(plan_of(small)), "the disk is full")
        output = small / "report.html"
        is_refused(run("report", small, "--output", output), str(output), "the disk is full")
        assert contents(small) == before
        assert not leftovers(small)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(b"x" * 4096)


def no_space(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_disk_that_fills_while_writing_leaves_the_old_file(
    office: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*save(office)).exit_code in (0, 1)
    before = contents(office)
    monkeypatch.setattr(os, "fsync", no_space)
    is_refused(run(*save(office), "--exclude", "renew-certificate"), str(plan_of(office)), "the disk is full")
    assert contents(office) == before
    assert not leftovers(office)


def test_a_folder_that_can_only_be_read(office: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(office)
    with mounted(office, "--bind", str(office)) as bound:
        if not (bound and remounted(office)):
            monkeypatch.setattr(tempfile, "mkstemp", lambda **_more: (_ for _ in ()).throw(OSError(30, "read-only")))
        is_refused(run("report", office, "--output", office / "r.md"), str(office / "r.md"), "can only be read")
        if bound:
            is_refused(run(*save(office)), str(plan_of(office)), "can only be read")
        assert run("check", office).exit_code == 0
    assert contents(office) == before


def remounted(place: Path) -> bool:
    command = ["mount", "-o", "remount,bind,ro", str(place)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("place", ["/proc/r.md", "/proc/none/r.md", "/dev/null/r.md"])
def test_a_report_that_cannot_be_put_there(office: Path, run: Run, place: str) -> None:
    is_refused(run("report", office, "--output", place), place)


def test_a_file_that_goes_between_listing_and_reading(
    office: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = files.read_bytes

    def gone(path: Path, *more: int) -> bytes:
        if path == vanishing:
            path.unlink()
        return whole(path, *more)

    monkeypatch.setattr(files, "read_bytes", gone)
    for vanishing in (office / "projects.csv", office / "services.csv", answers_of(office), office / "office.yaml"):
        kept = vanishing.read_bytes()
        is_refused(run("check", office), str(vanishing), "there is no such file")
        vanishing.write_bytes(kept)


def test_a_checklist_that_goes_between_listing_and_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = Path(shutil.copytree(ROOT / "checklists", tmp_path / "checklists"))
    listed = sources.paths(copied)
    monkeypatch.setattr(sources, "paths", lambda _folder: listed)
    (copied / "award.yaml").unlink()
    with pytest.raises(CannotAccess, match=r"award\.yaml"):
        sources.read_all(copied)


def test_a_folder_without_the_right_to_list_it(office: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_path: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", denied)
    is_refused(run("check", office), str(office / "rounds"), "no permission")


# --- programs that meet, stop, or are stopped


def start(*arguments: object, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "cli.py", *map(str, arguments), "--lang", "en"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def test_programs_that_save_at_once(office: Path, library: Library) -> None:
    """Whoever reads meanwhile finds a whole plan; in the end it is the plan of one of them."""
    running = [start("plan", office, "--from", f"1405/09/0{day}", "--save") for day in (1, 2, 3, 4)]
    while any(program.poll() is None for program in running):
        if plan_of(office).exists():
            assert saved_plan.read(plan_of(office), Ground(library, OFFICE_ID, ROUND)) is not None
        time.sleep(0.01)
    assert {program.communicate()[1][:6] for program in running} == {"saved:"}
    assert saved_plan.read(plan_of(office), Ground(library, OFFICE_ID, ROUND)) is not None
    assert not leftovers(office)


def stopped(tmp_path: Path, number: int, how: signal.Signals, library: Library) -> str:
    """Stop a verb after a while; return what it said. Its file is the old or the new one, and whole."""
    office = Path(shutil.copytree(ROOT / "examples" / "bushehr-civil-registry", tmp_path / str(number)))
    output = office / "report.md" if number % 2 else plan_of(office)
    output.write_text("old", "utf-8")
    program = start("report", office, "--output", output) if number % 2 else start(*save(office))
    time.sleep(0.03 * number)
    program.send_signal(how)
    _printed, said = program.communicate(timeout=30)
    # A signal that comes before the program has begun is Python's own; a shell calls that 130, too.
    assert program.returncode in {0, 1, 130, -how}, said
    if output.read_text("utf-8") != "old":
        if number % 2:
            assert output.read_text("utf-8").startswith("# ")
            assert output.read_text("utf-8").endswith("\n")
        else:
            assert saved_plan.read(output, Ground(library, OFFICE_ID, ROUND)) is not None
    elif how is signal.SIGINT:
        before = "Python runtime state" in said or "site.py" in said  # Python itself had not begun yet
        assert program.returncode in {130, -how} or before, said
    if how is signal.SIGINT:
        assert not leftovers(office)
    if program.returncode == 130:
        assert "Traceback" not in said
    return said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_program_stopped_at_any_moment_leaves_whole_files(
    tmp_path: Path, how: signal.Signals, library: Library
) -> None:
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda number: stopped(tmp_path, number, how, library), range(20)))
    assert len(said) == 20


# --- texts that want to be something else

TEXTS = {
    "script": "<script>alert(1)</script>",
    "tag": '"><img src=x onerror=alert(1)>',
    "template": "{{7*7}}{% raw %}${7*7}",
    "table": "a | b || c",
    "code": "``x``` ```",
    "link": "[x](javascript:alert(1)) ![y](http://e.example/p.png) <http://e.example>",
    "marks": "# *a* _b_ ~~c~~ \\* - + 1.",
    "format": "{office} {0} %s {round}",
    "long": "ا" * 10_000,
}


class Page(HTMLParser):
    """What a browser would see: elements, attributes that act, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.acting: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        said = [(name, value) for name, value in attrs if not name.startswith(("aria-", "data-"))]
        self.acting += [name for name, value in said if name.startswith("on") or "javascript:" in (value or "")]
        self.acting += [f"{name}={value}" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(report: Path) -> Page:
    """Read a report as a browser does, Markdown turned into a page before."""
    written, page = report.read_text("utf-8"), Page()
    page.feed(written if report.suffix == ".html" else markdown(written, extensions=["tables"]))
    return page


def with_text(office: Path, text: str) -> None:
    """Put a text everywhere an office can write one that is shown again."""
    quoted = json.dumps(text, ensure_ascii=False)
    description_ = (office / "office.yaml").read_text("utf-8")
    described = re.sub(r"(?m)^  fa: ادارهٔ کل .*$", lambda _m: f"  fa: {quoted}", description_)
    described = re.sub(r"(?m)^  en: Bushehr.*$", lambda _m: f"  en: {quoted}", described)
    described = described.replace("title: سامانهٔ بایگانی الکترونیکی اسناد سجلی", f"title: {quoted}")
    described = described.replace("name: روابط عمومی", f"name: {quoted}")
    assert described.count(quoted) == 4
    (office / "office.yaml").write_text(described, "utf-8")
    told = re.sub(r"(?ms)^  website\.statements:\n(    .*?\n)*", "", answers_of(office).read_text("utf-8"))
    told += f"\n  website.statements: {{not_applicable: {quoted}}}\n"
    answers_of(office).write_text(told, "utf-8")
    cell = text.replace('"', '""')
    with (office / "services.csv").open("a", encoding="utf-8") as stream:
        columns = (office / "services.csv").read_text("utf-8").split("\n")[0].count(",")
        stream.write(f'99100099000,"{cell}"{"," * (columns - 1)}\n')


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts_stay_texts(office: Path, run: Run, text: str) -> None:
    assert run(*save(office)).exit_code in (0, 1)
    outputs = (office / "r.html", office / "r.md")
    allowed: dict[Path, Page] = {}
    for output in outputs:
        assert run("report", office, "--output", output).exit_code == 0
        allowed[output] = seen(output)
    with_text(office, text)
    for output, lang in zip(outputs, ("fa", "en"), strict=True):
        result = run("report", office, "--output", output, lang=lang)
        assert result.exit_code == 0, result.stderr or result.exception
        shown = seen(output)
        assert shown.elements <= allowed[output].elements, shown.elements - allowed[output].elements
        assert shown.acting == allowed[output].acting  # a page's own links to its parts
        assert all(link.startswith("href=#") for link in shown.acting)
        holds(output, shown, text)
    for verb in (save(office), ["check", office, "--checklist", "all"]):
        result = run(*verb)
        assert result.exit_code in (0, 1), result.exception
        assert all(c.isprintable() or c in "\n\u200c\u200e\u200f" for c in result.stdout + result.stderr)
    printed = json.loads(run("check", office, "--json").stdout)
    assert text in json.dumps(printed, ensure_ascii=False) or json.dumps(text, ensure_ascii=False)[1:-1] in str(
        printed
    )


def holds(output: Path, shown: Page, text: str) -> None:
    """A page shows the text as it was written; a table of Markdown keeps its cells."""
    if output.suffix == ".html":
        assert text in shown.text
    for above, below in pairwise(output.read_text("utf-8").split("\n")):
        if above.startswith("|") and below.startswith("|"):
            assert bars(above) == bars(below), below[:200]


def bars(row: str) -> int:
    """Count what divides the cells of a row; a bar behind a backslash does not."""
    return len(re.findall(r"(?<!\\)(?:\\\\)*\|", row))


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x9b", "\u202e", "\u2028", "\x00"])
def test_characters_that_act_on_a_terminal_are_refused_wherever_they_stand(
    office: Path, run: Run, character: str
) -> None:
    whole = contents(office)
    for name, old in {
        "office.yaml": "سامانهٔ بایگانی",
        "services.csv": "ثبت ولادت",
        "projects.csv": "راه‌اندازی",
        f"rounds/{ROUND}/answers.yaml": "کارشناس آموزش",
    }.items():
        path = office / name
        text = path.read_text("utf-8")
        assert old in text
        line = text[: text.index(old)].count("\n") + 1
        path.write_text(text.replace(old, old + character, 1), "utf-8")
        result = run("check", office)
        is_refused(result, f"{path}:{line}: ")
        assert character not in result.stdout + result.stderr
        path.write_bytes(whole[name])


@pytest.mark.parametrize("name", ["report.md.j2", "page.html.j2", "letters.md.j2", "rules.md.j2"])
def test_a_template_with_a_mistake_is_named_with_its_line(office: Path, run: Run, name: str) -> None:
    run(*save(office))
    own = office / "templates" / name
    own.parent.mkdir()
    own.write_text("سلام\n{% if x %}\n{{ 7 * }}\n", "utf-8")
    before = contents(office)
    output = office / ("r.html" if name == "page.html.j2" else "r.md")
    result = run("report", office, "--output", office / "r.html" if "html" in name else output)
    is_refused(result, f"{own}:3: ")
    assert contents(office) == before


@pytest.mark.parametrize(
    "text",
    [
        "{{ nothing.there }}",
        "{{ office.__class__.__mro__ }}",
        "{% include '/etc/passwd' %}",
        "{% include '../office.yaml' %}",
    ],
)
def test_a_template_that_reaches_out_is_refused(office: Path, run: Run, text: str) -> None:
    own = office / "templates" / "report.md.j2"
    own.parent.mkdir()
    own.write_text(text, "utf-8")
    is_refused(run("report", office, "--output", office / "r.md"), str(own))
    assert not (office / "r.md").exists()


# --- packs of checklists


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of the shipped checklists."""
    path = tmp_path_factory.mktemp("pack") / "pack.zip"
    pack.export(ROOT / "checklists", path)
    return path


@pytest.fixture
def packed(tmp_path: Path, exported: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack that a test may change, and a user who has none installed."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Path(shutil.copyfile(exported, tmp_path / "pack.zip"))


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(path: Path, contents_: dict[str, bytes], relist: bool = True) -> Path:
    """Write a pack anew; with `relist` its own list agrees with what is in it."""
    if relist:
        listed = {n: hashlib.sha256(c).hexdigest() for n, c in contents_.items() if n != pack.MANIFEST}
        contents_ = {**contents_, pack.MANIFEST: json.dumps({"format": 1, "files": listed}).encode()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents_.items():
            archive.writestr(name, content)
    return path


def is_not_installed(path: Path, run: Run, *parts: str) -> None:
    is_refused(run("checklists", "install", path), str(path), *parts)
    assert not data.installed_checklists().exists()
    left = data.installed_checklists().parent
    assert not left.exists() or not list(left.iterdir())
    assert not (path.parent / "evil.yaml").exists()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.yaml",
        "../../evil.yaml",
        "facts/../../../evil.yaml",
        "/tmp/evil.yaml",
        "facts/./../evil.yaml",
        "..\\evil.yaml",
        "C:evil.yaml",
        "facts./evil.yaml",
        "schemas/evil.yaml",
        "facts/deep/evil.yaml",
        "evil.py",
        "evil",
        "facts/",
        "e\x1b[2Jvil.yaml/x",
    ],
)
def test_a_pack_that_writes_elsewhere_is_refused(packed: Path, run: Run, name: str) -> None:
    is_not_installed(repacked(packed, {**entries(packed), name: b"evil: yes\n"}), run)


def test_a_pack_that_differs_from_its_list_is_refused(packed: Path, run: Run) -> None:
    whole = entries(packed)
    said = "contents that differ from the pack's own list"
    is_not_installed(repacked(packed, {**whole, "evil.yaml": b"id: evil\n"}, relist=False), run, said)
    changed = {**whole, "award.yaml": whole["award.yaml"].replace(b"1", b"2", 1)}
    is_not_installed(repacked(packed, changed, relist=False), run, said)
    missing = {name: content for name, content in whole.items() if name != "award.yaml"}
    is_not_installed(repacked(packed, missing, relist=False), run, said)
    unlisted = {name: content for name, content in whole.items() if name != pack.MANIFEST}
    is_not_installed(repacked(packed, unlisted, relist=False), run, said)
    for manifest in (b"", b"[]", b"{", b'{"format": 9, "files": {}}', b'{"format": 1, "files": []}', b"[" * 100_000):
        is_not_installed(repacked(packed, {**whole, pack.MANIFEST: manifest}, relist=False), run, said)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_pack_with_one_name_twice_is_refused(packed: Path, run: Run) -> None:
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("award.yaml", entries(packed)["award.yaml"])
    is_not_installed(packed, run, "contents that differ")


def test_a_pack_whose_checklists_are_wrong_is_refused(packed: Path, run: Run) -> None:
    broken = {**entries(packed), "award.yaml": b"id: [\n"}
    result = run("checklists", "install", repacked(packed, broken))
    is_refused(result, "award.yaml:")
    assert not data.installed_checklists().exists()
    assert not list(data.installed_checklists().parent.iterdir())


def test_what_is_not_a_pack_is_refused(packed: Path, run: Run) -> None:
    whole = packed.read_bytes()
    for content in (
        b"",
        b"PK",
        b"PK\x05\x06" + b"\0" * 18,
        b"not a zip" * 100,
        whole[:-30],
        whole[2000:],
        whole[:5000],
    ):
        packed.write_bytes(content)
        is_not_installed(packed, run)
    packed.write_bytes(b"\x1f\x8b" + whole)
    is_refused(run("checklists", "install", packed.parent), str(packed.parent), "this is a folder")
    is_refused(run("checklists", "install", packed.parent / "none.zip"), "there is no such file")


def test_no_changed_byte_breaks_the_reader_of_packs(packed: Path, run: Run) -> None:
    """A pack with changed bytes is refused, or holds exactly what was sealed."""
    whole = packed.read_bytes()
    right, seal = pack._read(packed)
    chance = random.Random(7)
    for _turn in range(300):
        changed = bytearray(whole)
        at = chance.randrange(len(whole)) if chance.random() < 0.4 else len(whole) - chance.randint(1, 2500)
        if chance.random() < 0.7:
            changed[at] ^= chance.randint(1, 255)
        else:
            del changed[at : at + chance.randint(1, 40)]
        packed.write_bytes(changed)
        try:
            assert pack._read(packed) == (right, seal)
        except BadInput as error:
            assert str(packed) in str(error)  # noqa: PT017  either way is right; only another error is not
    packed.write_bytes(whole[:3000] + b"\0\0\0\0" + whole[3004:])
    is_not_installed(packed, run, "a damaged one")


def test_a_bomb_is_refused_before_it_goes_off(packed: Path, run: Run) -> None:
    """One gigabyte as declared is too large; declared smaller, no more than declared is unpacked."""
    bomb = repacked(packed, {**entries(packed), "bomb.yaml": b"\0" * (64 * 2**20)})
    is_not_installed(bomb, run, "a pack that is too large")
    declared = bytearray(bomb.read_bytes())
    for size in (2**30, 10):
        for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
            at = declared.rindex(b"bomb.yaml") if offset == 24 else declared.index(b"bomb.yaml")
            header = declared.rindex(mark, 0, at)
            declared[header + offset : header + offset + 4] = size.to_bytes(4, "little")
        bomb.write_bytes(declared)
        is_not_installed(bomb, run)
    many = repacked(packed, {f"f{n}.yaml": b"" for n in range(600)})
    is_not_installed(many, run, "at most 500 files")


def test_a_bomb_unpacks_no_more_than_it_declares(packed: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.yaml", b"\0" * (64 * 2**20))
    with zipfile.ZipFile(stream) as archive:
        entry = archive.infolist()[0]
        entry.file_size = 10
        with pytest.raises(zipfile.BadZipFile):
            pack._content(archive, entry)


def test_a_pack_in_another_compression_is_refused(packed: Path, run: Run) -> None:
    whole = entries(packed)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    is_not_installed(packed, run)


def test_the_same_checklists_are_the_same_bytes(tmp_path: Path, run: Run) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    copied = Path(shutil.copytree(ROOT / "checklists", tmp_path / "copy", copy_function=shutil.copyfile))
    assert run("checklists", "export", first, "--checklists", ROOT / "checklists").exit_code == 0
    time.sleep(0.01)
    assert run("checklists", "export", second, "--checklists", copied).exit_code == 0
    assert first.read_bytes() == second.read_bytes()


def test_a_pack_is_installed_and_removed(packed: Path, run: Run, tmp_path: Path) -> None:
    seal = pack.grouped(hashlib.sha256(entries(packed)[pack.MANIFEST]).hexdigest())
    is_refused(run("checklists", "install", packed, "--seal", "0" * 64), "the seal of the letter")
    assert not data.installed_checklists().exists()
    for _again in range(2):
        result = run("checklists", "install", packed, "--seal", seal)
        assert result.exit_code == 0, result.stderr
    assert contents(data.installed_checklists()) == {
        name: content for name, content in entries(packed).items() if name != pack.MANIFEST
    }
    assert str(data.installed_checklists()) in run("checklists", "list").stdout
    again = tmp_path / "again.zip"
    assert run("checklists", "export", again).exit_code == 0
    assert again.read_bytes() == packed.read_bytes()
    assert run("checklists", "install", "--remove").exit_code == 0
    assert not list((tmp_path / "data").rglob("*.yaml"))
    assert str(ROOT / "checklists") in run("checklists", "list").stdout
    assert run("checklists", "install", "--remove").exit_code == 0


def test_a_pack_that_cannot_be_put_in_place_leaves_the_installed_one(
    packed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("checklists", "install", packed).exit_code == 0
    before = contents(data.installed_checklists())
    whole, calls = Path.rename, []

    def failing(path: Path, target: Path) -> Path:
        calls.append(path)
        if path.name == "checklists" and path != data.installed_checklists():
            raise PermissionError(13, "Permission denied")
        return whole(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    is_refused(run("checklists", "install", packed), str(data.installed_checklists()), "no permission")
    assert len(calls) == 3
    assert contents(data.installed_checklists()) == before
    monkeypatch.undo()


def test_a_place_that_cannot_be_written_is_named(packed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/proc/none")
    is_refused(run("checklists", "install", packed), "/proc/none")
    monkeypatch.setenv("XDG_DATA_HOME", str(packed.parent / "data"))
    monkeypatch.setattr(tempfile, "mkdtemp", lambda *_a, **_k: (_ for _ in ()).throw(OSError(30, "read-only")))
    is_refused(run("checklists", "install", packed), "can only be read")
    is_refused(run("checklists", "export", packed / "x.zip"), "a part of the path is a file")


def test_a_cache_spoilt_by_others_is_passed_over(office: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two programs tidy the cache at once: what one has deleted does not stop the other."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(office.parent / "cache"))
    cache = data.cache_folder()
    cache.mkdir(parents=True)
    for number in range(12):
        (cache / f"checklists-{number}.json").symlink_to("nowhere")
    assert run("check", office).exit_code == 0
    for path in cache.glob("checklists-*.json"):
        path.unlink()
        path.write_text("{half", "utf-8")
    assert run("check", office).exit_code == 0
    shutil.rmtree(cache)
    cache.parent.joinpath(cache.name).write_text("a file", "utf-8")
    assert run("check", office).exit_code == 0
