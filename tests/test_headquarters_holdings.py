"""What the record says of an office is what the office filed: the same values, judged to the same score."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.assessment import scoring
from compliance.headquarters import holdings
from compliance.headquarters import store as stores
from compliance.model.checklist import Library
from compliance.model.filing import hundredths
from tests import inbox


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with twelve simulated offices in two rounds."""
    return inbox.simulated(tmp_path_factory.mktemp("hq"), offices=12, rounds=2, seed=7)


_SCORES = """
select s.office, t.score from standing s join total t on t.filing = s.filing
join instrument i on i.n = t.instrument
where s.round = ? and s.until is null and i.id = 'programme' and t.system = ''
"""


def test_what_is_held_gives_the_score_of_the_record(filled: Path, library: Library) -> None:
    with stores.opened(filled) as store:
        (seq,) = store.one("select max(seq) from log")
        seen = 0
        for round_ in sorted({row[0] for row in store.ask("select distinct round from standing")}):
            totals = dict(store.ask(_SCORES, round_))
            for one in holdings.held(store, library.facts, round_, seq):
                found = scoring.assess(library.checklists["programme"], one.facts).score
                assert found is not None
                assert hundredths(found) == totals[one.office.id]
                seen += 1
    assert seen == 24


def test_some_offices_are_read_alone_and_none_that_stood_later(filled: Path, library: Library) -> None:
    with stores.opened(filled) as store:
        (seq,) = store.one("select max(seq) from log")
        round_, office = store.one("select round, office from standing order by office limit 1")
        found = list(holdings.held(store, library.facts, round_, seq, [office, "nobody"]))
        assert [one.office.id for one in found] == [office]
        assert found[0].facts
        assert not list(holdings.held(store, library.facts, round_, 1))
