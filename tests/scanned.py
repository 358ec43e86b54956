"""A scan of the fixture office's site, over https on loopback under a name of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from compliance import checklist, clock
from compliance.model.checklist import Library, Text
from compliance.model.scan import Result, State
from compliance.scan import running
from compliance.scan.collecting import About, Asked
from compliance.scan.running import Outcome
from tests.sites.edits import Fault
from tests.sites.pki import Authority
from tests.sites.server import Site

HOST = "sabt.namuneh.gov.ir"
NAME = Text("ادارهٔ کل نمونهٔ استان بوشهر", "Sample office of Bushehr")
SERVICES = tuple(f"1001100110{n}" for n in range(6))
AGENT = "provincial-compliance/test"
ABOUT = About(NAME, SERVICES, SERVICES)


@cache
def authority() -> Authority:
    """The tests' own certificate authority."""
    return Authority()


@cache
def instruments() -> Library:
    """The shipped checklists."""
    return checklist.load()


def resolve(host: str) -> list[str]:
    """Return loopback for the fixture's name, and nothing for any other: no test asks a real resolver."""
    if host == HOST:
        return ["127.0.0.1"]
    raise OSError(host)


@contextmanager
def served(faults: Sequence[Fault] = (), kind: Callable[..., Site] = Site) -> Iterator[Callable[..., Outcome]]:
    """The site with some faults put in, or one of another kind, and what scans it."""
    context = authority().context(HOST)
    with tempfile.TemporaryDirectory() as folder:
        roots = Path(folder) / "ca.pem"
        roots.write_text(authority().ca_pem)
        with kind(context, faults=faults, host=HOST) as secure, Site(redirect_to=secure.base, host=HOST) as plain:
            usual = {
                "url": f"{secure.base}/", "agent": AGENT, "delay": 0, "private": True, "roots": roots,
                "also": ((HOST, plain.port), *((other, secure.port) for other in ("127.0.0.1", "localhost"))),
                "insecure": f"{plain.base}/", "resolve": resolve, "resolver": "127.0.0.1#1",
            }  # fmt: skip

            def run(checks: Sequence[str] = (), about: About = ABOUT, **asked: Any) -> Outcome:
                ids = list(checks) or list(instruments().scan)
                wanted: dict[str, Any] = {**usual, **asked}
                return running.run(
                    Asked(**wanted), about, instruments(), ids, clock.today(), "", "test", lambda _url: None
                )

            yield run


def scan(faults: Sequence[Fault] = (), **asked: Any) -> Outcome:
    """Return the scan of the site with some faults put in."""
    with served(faults) as run:
        return run(**asked)


def results(outcome: Outcome) -> dict[str, Result]:
    """Return the results of a scan by check."""
    return {result.check: result for result in outcome.scan.results}


def failing(outcome: Outcome) -> set[str]:
    """Return the checks that failed."""
    return {result.check for result in outcome.scan.results if result.state is State.FAIL}
