"""How a browser is started with its two pipes, and what is known of its processes, on each system.

Chromium reads its commands from descriptor 3 and writes to 4; on Windows, where there are no such numbers, it is
told the handles it inherits.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import psutil

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


class Started(NamedTuple):
    """A browser's process, and our ends of its pipes: where we read, and where we write."""

    process: subprocess.Popen[bytes]
    reads: int
    writes: int


def start(command: Sequence[str], home: Path) -> Started:
    """Start a browser whose folder is `home`, with pipes to it; OSError when it cannot be started."""
    down, writes = os.pipe()
    reads, up = os.pipe()
    try:
        return Started(_begin(command, home, down, up), reads, writes)
    except OSError:
        os.close(writes)
        os.close(reads)
        raise
    finally:
        os.close(down)
        os.close(up)


if sys.platform == "win32":

    def _begin(command: Sequence[str], home: Path, down: int, up: int) -> subprocess.Popen[bytes]:
        import msvcrt

        handles = [msvcrt.get_osfhandle(end) for end in (down, up)]
        for handle in handles:
            os.set_handle_inheritable(handle, True)
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles})
        return subprocess.Popen(
            [*command, "--remote-debugging-io-pipes=" + ",".join(map(str, handles))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            startupinfo=startup,
            env={**os.environ, "TEMP": str(home), "TMP": str(home)},
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW,
        )

else:

    def _begin(command: Sequence[str], home: Path, down: int, up: int) -> subprocess.Popen[bytes]:
        user, group = _nobody()
        if user >= 0:
            os.chown(home, user, group)
        launcher = [sys.executable, "-I", "-S", "-c", _LAUNCH, str(down), str(up), str(user), str(group)]
        path = os.environ.get("PATH", "")
        return subprocess.Popen(
            [*launcher, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(down, up),
            env={"HOME": str(home), "TMPDIR": str(home), "PATH": path, "LANG": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )

    def _nobody() -> tuple[int, int]:
        """Return whom root's browser runs as, so that its sandbox works; -1 for a user who is not root."""
        if os.geteuid() != 0:
            return -1, -1
        import pwd

        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam("nobody")
            return entry.pw_uid, entry.pw_gid
        return 65534, 65534


def in_container() -> bool:
    """Whether this is a container, where a sandbox may not be had."""
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists() or "container" in os.environ


def kill(root: int) -> None:
    """End a process with all below it, also those that gave themselves another group."""
    import psutil

    for process in list(_family(root)):
        with contextlib.suppress(psutil.Error):
            process.kill()
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.killpg(root, signal.SIGKILL)  # children whose parent ended before them


def memory(root: int) -> int:
    """Return the bytes that a process and all below it hold for themselves, with their part of what they share."""
    import psutil

    taken = 0
    for process in _family(root):
        with contextlib.suppress(psutil.Error):
            try:
                held = process.memory_full_info()
                taken += getattr(held, "pss", held.uss)
            except psutil.AccessDenied:  # a sandboxed process tells others only the sum
                taken += process.memory_info().rss
    return taken


def _family(root: int) -> Iterator[psutil.Process]:
    """Yield a process and those below it that are there; none when it is gone."""
    import psutil

    with contextlib.suppress(psutil.Error):
        process = psutil.Process(root)
        yield from process.children(recursive=True)
        yield process
