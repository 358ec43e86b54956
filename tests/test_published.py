"""published.yaml and `hq figures`: what it may hold, how it is read, and what is printed of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from compliance import schema
from compliance.checklist import published
from compliance.errors import BadInput
from compliance.language import use

ROOT = Path(__file__).parent.parent
Run = Callable[..., Result]


def test_the_shipped_figures_are_all_there_in_both_languages() -> None:
    found = published.shipped(ROOT / "checklists")
    assert len(found.figures) == 34
    assert len(found.conflicts) == 16
    texts = [f.text for f in found.figures] + [c.text for c in found.conflicts] + [c.says for c in found.conflicts]
    texts += [part.label for f in found.figures for part in f.parts if part.label]
    assert all(text.fa and text.en for text in texts)
    assert not [text.fa for text in texts if any(sign in text.fa for sign in "يك٠١٢٣٤٥٦٧٨٩")]


def test_a_figure_in_which_documents_differ_is_stated_in_a_conflict() -> None:
    found = published.shipped(ROOT / "checklists")
    named = {figure for conflict in found.conflicts for figure in conflict.figures}
    differing = {f.id for f in found.figures if any(len(part.said) > 1 for part in f.parts)}
    assert differing == {f.id for f in found.figures if f.kind == "conflict"}
    assert differing <= named


def test_a_pack_without_the_file_leaves_the_shipped_figures(tmp_path: Path) -> None:
    assert published.shipped(tmp_path) == published.shipped(ROOT / "checklists")


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("- id: A02", "- id: A01", "A01"),
        ("- id: X2\n", "- id: X1\n", "X1"),
        ('sources: ["002"]', 'sources: ["009"]', "009"),
        ("panel: ito", "panel: other", "other"),
        ("figures: [A02]", "figures: [Z99]", "Z99"),
        ("of: filed", "of: guessed", "guessed"),
        ("kind: stated", "kind: true-by-decree", "true-by-decree"),
        ("of: share 0-100", "of: share 0-", "share 0-"),
        ("round: 1,", "round: 0,", "0"),
    ],
)
def test_what_is_wrong_in_it_is_said_with_file_and_line(
    tmp_path: Path, run: Run, old: str, new: str, seen: str
) -> None:
    folder = Path(shutil.copytree(ROOT / "checklists", tmp_path / "checklists"))
    path = folder / "published.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadInput) as caught:
        published.read(path)
    assert any(seen in problem.seen and problem.line for problem in caught.value.problems)
    for target in (folder, path):
        made = run("checklists", "validate", target)
        assert made.exit_code == 3
        assert seen in made.stderr


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_json_is_as_its_published_schema_says(record: Callable[..., Any], lang: str) -> None:
    use(lang)
    made = record("hq", "figures", "--register", ROOT / "examples" / "bushehr-civil-registry")
    validator = Draft202012Validator(schema.published("figures-output"))
    assert not [e.message for e in validator.iter_errors(made)]
    assert not validator.is_valid({**made, "more": 1})


def test_without_data_nothing_is_computed_and_nothing_fits_or_not(record: Callable[..., Any]) -> None:
    parts = [part for figure in record("hq", "figures")["figures"] for part in figure["parts"]]
    assert {part["computed"] for part in parts} == {part["fits"] for part in parts} == {None}


def test_variants_stand_beside_each_other_with_their_documents(run: Run) -> None:
    text = run("hq", "figures").stdout
    for words in ("90 (001, 002); 91 (000)", "93 (003, second outlet); 98 (003)", "about 1000 (002)", "83% (003)"):
        assert words in text
    assert "never corrected" in text


def test_a_register_that_is_broken_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "projects.csv").write_text("id,title,progress\nP1,x,many\n", "utf-8")
    made = run("hq", "figures", "--register", tmp_path)
    assert made.exit_code == 3
    assert "many" in made.stderr
