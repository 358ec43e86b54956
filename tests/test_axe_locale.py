"""The Persian of axe-core is whole: each rule and check of its axe.min.js has a text, placeholders intact.

What must be translated is asked of axe.min.js itself, run by node; there is no second list to keep in step.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import ROOT

AXE = ROOT / "compliance" / "scan" / "chromium" / "axe"
VERSION = "4.14.1"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="no node here, and only node can ask axe.min.js for its texts")

# Both run axe.min.js without a page: it needs none to say what it holds or to take a locale.
TEXTS = """
const axe = require(process.argv[1]), known = axe._audit.data, texts = {rules: {}, checks: {}};
for (const {ruleId} of axe.getRules())
  texts.rules[ruleId] = {description: known.rules[ruleId].description, help: known.rules[ruleId].help};
for (const id of new Set([...Object.keys(known.checks), ...Object.keys(axe._audit.checks)]))
  texts.checks[id] = known.checks[id].messages;
texts.failureSummaries = Object.keys(known.failureSummaries);
console.log(JSON.stringify({version: axe.version, texts}));
"""
CONFIGURED = """
const axe = require(process.argv[1]), locale = require(process.argv[2]), said = [];
for (let times = 0; times < Number(process.argv[3]); times++) axe.configure({locale});
const {failureSummaries, checks} = axe._audit.data, say = axe.utils.processMessage;
for (const kind of ['any', 'none']) said.push(failureSummaries[kind].failureMessage(['الف', 'ب\\nپ']));
said.push(axe.getRules().find(rule => rule.ruleId === 'image-alt').help);
said.push(say(checks['aria-valid-attr'].messages.fail, ['aria-a']));
said.push(say(checks['aria-valid-attr'].messages.fail, ['aria-a', 'aria-b']));
said.push(say(checks['color-contrast'].messages.incomplete, {messageKey: 'bgImage'}));
said.push(say(checks['target-size'].messages.pass, {messageKey: 'large', minSize: 24}));
console.log(JSON.stringify(said));
"""

PLACEHOLDER = re.compile(r"\$\{[^}]*\}|\{\{.+?\}\}")
PERSIAN = re.compile("[آ-ی]")
# Arabic yeh, kaf and alef maksura, Arabic digits, and heh with yeh above as one letter, of which the project writes two
FOREIGN = re.compile("[يىك٠-٩ۀة]")
BARE = re.compile(r"(?<!\w)ن?می [آ-ی]|[آ-ی] (?:ها|های|هایی|تر|ترین)(?!\w)")


def flat(texts: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string with the way to it, such as checks/listitem/fail/default."""
    if isinstance(texts, str):
        yield path, texts
    else:
        for key, inner in texts.items():
            yield from flat(inner, f"{path}/{key}" if path else key)


