"""Real conmon: its command line for one exec session.

The argument list is libpod's (oci_conmon_common.go, oci_conmon_exec_linux.go) with
three differences: the log goes to a k8s-file, so that a session can be replayed;
terminal sessions keep stdin open when a client leaves, so that the next one can
type; and the log is bounded.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import MonitorFailed
from core.monitor.base import PreparedMonitor, clean_environment
from core.runtime.oci import log_options, runtime_path

if TYPE_CHECKING:
    from core.monitor.base import MonitorSpec

# Where distributions put it when not in PATH (containers.conf, conmon_path).
_EXTRA_PATHS = (
    "/usr/libexec/podman/conmon",
    "/usr/local/libexec/podman/conmon",
    "/usr/local/lib/podman/conmon",
    "/usr/lib/podman/conmon",
)


def find_conmon() -> str | None:
    """Return the path of an installed conmon, or None."""
    found = shutil.which("conmon")
    return found or next((path for path in _EXTRA_PATHS if Path(path).is_file()), None)


class ConmonMonitor:
    """Runs sessions under conmon."""

    name = "conmon"

    def __init__(self, path: str | None = None) -> None:
        """Use the conmon at `path`, or the installed one."""
        self._path = path or find_conmon()

    def prepare(self, spec: MonitorSpec) -> PreparedMonitor:
        """Start conmon; it waits with the program (see `Monitor.prepare`)."""
        if self._path is None:
            raise MonitorFailed("conmon", "start a program", "conmon is not installed")
        argv = conmon_argv(self._path, runtime_path(spec.container.runtime), spec)
        return PreparedMonitor(self.name, spec, argv, clean_environment())


def conmon_argv(conmon: str, runtime: str, spec: MonitorSpec) -> list[str]:
    """Return conmon's command line; pure."""
    paths = spec.paths
    argv = [conmon, "--api-version", "1"]
    argv += ["-c", spec.container.id, "-u", spec.session_id, "-n", spec.container.id]
    argv += ["-r", runtime, "-b", str(paths.directory)]
    argv += ["-p", str(paths.exec_pid), "-P", str(paths.monitor_pid)]
    argv += ["--exit-dir", str(paths.exit_dir), "--full-attach"]
    argv += ["-l", f"k8s-file:{paths.exec_log}", "--log-level", "error"]
    if spec.log_size_max > 0:
        argv += ["--log-size-max", str(spec.log_size_max)]
    for argument in ("--root", spec.container.root):
        argv += ["--runtime-arg", argument]
    for argument in log_options(runtime, paths.oci_log):
        argv += ["--runtime-arg", argument]
    if spec.preserve_fds:
        argv += ["--runtime-opt", "--preserve-fds"]
        argv += ["--runtime-opt", str(spec.preserve_fds)]
    if spec.terminal:
        argv += ["-t", "-i", "--leave-stdin-open"]
    elif spec.stdin:
        argv.append("-i")
    argv += ["-e", "--exec-attach", "--exec-process-spec", str(paths.process_spec)]
    return argv
