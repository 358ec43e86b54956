"""A Chromium that nothing guards opens the attack page: what gets through here must not get through a scanner.

`python -m tests.hostile.unguarded` prints, as JSON, the roads that reached the victim. `alone()` is what to put before
it, with `--cut-off`, to run it in a network namespace that has loopback and a dead end only; elsewhere the browser's
resolver knows no host but loopback. Chromium's own check of local addresses is switched off, as it would hide what is tested.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.hostile import roads
from tests.hostile.server import Enemy
from tests.hostile.victim import Victim

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--mute-audio",
    "--disable-features=LocalNetworkAccessChecks,WebRtcHideLocalIpsWithMdns,OptimizationHints,MediaRouter",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-popup-blocking",
)
SETUP = (
    "ip link set lo up || exit 1; { ip link add dead type veth peer name end && ip link set end up"
    " && ip addr add 192.0.2.2/24 dev dead && ip link set dead up && ip route add default via 192.0.2.1; } 2>&-;"
    ' exec "$@"'
)


def alone() -> list[str]:
    """What to put before a command so that it has a network of its own that leads nowhere; empty if that cannot be."""
    for before in (["unshare", "-n"], ["unshare", "-rn"]):
        prefix = [*before, "sh", "-c", SETUP, "sh"]
        with suppress(OSError, subprocess.SubprocessError):
            if subprocess.run([*prefix, "true"], capture_output=True, timeout=10).returncode == 0:
                return prefix
    return []


def chromium(url: str, profile: str, *more: str, cut_off: bool = False) -> list[str]:
    """The command line of a browser without a guard; unless it is cut off, its resolver knows loopback only."""
    assert CHROMIUM is not None
    names = (
        "localhost",
        "localhost.",
        "*.localhost",
        "127.0.0.1",
        "127.0.0.1.",
        "0.0.0.0",
        "::1",
        "::",
        "::ffff:7f00:1",
    )
    rules = "--host-resolver-rules=" + ", ".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {name}" for name in names)])
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [CHROMIUM, *QUIET, *root, f"--user-data-dir={profile}", *([] if cut_off else [rules]), *more, url]


@contextmanager
def browsing(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """The browser while it runs; afterwards none of its processes is left, nor what it has downloaded to its home."""
    quiet = subprocess.DEVNULL
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        places = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_DOWNLOAD_DIR")
        own = {**os.environ, **dict.fromkeys(places, home)}
        browser = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True, env=own, cwd=home
        )
        try:
            yield browser
        finally:
            with suppress(ProcessLookupError):
                os.killpg(browser.pid, signal.SIGKILL)
            browser.wait(10)


def run(seconds: float, query: str = "", more: tuple[str, ...] = (), cut_off: bool = False) -> dict[str, object]:
    """Open the attack page for so long; what reached the victim."""
    with (
        Victim() as victim,
        Enemy(victim) as enemy,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
    ):
        with browsing(chromium(enemy.url(f"/attack{query}"), profile, *more, cut_off=cut_off)):
            time.sleep(seconds)
        through = victim.roads()
        return {
            "through": sorted(through & roads.every()),
            "shut": sorted(roads.every() - through),
            "unnamed": sorted(through - roads.every()),
            "silent": victim.silent,
            "connections": len(victim.connections),
            "datagrams": len(victim.datagrams),
            "ipv6": victim.ipv6,
            "attack": enemy.counts["/attack"],
            "faults": [repr(fault) for fault in enemy.faults],
        }


def main() -> None:
    """Read the command line and say what got through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=9)
    parser.add_argument("--query", default="?leave=5000")
    parser.add_argument("--cut-off", action="store_true", help="the network leads nowhere: see alone()")
    parser.add_argument("more", nargs="*", help="further arguments for Chromium, after --")
    given = parser.parse_args()
    sys.stdout.write(json.dumps(run(given.seconds, given.query, tuple(given.more), given.cut_off), indent=1) + "\n")


if __name__ == "__main__":
    main()
