"""`scan` as its user calls it: written into the round, seen by check and plan, compared, watched, permitted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from compliance import checklist, clock, language, schema
from compliance.model.checklist import Text
from compliance.model.scan import Result as ScanResult
from compliance.model.scan import Scan, State
from compliance.office import scan_file
from compliance.scan import collecting
from compliance.scan.chromium import browser
from compliance.scan.collecting import About, Asked
from tests import scanned
from tests.sites.server import Site

Run = Callable[..., Result]
QUICK = ("--allow-private", "--delay", "0", "--resolver", "127.0.0.1#1", "--vantage", "آزمایشگاه")
needs_browser = pytest.mark.skipif(
    browser.find() is None, reason="no Chromium: apt-get install chromium (make test does it as root)"
)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as served:
        yield served


@pytest.fixture
def measured(office: Path, site: Site) -> Path:
    """The example office with the fixture's site as its own."""
    path = office / "office.yaml"
    path.write_text(re.sub(r"(?m)^site: .*$", f"site: {site.base}/", path.read_text("utf-8")), "utf-8")
    return office


def printed(result: Result, name: str = "scan-output") -> Any:
    """What was printed as JSON, held against its published schema."""
    assert result.exit_code in (0, 1), result.stderr or result.exception
    plain = json.loads(result.stdout)
    errors = list(Draft202012Validator(schema.published(name)).iter_errors(plain))
    assert not errors, [f"{e.json_path}: {e.message}" for e in errors[:5]]
    return plain


@needs_browser
def test_a_scan_is_written_into_the_round_and_answers_for_the_office(measured: Path, run: Run) -> None:
    """scan.json is as its schema says, its evidence is there; check shows what was scanned and what was declared."""
    plain = printed(run("scan", measured, *QUICK, "--pages", "2", "--json"))
    folder = measured / "rounds" / "1405-2"
    stored = json.loads((folder / "scan.json").read_text("utf-8"))
    assert not list(Draft202012Validator(schema.published("scan-file")).iter_errors(stored))
    for proof in stored["evidence"]:
        assert (folder / "evidence" / proof["name"]).stat().st_size == proof["bytes"]
    values = {value["fact"]: value["value"] for value in plain["values"]}
    assert {"website.load-time", "website.links"} <= set(values)
    checked = json.loads(run("check", measured, "--json").stdout)
    items = {item["fact"]: item for c in checked["checklists"] for i in c["indicators"] for item in i["items"]}
    assert items["website.load-time"]["source"] == "scanned"
    assert items["website.load-time"]["discrepancy"]["declared"] == 4.2
    planned = json.loads(run("plan", measured, "--from", "1405/09/10", "--json").stdout)
    assert "fix-broken-links" not in {action["id"] for action in planned["actions"]}
    table = run("scan", measured, *QUICK, "--pages", "1", "--check", "HDR-01", lang="fa").stdout
    assert "سیاست امنیت محتوا" in table


def test_a_scan_of_some_checks_is_printed_and_not_written(measured: Path, run: Run) -> None:
    result = run(
        "scan", measured, *QUICK, "--only", "headers", "--check", "FA-04", "--static", "--pages", "2", "--json"
    )
    plain = printed(result)
    assert {check["group"] for check in plain["checks"]} == {"headers", "persian"}
    assert not (measured / "rounds" / "1405-2" / "scan.json").exists()
    assert "not written" in result.stderr


def test_failed_checks_name_their_action_and_their_points(measured: Path, run: Run) -> None:
    plain = printed(run("scan", measured, *QUICK, "--static", "--pages", "2", "--check", "TLS-05", "--json"))
    (check,) = plain["checks"]
    assert check["state"] == "fail"
    assert "renew-certificate" in check["actions"]
    assert (
        "renew-certificate" in run("scan", measured, *QUICK, "--static", "--pages", "1", "--check", "TLS-05").stdout
    )


def test_an_address_is_scanned_without_an_office(site: Site, run: Run) -> None:
    plain = printed(run("scan", f"{site.base}/", *QUICK, "--static", "--pages", "1", "--json"))
    assert plain["url"] == f"{site.base}/"
    assert len(plain["checks"]) == 71


def test_a_private_address_is_not_visited_unless_permitted(site: Site, run: Run) -> None:
    """Nothing is asked of it, and every check of its pages is not measured."""
    plain = printed(run("scan", f"{site.base}/", "--delay", "0", "--static", "--json"))
    assert not site.requests
    assert {check["state"] for check in plain["checks"] if check["id"] != "CNT-18"} == {"not-measured"}
    assert "not a public one" in json.dumps(plain)


