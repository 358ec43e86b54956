"""A Chromium of its own for each scan: found, started in its sandbox behind the proxy, watched, and killed whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from compliance.scan.devtools import Gone, Refused, Wire

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
# Run between fork and exec, in a Python of its own: the pipes go to 3 and 4, and root becomes nobody.
_LAUNCH = """
import os, resource, sys
r, w, uid, gid = map(int, sys.argv[1:5])
high = [os.dup(fd) for fd in (r,) * 8 + (w,) * 8]  # copies beyond 3 and 4, whatever those are now
r, w = high[7], high[15]
os.dup2(r, 3); os.dup2(w, 4)
os.closerange(5, 256)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
if uid >= 0:
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
os.execv(sys.argv[5], sys.argv[5:])
"""


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

    def __init__(self, path: Path, proxy: int, keys: Iterable[str] = (), memory: int = MEMORY) -> None:
        self._path, self._proxy, self._keys, self._memory = path, proxy, tuple(keys), memory
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
                if not _in_container():
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
        user, group = _nobody()
        if user >= 0:
            os.chown(home, user, group)
        down, to_browser = os.pipe()
        from_browser, up = os.pipe()
        command = [
            str(self._path),
            *_SWITCHES,
            *more,
            f"--proxy-server=http://127.0.0.1:{self._proxy}",
            "--proxy-bypass-list=<-loopback>",
            f"--user-data-dir={home / 'profile'}",
            *([f"--ignore-certificate-errors-spki-list={','.join(self._keys)}"] if self._keys else []),
            "about:blank",
        ]
        launcher = [sys.executable, "-I", "-S", "-c", _LAUNCH, str(down), str(up), str(user), str(group)]
        environment = {"HOME": str(home), "TMPDIR": str(home), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            [*launcher, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(down, up),
            env=environment,
            cwd="/",
            start_new_session=True,
        )
        os.close(down)
        os.close(up)
        self.wire = Wire(from_browser, to_browser)
        self.version = str(self.wire.call("Browser.getVersion", seconds=20)["product"])

    def _stop(self) -> None:
        process = getattr(self, "process", None)
        if process is not None:
            for pid in (*family(process.pid), process.pid):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            del self.process
        wire = getattr(self, "wire", None)
        if wire is not None:
            wire.close()
            del self.wire

    def kill(self, reason: str) -> None:
        """End the browser at once, with all its processes."""
        self.killed = self.killed or reason
        process = getattr(self, "process", None)
        if process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            for pid in family(process.pid):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)

    def _watch(self) -> None:
        """Kill the browser when its processes together take more memory than allowed."""
        while not self._closing.wait(0.1):
            process = getattr(self, "process", None)
            if process is None:
                return
            taken = sum(memory_of(pid) for pid in (process.pid, *family(process.pid)))
            self.peak = max(self.peak, taken)
            if taken > self._memory:
                self.kill("memory")
                return


def _nobody() -> tuple[int, int]:
    """Return whom root's browser runs as, so that its sandbox works; -1 for a user who is not root."""
    if os.geteuid() != 0:
        return -1, -1
    import pwd

    with contextlib.suppress(KeyError):
        entry = pwd.getpwnam("nobody")
        return entry.pw_uid, entry.pw_gid
    return 65534, 65534


def _in_container() -> bool:
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists() or "container" in os.environ


def family(root: int) -> Iterator[int]:
    """Yield the processes below one; none where there is no /proc."""
    children: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = place.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(after_name[1]), []).append(int(place.parent.name))
    waiting = list(children.get(root, ()))
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children.get(pid, ())


def memory_of(pid: int) -> int:
    """Return the bytes a process holds for itself and its part of what it shares; 0 when that cannot be read."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return 0
