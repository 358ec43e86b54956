"""What every test may use: a copy of the example office, the command line in this process, a quiet home."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from compliance import checklist, clock, language
from compliance.commands.group import cli
from compliance.model.checklist import Library

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 28)
settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the program
settings.load_profile("untimed")
PASSWORD = "سه واژهٔ دور از هم"
EXAMPLE = ROOT / "examples" / "bushehr-civil-registry"


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep cache and installed packs of the tests apart from the user's."""
    home = tmp_path_factory.mktemp("home")
    before = dict(os.environ)
    os.environ |= {"XDG_CACHE_HOME": str(home / "cache"), "XDG_DATA_HOME": str(home / "data")}
    os.environ.pop("COMPLIANCE_CHECKLISTS", None)
    os.environ.pop("COMPLIANCE_LANG", None)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Begin every test in English; one that wants Persian says so."""
    language.use("en")
    yield
    language.use("en")


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test in this process happen on the same day, 7 Azar 1405: plans look at what is past."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(
        clock,
        "now",
        lambda: datetime.combine(TODAY, datetime.now().time()).astimezone().isoformat(timespec="seconds"),
    )


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped checklists."""
    return checklist.load(ROOT / "checklists")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A copy of the example office that a test may change."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "office"))


Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Call the command line in this process; English unless said otherwise."""

    def call(*arguments: object, lang: str = "en") -> Result:
        return CliRunner().invoke(cli, [*map(str, arguments), "--lang", lang], prog_name="compliance")

    return call


@pytest.fixture
def record(run: Run) -> Callable[..., Any]:
    """Call a verb with --json and return what it printed."""

    def call(*arguments: object) -> Any:
        result = run(*arguments, "--json")
        assert result.exit_code in (0, 1), result.stderr
        return json.loads(result.stdout)

    return call


@pytest.fixture(scope="session")
def _pdfs() -> dict[tuple[str, str, str], Any]:
    """Keep the documents and PDFs that were made."""
    return {}


@pytest.fixture
def of(tmp_path_factory: pytest.TempPathFactory, _pdfs: dict[tuple[str, str, str], Any]) -> Callable[..., Any]:
    """Return the document of one of the hard offices in a language and its PDF; each is made once."""
    from compliance.report import write
    from tests import documents

    def made(form: str, lang: str, part: str = "all") -> Any:
        key = (form, lang, part)
        if key not in _pdfs:
            document = documents.document(form, tmp_path_factory.mktemp("offices"), lang, [part])
            _pdfs[key] = document, write(document, "pdf")
        language.use(lang)
        return _pdfs[key]

    return made


@pytest.fixture(scope="session")
def _keyed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example office with a key of its own and one of its director."""
    place = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("keyed") / "office"))
    for role in ("office", "director"):
        call = ["keys", "new", str(place), "--role", role, "--lang", "en"]
        result = CliRunner(env={"COMPLIANCE_PASSWORD": PASSWORD}).invoke(cli, call)
        assert result.exit_code == 0, result.stderr
    return place


@pytest.fixture
def keyed(_keyed: Path, tmp_path: Path) -> Path:
    """A copy of that office which a test may change."""
    return Path(shutil.copytree(_keyed, tmp_path / "keyed"))
