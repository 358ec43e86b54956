"""Where Spark runs: what is no place for it is said in one line, before Spark is started."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.errors import CannotAccess
from compliance.headquarters import cluster


@pytest.fixture
def port() -> Iterator[int]:
    """A port at which somebody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def nobody() -> int:
    """A port at which nobody answers any more."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def refused(monkeypatch: pytest.MonkeyPatch, said: str) -> CannotAccess:
    monkeypatch.setenv(cluster.MASTER, said)
    with pytest.raises(CannotAccess) as error:
        cluster.master()
    assert said in error.value.path
    return error.value


@pytest.mark.parametrize("said", ["local", "local[4]", "local[*]", "local[2,3]", "local-cluster[2,1,1024]"])
def test_this_machine_is_a_place(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv(cluster.MASTER, said)
    assert cluster.master() == said


@pytest.mark.parametrize("said", [None, "", "  "])
def test_without_a_place_it_is_this_machine(monkeypatch: pytest.MonkeyPatch, said: str | None) -> None:
    monkeypatch.delenv(cluster.MASTER, raising=False)
    if said is not None:
        monkeypatch.setenv(cluster.MASTER, said)
    assert cluster.master() == "local[*]"


@pytest.mark.parametrize(
    "said",
    [
        "nonsense",
        "local[2",
        "local[x]",
        "spark://",
        "spark://host",
        "spark://host:x",
        "spark://host:99999",
        "http://h:1",
    ],
)
def test_what_is_no_place_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    assert "spark://HOST:PORT" in refused(monkeypatch, said).mend


def test_a_cluster_counts_when_any_of_its_masters_answers(
    monkeypatch: pytest.MonkeyPatch, port: int, nobody: int
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1.0)
    for said in (f"spark://127.0.0.1:{port}", f"k8s://https://127.0.0.1:{port}", f"k8s://127.0.0.1:{port}"):
        monkeypatch.setenv(cluster.MASTER, said)
        assert cluster.master() == said
    monkeypatch.setenv(cluster.MASTER, f"spark://127.0.0.1:{nobody},127.0.0.1:{port}")
    assert cluster.master()
    for said in (f"spark://127.0.0.1:{nobody}", f"k8s://https://127.0.0.1:{nobody}", f"spark://a..b:{port}"):
        assert refused(monkeypatch, said).reason == "nobody answers at this address"


def test_yarn_needs_its_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HADOOP_CONF_DIR", "YARN_CONF_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert "HADOOP_CONF_DIR" in refused(monkeypatch, "yarn").mend
    monkeypatch.setenv("YARN_CONF_DIR", "/etc/hadoop")
    assert cluster.master() == "yarn"


def test_java_is_looked_for_where_spark_would(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(CannotAccess) as error:
        cluster.check_java()
    assert error.value.path == f"JAVA_HOME={tmp_path}"
    monkeypatch.delenv("JAVA_HOME")
    with pytest.raises(CannotAccess, match="java"):
        cluster.check_java()
    (tmp_path / "bin").mkdir()
    for name in ("java", "java.exe"):
        (tmp_path / "bin" / name).write_bytes(b"")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    cluster.check_java()