def node(script: str, *arguments: object) -> Any:
    assert NODE is not None
    command = [NODE, "-e", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
    if done.returncode:  # with all of axe.min.js, which is one line, before what node has to say
        pytest.fail(done.stderr[-800:], pytrace=False)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def locale() -> dict[str, Any]:
    return json.loads((AXE / "fa.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def persian(locale: dict[str, Any]) -> dict[str, str]:
    """Every Persian string; the name of the language is none, and a text axe leaves empty stays empty."""
    return {path: text for path, text in flat(locale) if path != "lang" and text}


@pytest.fixture(scope="module")
def english() -> dict[str, Any]:
    told = node(TEXTS, AXE / "axe.min.js")
    assert told["version"] == VERSION
    return told["texts"]


def test_axe_is_the_release_that_was_translated() -> None:
    """A new axe.min.js brings new texts: translate them, then raise VERSION here."""
    assert (AXE / "axe.min.js").read_text("utf-8").startswith(f"/*! axe v{VERSION}\n")


def test_axe_brings_its_licences() -> None:
    """The Mozilla Public License asks for its text beside the code; so do those of the libraries within."""
    assert "Mozilla Public License, version 2.0" in (AXE / "LICENSE").read_text("utf-8")
    assert (AXE / "LICENSE-3RD-PARTY.txt").stat().st_size > 0


@needs_node
@pytest.mark.parametrize("kind", ["rules", "checks"])
def test_every_rule_and_check_has_a_persian_text_and_none_is_left_over(
    locale: dict[str, Any], english: dict[str, Any], kind: str
) -> None:
    """Down to each variant; axe refuses a locale that names what it does not know."""
    theirs, ours = dict(flat(english[kind])), dict(flat(locale[kind]))
    assert len(theirs) > 200
    assert ours.keys() == theirs.keys()
    assert [path for path in theirs if bool(theirs[path]) != bool(ours[path])] == []


@needs_node
def test_placeholders_are_those_of_the_english_text(locale: dict[str, Any], english: dict[str, Any]) -> None:
    """As often as there: axe puts colours, sizes and names in their place."""
    for kind in ("rules", "checks"):
        ours = dict(flat(locale[kind]))
        for path, text in flat(english[kind]):
            assert sorted(PLACEHOLDER.findall(ours[path])) == sorted(PLACEHOLDER.findall(text)), path


@needs_node
def test_the_summaries_are_those_of_axe(locale: dict[str, Any], english: dict[str, Any]) -> None:
    """Both kinds are there, and the message for what axe cannot tell."""
    assert locale.keys() == {"lang", "rules", "checks", "failureSummaries", "incompleteFallbackMessage"}
    assert locale["lang"] == "fa"
    assert sorted(locale["failureSummaries"]) == sorted(english["failureSummaries"])


@needs_node
@pytest.mark.parametrize("times", [1, 2, 3])
def test_axe_takes_the_locale_and_speaks_persian(times: int) -> None:
    """However often it is given: axe compiles the summaries anew, and its own pattern keeps its place between them."""
    assert node(CONFIGURED, AXE / "axe.min.js", AXE / "fa.json", times) == [
        "یکی از این موردها را درست کنید:\n  الف\n  ب\n  پ",
        "همهٔ این موردها را درست کنید:\n  الف\n  ب\n  پ",
        "هر تصویر باید متن جایگزین داشته باشد",
        "نام این ویژگی ARIA نامعتبر است: aria-a",
        "نام این ویژگی‌های ARIA نامعتبر است: aria-a, aria-b",
        "رنگ پس‌زمینهٔ عنصر معلوم نشد، چون پس‌زمینه تصویر است",
        "اندازهٔ هدف بسیار بیش از کمینهٔ 24 پیکسل است.",
    ]


def test_every_text_begins_in_persian(persian: dict[str, str]) -> None:
    """A text whose first letter is Latin would be laid out from left to right where nobody says otherwise."""
    assert len(persian) > 600
    for path, text in persian.items():
        first = re.search(r"[^\W\d_]", PLACEHOLDER.sub("", text))
        assert first is not None, path
        assert PERSIAN.match(first[0]), f"{path}: {text}"


def test_no_english_sentence_is_left(persian: dict[str, str]) -> None:
    """Names of HTML and ARIA stay Latin; three plain Latin words in a row are no names."""
    for path, text in persian.items():
        assert not re.search(r"(?:\b[A-Za-z']+ ){2}[A-Za-z']+\b", PLACEHOLDER.sub("|", text)), f"{path}: {text}"


def test_letters_and_half_spaces_are_persian(persian: dict[str, str]) -> None:
    """Neither Arabic yeh, kaf or digits, nor a space where a half-space belongs, nor Latin punctuation marks."""
    for path, text in persian.items():
        plain = PLACEHOLDER.sub("", text)
        assert not FOREIGN.search(plain), f"{path}: {text}"
        assert not BARE.search(plain), f"{path}: {text}"
        assert not re.search(r"[,;?]|\u200c(?!\w)|(?<!\w)\u200c", plain), f"{path}: {text}"
        assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", plain), (
            path
        )  # whoever shows it sets directions
