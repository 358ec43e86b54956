"""A Chromium of its own for each scan: found, started in its sandbox behind the proxy, watched, and killed whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path

from compliance.scan.chromium import launching
from compliance.scan.chromium.devtools import Gone, Refused, Wire

MEMORY = 1500 * 2**20  # bytes of all its processes together
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "chrome",
    "msedge",
)
_PLACES = (
    "{PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
    "{PROGRAMFILES(X86)}/Google/Chrome/Application/chrome.exe",
    "{LOCALAPPDATA}/Google/Chrome/Application/chrome.exe",
    "{PROGRAMFILES(X86)}/Microsoft/Edge/Application/msedge.exe",
    "{PROGRAMFILES}/Microsoft/Edge/Application/msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_SWITCHES = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--disable-client-side-phishing-detection",
    "--metrics-recording-only",
    "--no-pings",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--mute-audio",
    "--disable-quic",
    "--deny-permission-prompts",
    "--disable-dev-shm-usage",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication",
    "--js-flags=--max-old-space-size=512",
    "--password-store=basic",
    "--use-mock-keychain",
    "--lang=fa",
)


class NoBrowser(Exception):
    """There is no browser that can be used; `reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def find(named: Path | None = None) -> Path | None:
    """Return the browser that was named, or any Chromium, Chrome or Edge on this machine; None without one."""
    if named is not None:
        return named if named.is_file() else None
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    for place in _PLACES:
        with contextlib.suppress(KeyError):
            path = Path(place.format_map(os.environ))
            if path.is_file():
                return path
    return None


class Browser:
    """A running browser; `sandboxed` is false only where a container cannot have a sandbox."""

    def __init__(self, path: Path, proxy: int, agent: str, keys: Iterable[str] = (), memory: int = MEMORY) -> None:
        self._path, self._proxy, self._agent, self._keys, self._memory = path, proxy, agent, tuple(keys), memory
        self.sandboxed = True
        self.killed: str | None = None
        self.peak = 0
        self._closing = threading.Event()

    def __enter__(self) -> Browser:
        self._folder = tempfile.TemporaryDirectory(prefix="scan-", ignore_cleanup_errors=True)
        try:
            try:
                self._start(())
            except Gone:
                if not launching.in_container():
                    raise
                self._stop()
                self.sandboxed = False
                self._start(("--no-sandbox",))
        except (Gone, Refused, OSError) as error:
            self._stop()
            self._folder.cleanup()
            raise NoBrowser(str(error)) from error
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.set()
        self._stop()
        self._folder.cleanup()

    def _start(self, more: tuple[str, ...]) -> None:
        home = Path(self._folder.name)
        command = [
            str(self._path),
            *_SWITCHES,
            *more,
            f"--user-agent={self._agent}",
            f"--proxy-server=http://127.0.0.1:{self._proxy}",
            "--proxy-bypass-list=<-loopback>",
            f"--user-data-dir={home / 'profile'}",
            *([f"--ignore-certificate-errors-spki-list={','.join(self._keys)}"] if self._keys else []),
            "about:blank",
        ]
        self._process, reads, writes = launching.start(command, home)
        self.wire = Wire(reads, writes)
        self.version = str(self.wire.call("Browser.getVersion", seconds=20)["product"])

    def _stop(self) -> None:
        process = getattr(self, "_process", None)
        if process is not None:
            launching.kill(process.pid)
            process.wait()
            del self._process
        wire = getattr(self, "wire", None)
        if wire is not None:
            wire.close()
            del self.wire

    def kill(self, reason: str) -> None:
        """End the browser at once, with all its processes."""
        self.killed = self.killed or reason
        process = getattr(self, "_process", None)
        if process is not None:
            launching.kill(process.pid)

    def _watch(self) -> None:
        """Kill the browser when its processes together take more memory than allowed."""
        while not self._closing.wait(0.1):
            process = getattr(self, "_process", None)
            if process is None:
                return
            taken = launching.memory(process.pid)
            self.peak = max(self.peak, taken)
            if taken > self._memory:
                self.kill("memory")
                return
