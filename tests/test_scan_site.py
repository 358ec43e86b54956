"""The office's site as it should be raises no alarm; each of its faults is found, and nothing that is no fault."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from compliance import checklist
from compliance.model.checklist import Needs
from compliance.model.scan import State
from compliance.office import scan_file
from compliance.scan.chromium import browser
from tests import scanned
from tests.conftest import ROOT
from tests.sites.edits import Edit, Fault, Text
from tests.sites.faults import FAULTS

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(browser.find() is None, reason="no Chromium: apt-get install chromium (make test does it as root)"),
]  # fmt: skip
UNKNOWN = {"AVL-01", "DNS-01", "DNS-02", "DNS-03", "DNS-04"}  # without a log, and without a resolver


def test_the_clean_site_raises_no_alarm() -> None:
    """Every check that can be asked on loopback passes, on every page, and the values follow."""
    outcome = scanned.scan(pages=60, minutes=5)
    found = scanned.results(outcome)
    wrong = {id_: (r.state.value, r.seen.en, r.places[:2]) for id_, r in found.items() if r.state is not State.PASS}
    assert set(wrong) == UNKNOWN, wrong
    assert not outcome.scan.left
    assert not outcome.scan.notes
    values = {m.fact: (m.amount, m.counted, m.total) for m in outcome.scan.measured}
    assert values["website.https"] == (1, None, None)
    assert values["website.browser-warnings"] == (0, None, None)
    assert values["services.page"] == (100, 6, 6)
    assert values["services.page-fields"] == (100, 6, 6)
    assert values["website.faq"] == (12, None, None)
    assert values["website.links"][0] == 100
    assert not outcome.scan.bounds


def test_a_field_called_action_is_not_where_a_form_leads() -> None:
    """A login whose fields are called like a form's own parts is read; what one of its buttons does instead counts."""
    login = (
        '<form method="post" action="/login"><input type="hidden" name="action" value="login">'
        '<input type="hidden" name="method"><input type="password" name="p" aria-label="گذرواژه">{}</form>'
    )
    button = '<button formaction="https://login.example/">ورود</button>'
    for inside, state in (("", State.PASS), (button, State.FAIL)):
        fault = Fault("login", "PRV-04", "", (Text("index.html", "</main>", login.format(inside) + "</main>"),))
        result = scanned.results(scanned.scan([fault], pages=1))["PRV-04"]
        assert result.state is state, result
        assert result.seen.en == "1 forms"


def test_ten_scans_bring_the_same_evidence() -> None:
    """What does not depend on time is the same byte for byte, in every file and in scan.json."""
    seen = set()
    with scanned.served() as serve:
        for _time in range(10):
            outcome = serve(pages=4)
            plain = json.loads(scan_file.text(outcome.scan))
            del plain["timings"]
            for result in plain["checks"]:
                if result["id"] in ("PRF-01", "PRF-02", "PRF-03"):  # their figures are timings and bytes on the wire
                    result["seen"] = None
            plain["values"] = [value for value in plain["values"] if value["fact"] != "website.load-time"]
            seen.add((json.dumps(plain), tuple(sorted(outcome.files.items()))))
    names = {name for _plain, files in seen for name, _data in files}
    assert {"headers.json", "certificate.pem", "browser.json", "page-001.html"} <= names
    assert len(seen) == 1, _differing(seen)


def _differing(seen: set[tuple[str, tuple[tuple[str, bytes], ...]]]) -> list[str]:
    files = [dict(one) for _plain, one in seen]
    return [name for name in files[0] if any(other.get(name) != files[0][name] for other in files)] or [
        plain for plain, _one in seen
    ]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_found_and_nothing_else(fault: Fault) -> None:
    """The check that has to notice does, names a place, and no check complains that need not."""
    browsing = scanned.instruments().scan[fault.check].needs is Needs.BROWSER
    outcome = scanned.scan([fault], pages=1 if browsing else 60, static=not browsing)
    found = scanned.results(outcome)
    result = found[fault.check]
    assert result.state is State.FAIL, (result.state, result.seen.en, fault.why)
    assert result.places
    assert result.evidence
    assert scanned.failing(outcome) <= {fault.check, *fault.also}, {
        id_: (found[id_].seen.en, found[id_].places[:2])
        for id_ in scanned.failing(outcome) - {fault.check, *fault.also}
    }