def test_without_a_browser_the_rest_is_measured(site: Site, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compliance.scan.collecting.find", lambda _named: None)
    plain = printed(run("scan", f"{site.base}/", *QUICK, "--pages", "1", "--json"))
    states = {check["id"]: (check["state"], check["seen"]) for check in plain["checks"]}
    assert states["A11Y-01"] == ("not-measured", "no browser")
    assert states["FA-03"][0] == "pass"


@pytest.mark.parametrize("pages", [1, 4, 15, 20])
def test_what_was_not_visited_is_no_failure(pages: int) -> None:
    """Of a site without a fault only some pages are seen: the checks of the others are open, and none fails."""
    outcome = scanned.scan(pages=pages, static=True)
    assert outcome.scan.left
    assert scanned.failing(outcome) == set()


def test_what_a_scan_is_at_is_told_page_by_page(site: Site) -> None:
    told: list[str] = []
    asked = Asked(f"{site.base}/", "test", pages=2, delay=0, private=True, static=True, resolver="127.0.0.1#1")
    language.use("fa")
    collecting.collect(asked, About(), checklist.load(), clock.today(), told.append)
    assert told == [
        f"خواندن صفحهٔ ۱ (حداکثر ۲): {site.base}/",
        f"خواندن صفحهٔ ۲ (حداکثر ۲): {site.base}/services/",
    ]


def kept(path: Path, *fails: str) -> Path:
    """A scan.json in which some checks failed and others passed."""
    results = tuple(
        ScanResult(id_, State.FAIL if id_ in fails else State.PASS, Text("—", "—"))
        for id_ in ("FA-04", "FA-05", "HDR-01")
    )
    scan = Scan("https://example.ir/", "2026-11-28T10:00:00+03:30", "x", "x", (), (), results, (), (), (), {})
    scan_file.write(path, scan)
    return path


def test_two_scans_are_compared(run: Run, tmp_path: Path) -> None:
    old, new = kept(tmp_path / "old.json", "FA-04", "HDR-01"), kept(tmp_path / "new.json", "FA-05", "HDR-01")
    result = run("scan", "--compare", old, new, "--json")
    plain = json.loads(result.stdout)
    assert (plain["fixed"], plain["anew"], plain["still"]) == (["FA-04"], ["FA-05"], ["HDR-01"])
    assert result.exit_code == 1
    assert "FA-05" in run("scan", "--compare", old, new).stdout
    assert run("scan", "--compare", old, tmp_path / "none.json").exit_code == 3


def test_the_watch_adds_to_its_log(measured: Path, run: Run, site: Site) -> None:
    """A private site is not there for the watch; the log grows by one each time and check AVL-01 reads it."""
    for n in (1, 2):
        result = run("scan", measured, "--watch", "--json")
        assert json.loads(result.stdout)["probes"] == n
        assert result.exit_code == 1
    assert not site.requests


def test_the_watch_sees_a_private_site_where_that_is_permitted(measured: Path, run: Run, site: Site) -> None:
    result = run("scan", measured, "--watch", "--allow-private", "--json")
    plain = json.loads(result.stdout)
    assert (plain["up"], plain["status"], plain["found"], plain["probes"]) == (True, 200, 1, 1)
    assert result.exit_code == 0
    assert [request.path for request in site.requests] == ["/"]


def test_a_scan_without_a_browser_is_a_whole_one(measured: Path, run: Run) -> None:
    """It is written into the round; what a browser would have measured is not measured, and is no value."""
    run("scan", measured, *QUICK, "--static", "--pages", "2")
    stored = json.loads((measured / "rounds" / "1405-2" / "scan.json").read_text("utf-8"))
    states = {result["id"]: result["state"] for result in stored["checks"]}
    assert (states["A11Y-01"], states["HDR-02"]) == ("not-measured", "pass")
    assert "website.load-time" not in {value["fact"] for value in stored["values"]}


def test_the_permit_tells_the_bounds_of_the_very_scan(measured: Path, run: Run) -> None:
    given = ("--pages", "7", "--delay", "1.5", "--minutes", "4", "--max-mb", "12")
    text = run("scan", measured, "--permit", *given).stdout
    assert all(part in text for part in ("7 at most", "1.5 seconds apart", "4 minutes or 12 MB", "two at a time"))
    assert "two at a time" not in run("scan", measured, "--permit", "--static").stdout


@needs_browser
def test_every_request_comes_under_one_name(measured: Path, run: Run, site: Site) -> None:
    """The name that the permit names, in the browser's requests too."""
    named = run("scan", measured, "--permit").stdout.partition("“")[2].partition("”")[0]
    run("scan", measured, *QUICK, "--pages", "1")
    assert {request.headers["user-agent"] for request in site.requests} == {named}


def test_the_permit_visits_nothing(measured: Path, run: Run, site: Site) -> None:
    result = run("scan", measured, "--permit", lang="fa")
    assert result.exit_code == 0
    assert "حراست" in result.stdout
    assert site.base in result.stdout
    assert not site.requests


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        ((), 2, "name an office folder or an address"),
        (("ftp://example.ir",), 3, "no such office folder"),
        (("https://",), 3, "https://example.ir"),
        (("https://user:pass@example.ir",), 3, "https://example.ir"),
        (("https://example.ir:99999",), 3, "https://example.ir"),
        (("https://example.ir", "--check", "FA-99"), 3, "FA-"),
        (("https://example.ir", "--only", "persia"), 3, "persian"),
        (("https://example.ir", "--pages", "0"), 2, "--pages"),
        (("https://example.ir", "--watch"), 3, "an office folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_scanned_is_refused(arguments: tuple[str, ...], code: int, part: str, run: Run) -> None:
    result = run("scan", *arguments)
    assert result.exit_code == code, result.stdout
    assert part in result.stderr


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"format": 2}', '{"format": 1}', "null", '{"format": 1, "timings": 5}']
)
def test_a_damaged_scan_is_bad_input(damage: str, office: Path, run: Run) -> None:
    """check says which file, and how to mend it; nothing is changed."""
    path = office / "rounds" / "1405-2" / "scan.json"
    path.write_text(damage, "utf-8")
    result = run("check", office)
    assert result.exit_code == 3
    assert f"{path}" in result.stderr
    assert path.read_text("utf-8") == damage
