"""PDF: read in a process of its own, so that one that hangs or crashes is only a file not searched."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import BinaryIO

from compliance.language import _
from compliance.persian import numbers
from compliance.personal.findings import Findings, Stop, damaged, inner_files, locked, slow
from compliance.schema import listed

# Isolated from the environment and the current folder, but with the packages of this process.
CHILD = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from compliance.personal import pages; pages.main()"
# What the child says, one thing a line. It has met the file, so nothing else of it is believed.
_SAID = re.compile("found ([0-9]{1,7}) ([0-9]{3}•{5}[0-9]{2})|textless ([0-9]{1,7})|(inner|locked|end)")
_PAGES_NAMED = 10


def search(stream: BinaryIO, findings: Findings) -> None:
    """Search the pages of a PDF, its notes, its form fields and its properties."""
    command = [sys.executable, "-I", "-c", CHILD, json.dumps(sys.path)]
    late = False
    try:
        said = subprocess.run(
            command,
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=findings.seconds,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as error:
        late, said = True, error.stdout or b""
    whole = _take(said.decode("utf-8", "replace"), findings)
    if late:
        raise Stop(slow(findings.seconds))
    if not whole:
        raise Stop(damaged())


def _take(said: str, findings: Findings) -> bool:
    """Keep what the child found, and tell whether it came to its end."""
    textless: list[int] = []
    whole = False
    for line in said.splitlines():
        match = _SAID.fullmatch(line)
        if match is None:
            continue
        if match[4] == "inner":
            findings.note(inner_files())
        elif match[4] == "locked":
            raise Stop(locked())
        elif match[4] == "end":
            whole = True
        elif match[3]:
            textless.append(int(match[3]))
        else:
            findings.keep(_place(int(match[1])), match[2])
    if textless:
        findings.note(_without_text(textless))
    return whole


def _place(page: int) -> str:
    if page == 0:
        return _("document properties")
    return _("page {n}").format(n=numbers.digits(page))


def _without_text(pages: list[int]) -> str:
    """Name the pages on which nothing could be read."""
    named = [numbers.digits(page) for page in pages[:_PAGES_NAMED]]
    return _("pages that are pictures, as from a scanner, were not searched: {pages}").format(
        pages=listed(named) + ("…" if len(pages) > _PAGES_NAMED else "")
    )