PLAIN_TAGS = ("main", "header", "footer", "nav", "section")
# The faults that menus and footers would hide, were they taken for what a page says itself.
HIDDEN = {
    *("services-without-ids", "service-without-cost", "service-without-start", "level-statement-empty"),
    *(
        "privacy-empty",
        "complaints-without-form",
        "survey-without-form",
        "questions-few",
        "news-old",
        "managers-empty",
    ),
}


def without_landmarks() -> Fault:
    """Return the site as most are built: no element says what is menu and what is text."""
    edits: list[Edit] = []
    for tag in PLAIN_TAGS:
        edits += [Text("*.html", f"</{tag}>", "</div>"), Text("*.html", f"<{tag}", f"<div data-was-{tag}")]
    return Fault("without-landmarks", "A11Y-04", "هیچ ناحیه‌ای نام‌گذاری نشده است", tuple(edits))


@pytest.mark.parametrize(
    "fault", [None, *(f for f in FAULTS if f.name in HIDDEN)], ids=lambda f: f.name if f else "no fault"
)
def test_contents_are_judged_without_landmarks_too(fault: Fault | None) -> None:
    """A site whose menus are only in boxes raises no alarm for its contents, and its faults are found."""
    ids = [id_ for id_, spec in scanned.instruments().scan.items() if spec.group == "content"]
    faults = [*([fault] if fault else []), without_landmarks()]
    with scanned.served(faults) as serve:
        found = scanned.results(serve(ids, pages=60, static=True))
    wrong = {id_: (r.state.value, r.seen.en, r.places[:2]) for id_, r in found.items() if r.state is not State.PASS}
    assert set(wrong) == ({fault.check} if fault else set()), wrong
    assert fault is None or found[fault.check].state is State.FAIL


def test_odd_names_and_addresses_do_not_hide_a_page() -> None:
    """Elements named like parts of the document, and a link to #%, which is no address."""
    odd = "".join(
        f'<img name="{name}" src="/coast.svg" alt="ساحل">' for name in ("body", "title", "querySelectorAll")
    )
    edits = (
        Text("index.html", "</main>", f"{odd}</main>"),
        Text("index.html", "<body>", '<body><a href="#%">بالا</a>'),
    )
    outcome = scanned.scan([Fault("names", "A11Y-01", "نام‌ها و نشانی‌های نامعمول", edits)], pages=1)
    found = scanned.results(outcome)
    assert not outcome.scan.notes
    for id_ in ("A11Y-04", "A11Y-05", "A11Y-06", "FA-01", "FA-02", "FA-09", "MOB-01"):
        assert found[id_].state is State.PASS, (id_, found[id_].seen.en, found[id_].places[:2])


def test_what_a_visit_looks_at_is_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Widths, presses of Tab and the least size of a target are changed in scan.yaml, without code."""
    folder = Path(shutil.copytree(ROOT / "checklists", tmp_path / "checklists"))
    path = folder / "scan.yaml"
    text = path.read_text("utf-8")
    for old, new in (("pixels: 24", "pixels: 90"), ("steps: 40", "steps: 3"), ("width: 320", "width: 280")):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    monkeypatch.setattr(scanned, "instruments", lambda: checklist.load(folder))
    outcome = scanned.scan(pages=1)
    found = scanned.results(outcome)
    assert found["A11Y-02"].state is State.FAIL
    assert found["A11Y-02"].seen.en.endswith("below 90 pixels")
    assert found["A11Y-05"].seen.en == "0 of 3 steps"
    (desk, *_phones) = json.loads(outcome.files["browser.json"])
    assert set(desk["widths"]) == {"280", "360"}


def test_what_axe_finds_is_said_in_both_languages() -> None:
    (fault,) = (one for one in FAULTS if one.name == "picture-without-text")
    place = scanned.results(scanned.scan([fault], pages=1))["A11Y-01"].places[0]
    assert place.text.fa.startswith("هر تصویر باید متن جایگزین داشته باشد")
    assert place.text.en.startswith("Images must have alternative text")
