"""Set the program up beside these files, once, without rights and without a network, and open it in the browser.

start.py runs this with a Python that is new enough. The program stays in the folder `app` and the answers in
`offices`, both beside this file, or, where nothing can be written here (a CD, a locked stick), in the user's own
folder for programs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).absolute().parent  # a drive that stands for a share of the network stays a drive
WHAT = "provincial-compliance[{extras}]"


def stop(persian: str, english: str) -> None:
    """Say what is wrong in both languages and end; nobody can be asked for a language yet."""
    sys.exit(f"{persian}\n{english}")


def listed() -> dict[str, str]:
    """Return the SHA-256 that SHA256SUMS gives for each file; stop where it is missing or says nothing."""
    try:
        lines = (HERE / "SHA256SUMS").read_text("utf-8").splitlines()
        sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError):  # not there, no text, or lines of another kind
        sums = {}
    if not sums:
        stop(
            "این بسته کامل نیست: پروندهٔ SHA256SUMS نیست یا خواندنی نیست؛ بسته را دوباره باز کنید.",
            "This bundle is not whole: SHA256SUMS is missing or cannot be read; unpack the bundle again.",
        )
    return sums


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
    """Return where program and offices lie: beside this file, or in the user's folder where that cannot be written.

    It is tried, for Windows says yes to every folder that it is asked about, on a CD too.
    """
    own = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    for base in (HERE, Path(own) / "provincial-compliance"):
        try:
            base.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=base):
                return base
        except OSError:
            continue
    stop(f"در {HERE} و {own} نمی‌توان نوشت.", f"Neither {HERE} nor {own} can be written.")
    raise AssertionError


def installed(app: Path, sums: dict[str, str]) -> Path:
    """Return the folder the program is set up in, after setting it up where it is not yet, whole or not at all."""
    digest = hashlib.sha256(repr(sorted(sums.items())).encode()).hexdigest()[:12]
    target = app / f"{sys.implementation.cache_tag}-{digest}"
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
    sums = listed()
    base = place()
    sys.path.insert(0, str(installed(base / "app", sums)))
    if len(sys.argv) == 1:
        offices = base / "offices"
        offices.mkdir(exist_ok=True)
        os.chdir(offices)
        if base != HERE:
            print(f"پاسخ‌ها در این پوشه می‌ماند / answers stay in this folder: {offices}", flush=True)
    from compliance.commands import main as run

    os.environ["COMPLIANCE_DESKTOP"] = "1"
    sys.argv[0] = "compliance"
    run()


if __name__ == "__main__":
    main()
