"""Letters laid into a folder: none over another, whatever lies there."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from compliance.headquarters import posting
from compliance.headquarters.posting import Posted

TEXTS = st.sampled_from(["a", "b", "ج"])


@given(rounds=st.lists(st.dictionaries(st.sampled_from(["x", "y"]), TEXTS), max_size=6))
def test_nothing_that_lay_there_is_ever_changed(rounds: list[dict[str, str]]) -> None:
    """Whatever is laid down in whatever order: each text is there once, the earlier ones as they were."""
    with tempfile.TemporaryDirectory() as made:
        folder, wanted = Path(made), set()
        for letters in rounds:
            before = {path: path.read_bytes() for path in folder.iterdir()}
            posted = posting.lay(folder, letters)
            wanted |= set(letters.items())
            assert all(path.read_bytes() == content for path, content in before.items())
            assert posted.written + posted.there == len(letters)
            assert len(list(folder.iterdir())) == len(before) + posted.written
        found = [(path.name.partition(".")[0], path.read_text("utf-8")) for path in folder.iterdir()]
        assert sorted(found) == sorted(wanted)


def test_what_is_no_letter_is_left_as_well(tmp_path: Path) -> None:
    (tmp_path / "x.md").mkdir()
    assert posting.lay(tmp_path, {"x": "text"}) == Posted(written=1, beside=1)
    assert (tmp_path / "x.2.md").read_text("utf-8") == "text"


def test_where_there_is_nothing_to_lay_down_no_folder_is_made(tmp_path: Path) -> None:
    assert posting.lay(tmp_path / "none", {}) == Posted()
    assert not (tmp_path / "none").exists()
