"""The self-check on a real terminal, driven by tmux: stop, resume, back, wrong input, wide and narrow, both languages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from compliance import files, tree

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "bushehr-civil-registry"
ANSWERS = Path("rounds/1405-2/answers.yaml")
pytestmark = pytest.mark.skipif(
    shutil.which("tmux") is None, reason="tmux is missing: apt-get install tmux (make test does it as root)"
)


class Screen:
    """A terminal of a given width in which the program runs; what is shown is read back."""

    def __init__(self, socket: Path, home: Path) -> None:
        self.socket, self.home = socket, home

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-S", str(self.socket), "-f", "/dev/null", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout

    def start(self, *arguments: str, width: int = 100, lang: str = "en", bidi: bool = False) -> None:
        environment = {
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "COMPLIANCE_LANG": lang,
            "XDG_CACHE_HOME": str(self.home),
            "VTE_VERSION": "6800" if bidi else "",
            "COLUMNS": "",
        }
        words = [f"{name}={value}" for name, value in environment.items()]
        call = ["env", "-u", "COLUMNS", *words[:-1], sys.executable, str(ROOT / "cli.py"), *arguments]
        line = " ".join(f"'{word}'" for word in call) + "; echo ended $?; sleep 60"
        self.tmux("new-session", "-d", "-s", "s", "-x", str(width), "-y", "60", line)

    def stop(self) -> None:
        subprocess.run(["tmux", "-S", str(self.socket), "kill-server"], capture_output=True, check=False)
        time.sleep(0.1)

    def shown(self) -> str:
        return self.tmux("capture-pane", "-p", "-S", "-200", "-t", "s")

    def wait(self, text: str, times: int = 1) -> str:
        """Return the screen once it shows a text so many times; a screen that never does fails the test."""
        for _turn in range(200):
            screen = self.shown()
            if screen.count(text) >= times:
                return screen
            time.sleep(0.05)
        raise AssertionError(f"{text!r} did not come; the screen shows:\n{screen}")

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-t", "s", "-l", text)
        self.tmux("send-keys", "-t", "s", "Enter")

    def key(self, name: str) -> None:
        self.tmux("send-keys", "-t", "s", name)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    made = Screen(tmp_path / "tmux", Path(os.environ["XDG_CACHE_HOME"]))
    yield made
    made.stop()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An office whose website questions are open."""
    office = Path(shutil.copytree(EXAMPLE, tmp_path / "office"))
    (office / ANSWERS).write_text("# ours\nround: 1405-2\nanswers:\n", "utf-8")
    return office


def answers(office: Path) -> dict[str, dict[str, str]]:
    plain = tree.plain(tree.parse(files.read_text(office / ANSWERS), "answers"))
    return dict(plain.get("answers") or {})


def test_stop_and_resume_at_the_first_missing_answer(screen: Screen, bare: Path) -> None:
    screen.start("answer", str(bare), "--indicator", "I1", "--by", "Sara")
    screen.wait("Fact: website.https")
    screen.type("1")
    screen.wait("Kept.")
    screen.wait("Fact: website.browser-warnings")
    assert answers(bare)["website.https"]["value"] == "yes"  # on disk before the next question
    screen.type("s")
    screen.wait("Fact: website.sections")
    screen.type("14 18")
    screen.wait("Kept.", 2)
    screen.type("q")
    screen.wait("ended 0")
    screen.stop()
    screen.start("answer", str(bare), "--indicator", "I1", "--by", "Sara")
    shown = screen.wait("Question 2 of")
    assert "Fact: website.browser-warnings" in shown
    assert "Question 1 of" not in shown
    assert (bare / ANSWERS).read_text("utf-8").startswith("# ours\n")


