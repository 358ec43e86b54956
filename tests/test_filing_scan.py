"""A round whose website was scanned: what proves the scan travels with the filing, and is held against it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from compliance.scan.chromium import browser
from tests.conftest import PASSWORD, Run
from tests.sites.server import Site
from tests.test_filing_keys import ID, holds

QUICK = ("--allow-private", "--delay", "0", "--resolver", "127.0.0.1#1", "--pages", "2")


@pytest.mark.skipif(
    browser.find() is None, reason="no Chromium: apt-get install chromium (make test does it as root)"
)
def test_a_scanned_round_is_filed_with_what_proves_the_scan(
    run: Run, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPLIANCE_PASSWORD", PASSWORD)
    path = office / "office.yaml"
    with Site() as site:
        path.write_text(re.sub(r"(?m)^site: .*$", f"site: {site.base}/", path.read_text("utf-8")), "utf-8")
        assert run("scan", office, *QUICK).exit_code in (0, 1)
    assert run("keys", "new", office).exit_code == 0
    result = run("file", office, "--yes", "--json")
    printed = holds(result, "file")
    assert result.exit_code == 0, printed
    names = {one["name"] for one in printed["evidence"]}
    assert "evidence/scan/scan.json" in names
    assert len([name for name in names if name.startswith("evidence/scan/")]) > 1
    zip_ = office / "filings" / f"{ID}.1405-2.zip"
    with zipfile.ZipFile(zip_) as archive:
        made = json.loads(archive.read("declaration.json"))
    scanned = [value for value in made["values"] if value["source"] == "scanned"]
    assert scanned
    assert all("evidence/scan/scan.json" in [piece.get("name") for piece in value["evidence"]] for value in scanned)
    assert any("declared" in value for value in scanned)
    verified = run("verify", zip_, "--key", office / "keys" / "enrolment.json", "--json")
    assert holds(verified, "verify")["good"]
    piece = next(
        name for name in sorted(names) if name.startswith("evidence/scan/") and not name.endswith("scan.json")
    )
    (office / "rounds" / "1405-2" / piece).write_bytes(b"another")
    refused = run("file", office, "--yes", "--json")
    assert refused.exit_code == 3
    assert holds(refused, "file")["problems"][0]["file"] == str(office / "rounds" / "1405-2" / piece)
