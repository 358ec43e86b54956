"""What the page says is in its own words: neither verbs nor options of the terminal, which its readers do not know."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from compliance.office import saved_plan
from compliance.usecases.opening import open_office
from compliance.web.site import Site
from tests import web_server
from tests.conftest import ROOT, Run
from tests.web_server import ROUND, Visitor

TERMINAL = re.compile(
    r"(?<![\w-])--[a-z]|compliance [a-z]+|[“«](?:plan|review|track|history|evidence|check|new) [a-z-]"
)
COMPLIANCE = ROOT / "compliance"
# what a page can say comes from these; the rest of these rooms answers verbs alone
REACHED = [
    *(COMPLIANCE / "web").glob("*.py"),
    *(COMPLIANCE / "plan").glob("*.py"),
    *(COMPLIANCE / "persian").glob("*.py"),
    *(
        path
        for path in (COMPLIANCE / "office").glob("*.py")
        if path.stem not in ("scan_file", "restoring", "rounds", "filings")
    ),
    *(
        COMPLIANCE / "usecases" / f"{name}.py"
        for name in ("founding", "gathering", "opening", "planning", "reviewing")
    ),
    *(
        COMPLIANCE / "report" / f"{name}.py"
        for name in ("sentences", "plan_reasons", "plan_tables", "tables", "words")
    ),
    COMPLIANCE / "files.py",
    COMPLIANCE / "forms" / "bench.py",
]
OF_THE_TERMINAL = {"name another one with --port, or leave --port out"}  # said before there is a page


def said(tree: ast.AST) -> Iterator[str]:
    """Every message of a module, but for those that `way` gives to the terminal alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "way":
                yield from said(ast.Module([ast.Expr(node.args[1])], []))
                continue
            if node.func.id in ("_", "mark") and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)
        yield from said(node)


def test_no_message_that_a_page_can_show_names_a_verb_or_an_option() -> None:
    found = {text for path in REACHED for text in said(ast.parse(path.read_text("utf-8"))) if TERMINAL.search(text)}
    assert found == OF_THE_TERMINAL
    for template in (ROOT / "templates" / "web").glob("*.j2"):
        texts = re.findall(r'_\("([^"]*)"\)', template.read_text("utf-8"))
        assert not [text for text in texts if TERMINAL.search(text) or ".yaml" in text], template.name


@pytest.fixture
def planned(office: Path, run: Run) -> Path:
    assert run("plan", office, "--target", "70", "--save").exit_code == 0
    return office


def plan_file(office: Path) -> Path:
    return office / "rounds" / ROUND / saved_plan.FILE


def decided(site: Site, deed: str, **fields: str) -> str:
    """What the page answers to a decision about the plan that it shows."""
    visitor = web_server.visitor(site)
    seen = re.search(r'name="seen" value="(\w*)"', visitor.ask("GET", "/review").text)
    body = urlencode({"seen": seen[1] if seen else "", **fields}).encode()
    return spoken(visitor, "POST", f"/review/{deed}", body)


def spoken(visitor: Visitor, method: str, path: str, body: bytes | None = None) -> str:
    """What people read of an answer."""
    text = re.sub(r"<[^>]*>", " ", visitor.ask(method, path, body).text)
    return re.sub("[\u2066-\u2069]", "", html.unescape(text))


def test_whole_pages_name_no_verb(planned: Path) -> None:
    with web_server.served(planned, "fa") as site:
        visitor = web_server.visitor(site)
        for path in ("/", "/questions", "/plan", "/review", "/papers", "/nowhere"):
            text = spoken(visitor, "GET", path)
            assert not TERMINAL.search(text), path
            assert "office.yaml" not in text, path
        assert not TERMINAL.search(spoken(Visitor(site.port), "GET", "/"))
        assert not TERMINAL.search(spoken(visitor, "POST", "/stop", b""))


def test_what_is_refused_on_the_page_is_mended_on_the_page(planned: Path, run: Run) -> None:
    """And at the terminal the same is mended by its verbs."""
    assert run("review", "return", planned, "--because", "نیرو کم است").exit_code == 0
    with web_server.served(planned) as site:
        text = decided(site, "approve")
        assert "or tick above the button that it is approved all the same" in text
        assert not TERMINAL.search(text)
    refused = run("review", "approve", planned)
    assert refused.exit_code == 3
    assert "plan --save" in refused.stderr
    assert "Reason: نیرو کم است" in re.sub("[\u2066-\u2069]", "", refused.stderr)


def test_a_plan_that_does_not_keep_to_its_decisions_is_made_again_on_the_page(planned: Path) -> None:
    path = plan_file(planned)
    text = path.read_text("utf-8")
    action = re.search(r"- id: ([\w-]+)", text)
    assert action
    path.write_text(text.replace("excluded: {}", f"excluded: {{{action[1]}: پیمانکار نداریم}}"), "utf-8")
    with web_server.served(planned) as site:
        said_ = decided(site, "approve", edited="1")
    assert "make it again on the page “Plan”" in said_
    assert not TERMINAL.search(said_)


def test_a_decision_without_a_plan_leads_to_the_page_that_makes_one(office: Path) -> None:
    with web_server.served(office) as site:
        text = decided(site, "comment", text="x")
    assert "make one on the page “Plan” and save it" in text
    assert not TERMINAL.search(text)


def test_an_action_is_called_by_its_title_on_the_page_and_by_its_id_at_the_terminal(planned: Path, run: Run) -> None:
    action = re.search(r"- id: ([\w-]+)", plan_file(planned).read_text("utf-8"))
    assert action
    title = open_office(planned).instruments.actions[action[1]].title.en
    friday = "1405/10/11"
    with web_server.served(planned) as site:
        text = decided(site, "fix", action=action[1], day=friday)
    assert f"“{title}” begins on {friday}" in text
    assert action[1] not in text.split("Nothing was changed")[1].split("to mend it")[0]
    assert f"“{action[1]}” begins on {friday}" in run("review", "fix", planned, action[1], friday).stderr
