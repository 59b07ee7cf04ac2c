"""The command line of conmon, word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.bundle.paths import BundlePaths
from core.errors import MonitorFailed
from core.monitor import conmon
from core.monitor.base import MonitorSpec
from core.monitor.conmon import ConmonMonitor, conmon_argv
from core.session.types import ContainerRef

BUNDLE = Path("/run/execdeck/bundles/c1/s1")


def spec(
    *,
    terminal: bool = False,
    stdin: bool = False,
    preserve_fds: int = 0,
    log_size_max: int = 0,
) -> MonitorSpec:
    """Return what conmon is to run for session `s1` of container `c1`."""
    return MonitorSpec(
        session_id="s1",
        container=ContainerRef(
            id="c1", name="web", status="running", runtime="crun", root="/run/crun"
        ),
        paths=BundlePaths(BUNDLE, "c1"),
        command="sh",
        terminal=terminal,
        stdin=stdin,
        preserve_fds=preserve_fds,
        log_size_max=log_size_max,
    )


HEAD = [
    *("/usr/bin/conmon", "--api-version", "1"),
    *("-c", "c1", "-u", "s1", "-n", "c1"),
    *("-r", "/usr/bin/crun", "-b", f"{BUNDLE}"),
    *("-p", f"{BUNDLE}/exec_pid", "-P", f"{BUNDLE}/monitor_pid"),
    *("--exit-dir", f"{BUNDLE}/exit", "--full-attach"),
    *("-l", f"k8s-file:{BUNDLE}/exec_log", "--log-level", "error"),
]
RUNTIME = [
    *("--runtime-arg", "--root", "--runtime-arg", "/run/crun"),
    *("--runtime-arg", "--log-format=json"),
    *("--runtime-arg", "--log", "--runtime-arg", f"file:{BUNDLE}/oci-log"),
]
TAIL = ["-e", "--exec-attach", "--exec-process-spec", f"{BUNDLE}/process.json"]


def argv(wanted: MonitorSpec) -> list[str]:
    """Return conmon's command line for a spec."""
    return conmon_argv("/usr/bin/conmon", "/usr/bin/crun", wanted)


def test_with_a_terminal() -> None:
    """A terminal session keeps its stdin open when a client leaves."""
    assert argv(spec(terminal=True, log_size_max=4096)) == [
        *HEAD,
        *("--log-size-max", "4096"),
        *RUNTIME,
        *("-t", "-i", "--leave-stdin-open"),
        *TAIL,
    ]


def test_with_pipes() -> None:
    """A session of pipes has stdin only when it is asked for."""
    assert argv(spec(stdin=True)) == [*HEAD, *RUNTIME, "-i", *TAIL]
    assert argv(spec()) == [*HEAD, *RUNTIME, *TAIL]


def test_preserved_descriptors() -> None:
    """Descriptors to preserve are the runtime's option, not conmon's."""
    assert argv(spec(preserve_fds=2)) == [
        *HEAD,
        *RUNTIME,
        *("--runtime-opt", "--preserve-fds", "--runtime-opt", "2"),
        *TAIL,
    ]


def test_no_conmon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no conmon, a session that needs it says so."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(conmon, "_EXTRA_PATHS", ())
    with pytest.raises(MonitorFailed, match="^cannot start a program under conmon: "):
        ConmonMonitor().prepare(spec())
