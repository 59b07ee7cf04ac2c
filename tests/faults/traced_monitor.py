"""The embedded monitor, which writes down its steps and dies before one of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

    from core.monitor.server import main
    from tests.faults.monitor_faults import FAULT, TRACE
    from tests.faults.steps import Steps

    role, _, number = os.environ[FAULT].partition(":")
    trace = os.open(os.environ[TRACE], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    processes = {"first": os.getpid()}

    def forked() -> None:
        """Note the second process, which serves; others are none of ours."""
        processes.setdefault("server", os.getpid())

    def tell(name: str) -> None:
        """Write a step down."""
        os.write(trace, f"{name}\n".encode())

    class MonitorSteps(Steps):
        """Steps of one of the two processes."""

        def step(self, name: str) -> None:
            """Note a step, if it is of that process."""
            if processes.get(role) == os.getpid():
                super().step(name)

    os.register_at_fork(after_in_child=forked)
    MonitorSteps(int(number), tell).watch()
    main(sys.argv[1:])
