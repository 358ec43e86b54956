"""Where Spark runs: looked at before it is started, for what it says of a wrong place fills pages."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from compliance.errors import CannotAccess
from compliance.language import _
from compliance.schema import shorten

MASTER = "COMPLIANCE_SPARK_MASTER"
_LOCAL = "local[*]"
_HERE = re.compile(r"local(\[(\*|\d+)(,\d+)?\])?|local-cluster\[\d+,\d+,\d+\]")
_THERE = re.compile(r"(?P<kind>spark|k8s)://((?P<scheme>https?)://)?(?P<hosts>[^/\s]+)/?")
_PORTS = {"https": "443", "http": "80"}
_YARN = ("HADOOP_CONF_DIR", "YARN_CONF_DIR")
_PATIENCE = 5.0  # seconds for a machine to answer


def master() -> str:
    """Return the cluster that was named, else this machine; CannotAccess for what is none.

    Only that somebody answers is looked at: whether it is Spark, Spark finds out.
    """
    said = "".join(os.environ.get(MASTER, "").split()) or _LOCAL
    if _HERE.fullmatch(said) or (said == "yarn" and any(map(os.environ.get, _YARN))):
        return said
    found = _THERE.fullmatch(said)
    addresses = [] if found is None else list(_addresses(found))
    if not addresses:
        mend = _(
            "write spark://HOST:PORT, k8s://https://HOST:PORT, local[CORES], or yarn together with HADOOP_CONF_DIR; "
            "without {name} Spark runs in this machine"
        )
        raise CannotAccess(f"{MASTER}={shorten(said)}", _("no place where Spark can run"), mend.format(name=MASTER))
    if not any(_answers(*address) for address in addresses):
        mend = _("start the cluster, or mend the address; without {name} Spark runs in this machine").format(
            name=MASTER
        )
        raise CannotAccess(f"{MASTER}={shorten(said)}", _("nobody answers at this address"), mend)
    return said


def _addresses(found: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Give the machines of an address; nothing of one without a port, which Spark's own masters need."""
    for one in found["hosts"].split(","):
        host, _colon, port = one.rpartition(":")
        if not port.isascii() or not port.isdigit() or not host:
            host, port = one, _PORTS.get(found["scheme"] or "https", "") if found["kind"] == "k8s" else ""
        if port and int(port) < 2**16:
            yield host.strip("[]"), int(port)


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), _PATIENCE).close()
    except (OSError, UnicodeError):  # a name that is none at all is refused by its encoding
        return False
    return True


def check_java() -> None:
    """Raise CannotAccess where Spark would find no Java: JAVA_HOME comes before the path."""
    home = os.environ.get("JAVA_HOME")
    java = "java.exe" if sys.platform == "win32" else "java"
    if shutil.which("java") is None if not home else not (Path(home) / "bin" / java).is_file():
        expected = _("install Java 17 or later, or set JAVA_HOME")
        raise CannotAccess(
            f"JAVA_HOME={home}" if home else "java", _("Spark runs in Java, and none is found"), expected
        )