def test_back_and_wrong_input_stay_at_the_question(screen: Screen, bare: Path) -> None:
    screen.start("answer", str(bare), "--indicator", "I1", "--by", "Sara")
    screen.wait("Fact: website.https")
    screen.type("b")
    screen.wait("This is the first question.")
    screen.type("perhaps")
    screen.wait("seen: “perhaps”; expected: yes or no")
    assert answers(bare) == {}
    screen.type("۲")  # a choice in Persian digits
    screen.wait("Fact: website.browser-warnings")
    screen.type("1,234")
    screen.wait("to mend it: write 1.234 or 1234")
    screen.type("b")
    screen.wait("Present answer: no (Sara")
    screen.type("1")
    screen.wait("Kept.", 2)
    assert answers(bare)["website.https"]["value"] == "yes"
    assert "website.browser-warnings" not in answers(bare)


def test_an_interrupt_keeps_every_confirmed_answer(screen: Screen, bare: Path) -> None:
    screen.start("answer", str(bare), "--indicator", "I1")
    screen.wait("Fact: website.https")
    screen.type("1")
    screen.wait("Kept.")
    screen.type("na")
    screen.wait("Why does it not apply?")
    screen.key("C-c")
    screen.wait("every confirmed answer is kept")
    screen.wait("ended 130")
    assert list(answers(bare)) == ["website.https"]


def test_a_change_made_elsewhere_is_shown_and_the_person_chooses(screen: Screen, bare: Path) -> None:
    screen.start("answer", str(bare), "website.https", "website.search", "--by", "Sara")
    screen.wait("Fact: website.https")
    text = (bare / ANSWERS).read_text("utf-8")
    (bare / ANSWERS).write_text(text + "  website.https: {value: خیر, by: علی}  # by hand\n", "utf-8")
    screen.type("1")
    shown = screen.wait("1 or 2?")
    assert "1) keep the other one: no" in shown
    assert "2) put yours in its place: yes (Sara" in shown
    assert answers(bare)["website.https"]["value"] == "خیر"
    screen.type("3")
    screen.wait("expected: 1 or 2")
    screen.type("2")
    screen.wait("Kept.")
    assert answers(bare)["website.https"]["value"] == "yes"
    assert "# by hand" in (bare / ANSWERS).read_text("utf-8")


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("bidi", [False, True], ids=["visual", "bidi"])
def test_persian_questions_fit_wide_and_narrow_consoles(screen: Screen, bare: Path, width: int, bidi: bool) -> None:
    screen.start("answer", str(bare), "--indicator", "I1", "--by", "سارا", width=width, lang="fa", bidi=bidi)
    screen.wait("website.https")
    screen.type("بله")
    screen.wait("website.browser-warnings")
    screen.type("نمی‌دانم")
    screen.wait("website.browser-warnings")
    screen.type("؟")
    time.sleep(0.3)
    shown = screen.shown()
    assert answers(bare)["website.https"] == {
        "value": "yes",
        "on": answers(bare)["website.https"]["on"],
        "by": "سارا",
    }
    assert "Traceback" not in shown
    if bidi:
        assert "پرسش ۱ از" in shown.replace("\u200f", "")
    else:
        assert "ﺶﺳﺮﭘ" in shown  # joined letters in visual order
        assert "پرسش" not in shown.replace("نمی‌دانم", "")
    # a word is never broken by the edge of the console: every full line ends or begins with a blank or its margin
    for line in shown.split("\n"):
        assert len(line) <= width + line.count("\u200c") + line.count("\u200f") + line.count("\u064b")


def test_the_file_is_yaml_for_others_too(screen: Screen, bare: Path) -> None:
    screen.start("answer", str(bare), "website.links", "website.search", "--by", "علی: رئیس # یک")
    screen.wait("Fact: website.links")
    screen.type("na 'quoted' reason: with # signs, {braces} and \"both\"")
    screen.wait("Fact: website.search")
    screen.type("q")
    screen.wait("ended 0")
    plain = yaml.safe_load((bare / ANSWERS).read_text("utf-8"))["answers"]["website.links"]
    assert plain["not_applicable"] == "'quoted' reason: with # signs, {braces} and \"both\""
    assert plain["by"] == "علی: رئیس # یک"
