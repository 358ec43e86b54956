"""Install Debian packages that tests need and that are missing, when that is possible here.

Without root or apt nothing is done: the tests that need a package say so themselves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "libreoffice-writer": ("lowriter",),
    "libreoffice-calc": ("localc",),
    "openjdk-17-jre-headless": ("java",),
}


def main(packages: list[str]) -> None:
    """Install each package none of whose programs is there."""
    missing = [p for p in packages if not any(shutil.which(program) for program in PROGRAMS.get(p, (p,)))]
    if not missing:
        return
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.stderr.write(f"not installed here: {', '.join(missing)} (no root, or no apt)\n")
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=False, env=environment
    )


if __name__ == "__main__":
    main(sys.argv[1:])
