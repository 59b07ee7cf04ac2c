"""The embedded monitor: how to start it. What it then does is in `server.py`.

It serves the files that conmon serves, for sessions on the host and for machines
without conmon.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.monitor.base import PreparedMonitor, clean_environment
from core.runtime.oci import runtime_path

if TYPE_CHECKING:
    from core.monitor.base import MonitorSpec

_MAIN = Path(__file__).resolve().with_name("__main__.py")


class EmbeddedMonitor:
    """Runs sessions under a detached Python process each."""

    name = "embedded"

    def prepare(self, spec: MonitorSpec) -> PreparedMonitor:
        """Start the monitor; it waits with the program (see `Monitor.prepare`)."""
        # -P and an absolute path: a folder named `core` in the current directory
        # must never be imported in place of ours.
        argv = [sys.executable, "-P", str(_MAIN)]
        argv += ["--bundle", str(spec.paths.directory)]
        argv += ["--container", spec.container.id]
        argv += ["--log-size-max", str(spec.log_size_max)]
        if not spec.container.is_host:
            argv += ["--runtime", runtime_path(spec.container.runtime)]
            argv += ["--runtime-root", spec.container.root]
        if spec.preserve_fds:
            argv += ["--preserve-fds", str(spec.preserve_fds)]
        if spec.terminal:
            argv.append("--terminal")
        if spec.stdin:
            argv.append("--stdin")
        return PreparedMonitor(self.name, spec, argv, clean_environment())
