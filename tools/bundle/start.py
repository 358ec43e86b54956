"""Set the program up beside these files, once, without rights and without a network, and open it in the browser.

START.cmd and start.sh only find a Python and run this. Everything stays in the folder `app` beside this file, or,
where nothing can be written here (a CD, a locked stick), in the user's own folder for programs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WHAT = "provincial-compliance[{extras}]"
OLDEST = (3, 11)


def stop(persian: str, english: str) -> None:
    """Say what is wrong in both languages and end; nobody can be asked for a language yet."""
    sys.exit(f"{persian}\n{english}")


def listed() -> dict[str, str]:
    """Return the SHA-256 that SHA256SUMS gives for each file."""
    lines = (HERE / "SHA256SUMS").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def check(sums: dict[str, str]) -> None:
    """Stop where a file is missing or is not what was packed."""
    wrong = [n for n in sums if not (HERE / n).is_file() or digest_of(HERE / n) != sums[n]]
    if wrong:
        names = "\n".join(f"  {name}" for name in wrong)
        stop(
            f"این پرونده‌ها نیست یا پس از بسته‌بندی تغییر کرده است؛ بسته را دوباره باز کنید:\n{names}",
            "These files are missing or were changed since they were packed; unpack the bundle again.",
        )


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place() -> Path:
    """Return where the program is set up: beside this file, or in the user's folder where that cannot be written."""
    own = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    for base in (HERE, Path(own) / "provincial-compliance"):
        try:
            base.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=base):
                return base / "app"
        except OSError:
            continue
    stop(f"در {HERE} و {own} نمی‌توان نوشت.", f"Neither {HERE} nor {own} can be written.")
    raise AssertionError


def installed(sums: dict[str, str]) -> Path:
    """Return the folder the program is set up in, after setting it up where it is not yet, whole or not at all."""
    digest = hashlib.sha256(repr(sorted(sums.items())).encode()).hexdigest()[:12]
    target = place() / f"{sys.implementation.cache_tag}-{digest}"
    if target.is_dir():
        return target
    check(sums)
    print("یک بار آماده می‌شود … / setting up once …", flush=True)
    target.parent.mkdir(exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="setup-", dir=target.parent))
    try:
        install(fresh)
        fresh.rename(target)
    except OSError:
        if not target.is_dir():  # somebody else's start was faster
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def install(folder: Path) -> None:
    """Install the wheels into a folder by the pip that lies among them."""
    pip = next((HERE / "wheels").glob("pip-*.whl"))
    extras = (HERE / "extras.txt").read_text("utf-8").strip()
    command = [sys.executable, f"{pip}/pip", "install", "--no-index", "--no-cache-dir", "--disable-pip-version-check"]
    command += ["--no-compile", "--quiet", "--find-links", str(HERE / "wheels"), "--target", str(folder)]
    done = subprocess.run(
        [*command, WHAT.format(extras=extras)],
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull, "PYTHONNOUSERSITE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        found = ".".join(map(str, sys.version_info[:3]))
        versions = (HERE / "pythons.txt").read_text("utf-8").strip()
        stop(
            f"آماده‌سازی نشد. این بسته برای پایتون {versions} است و پایتون {found} پیدا شد.\n{done.stderr}",
            f"It could not be set up. This bundle is for Python {versions}; Python {found} was found.",
        )


def main() -> None:
    """Set up and run; what stands behind the script's name goes to the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info < OLDEST:
        stop("پایتون ۳٫۱۱ یا تازه‌تر لازم است.", f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    sys.path.insert(0, str(installed(listed())))
    offices = HERE / "offices"
    if len(sys.argv) == 1 and os.access(HERE, os.W_OK):
        offices.mkdir(exist_ok=True)
        os.chdir(offices)
    from compliance.commands import main as run

    os.environ["COMPLIANCE_DESKTOP"] = "1"
    sys.argv[0] = "compliance"
    run()


if __name__ == "__main__":
    main()
