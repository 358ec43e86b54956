"""The scene of one scenario: an office folder, the program driven in-process, and what came of it."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

REPOSITORY = Path(__file__).parents[2]
EXAMPLE = REPOSITORY / "examples" / "bushehr-civil-registry"
CHECKLISTS = REPOSITORY / "checklists"
ROUND = "1405-2"
_PERSIAN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫", "0123456789.")
_ASCII = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")

OFFICE_YAML = """\
id: tiny-office
name: {fa: ادارهٔ آزمایشی, en: Tiny office}
body: tiny
province: bushehr
checklists: [programme]
"""


def number(text: str) -> Fraction:
    """Return the exact number a feature writes in Persian or ASCII digits."""
    return Fraction(text.strip().translate(_PERSIAN))


def whole(text: str) -> int:
    """Return the whole number a feature writes."""
    return int(text.strip().translate(_PERSIAN))


def latin(text: str) -> str:
    """Return a text with ASCII digits, as files and options hold dates."""
    return text.translate(_PERSIAN)


def persian(text: str) -> str:
    """Return a decimal as Persian readers see it."""
    return text.translate(_ASCII)


def exact(printed: int | float) -> Fraction:
    """Return a number of JSON as the decimal that was printed."""
    return Fraction(str(printed))


def plain_yaml(path: Path) -> Any:
    """Return a YAML file with every scalar as the text that stands in it."""
    return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


@cache
def all_facts() -> dict[str, Any]:
    """Return the facts of the checklists folder by id, straight from its files."""
    return {f["id"]: f for path in sorted((CHECKLISTS / "facts").glob("*.yaml")) for f in plain_yaml(path)["facts"]}


@cache
def items_of(checklist: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the items of a checklist with their indicator's id, straight from its file."""
    indicators = plain_yaml(CHECKLISTS / f"{checklist}.yaml")["indicators"]
    return [(indicator["id"], item) for indicator in indicators for item in indicator["items"]]


class Scene:
    """One office folder below `base`, the last run of the program, and what the files were before it."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.office = base / "office"
        self.result: Result | None = None
        self.before: dict[str, bytes] = {}
        self.environment: dict[str, str] = {}
        self.language: str | None = "fa"
        self.kept: dict[str, Any] = {}
        self.begin: str | None = "1405/10/01"

    @property
    def round(self) -> Path:
        """The folder of the round."""
        return self.office / "rounds" / ROUND

    @property
    def answers(self) -> Path:
        """The file of declared answers."""
        return self.round / "answers.yaml"

    def use_example(self) -> None:
        """Lay down the example office."""
        shutil.copytree(EXAMPLE, self.office)

    def use_tiny(self) -> None:
        """Lay down a small office with nothing answered."""
        (self.round / "evidence").mkdir(parents=True)
        (self.office / "office.yaml").write_text(OFFICE_YAML, "utf-8")
        self.write_answers({})

    def read_answers(self) -> dict[str, Any]:
        """Return the declared answers as texts by fact."""
        return dict(plain_yaml(self.answers)["answers"] or {})

    def write_answers(self, answers: dict[str, Any]) -> None:
        """Write the declared answers."""
        text = yaml.safe_dump({"round": ROUND, "answers": answers}, allow_unicode=True, sort_keys=False)
        self.answers.write_text(text, "utf-8")

    def answer(self, rows: list[list[str]]) -> None:
        """Add answers given as a table of facts and YAML texts; a dash takes an answer away."""
        answers = self.read_answers()
        for fact, text in rows[1:]:
            if text == "—":
                answers.pop(fact, None)
            else:
                answers[fact] = yaml.load("{" + text + "}", Loader=yaml.BaseLoader)
        self.write_answers(answers)

    def answer_in_full(self, checklist: str, only: str | None = None) -> None:
        """Declare every fact of a checklist, or of one of its indicators, exactly at its target."""
        facts, answers = all_facts(), self.read_answers()
        for indicator, item in items_of(checklist):
            if only in (None, indicator):
                answers[item["fact"]] = _at_target(facts[item["fact"]], item)
        self.write_answers(answers)

    def files(self) -> dict[str, bytes]:
        """Return every file of the office with its bytes; links are read as links."""
        return {
            str(path.relative_to(self.office)): (
                str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
            )
            for path in sorted(self.office.rglob("*"))
            if path.is_symlink() or path.is_file()
        }

    def run(self, *arguments: str) -> Result:
        """Run the program; anything it does not explain itself fails the test with its traceback."""
        from compliance.commands.group import cli

        self.before = self.files() if self.office.exists() else {}
        language = ["--lang", self.language] if self.language else []
        self.result = CliRunner(env=self.environment).invoke(
            cli, [*arguments, *language], catch_exceptions=False, prog_name="compliance"
        )
        return self.result

    @property
    def json(self) -> Any:
        """What the last run printed on standard output, as JSON."""
        assert self.result is not None
        return json.loads(self.result.stdout)

    @property
    def code(self) -> int:
        """The exit code of the last run."""
        assert self.result is not None
        return self.result.exit_code

    @property
    def errors(self) -> str:
        """What the last run said on standard error."""
        assert self.result is not None
        return self.result.stderr

    @property
    def output(self) -> str:
        """What the last run printed on standard output."""
        assert self.result is not None
        return self.result.stdout

    def plan(self, *options: str) -> Any:
        """Make a plan from a fixed day, as JSON."""
        begin = ["--from", self.begin] if self.begin else []
        self.run("plan", str(self.office), *begin, *options, "--json")
        return self.json if self.code in (0, 1) else None


def _at_target(fact: dict[str, Any], item: dict[str, Any]) -> dict[str, str]:
    if fact["answer"] == "yes-no":
        return {"value": "yes"}
    if fact["answer"] == "counts":
        return {"count": "100", "total": "100"}
    return {"value": item.get("target", "10")}


@pytest.fixture(scope="session")
def scene_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for compiled checklists that all scenarios share."""
    return tmp_path_factory.mktemp("scene-cache")


@pytest.fixture
def scene(tmp_path: Path, scene_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A fresh scene; nothing installed for the user and no variable of the shell reaches it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(scene_cache))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "no-data"))
    for name in ("COMPLIANCE_LANG", "COMPLIANCE_CHECKLISTS"):
        monkeypatch.delenv(name, raising=False)
    return Scene(tmp_path)
