"""A process that forks others, which do one operation each and are killed on the way.

It reads a line of JSON requests and answers with one: forking is a hundred times
cheaper than a fresh interpreter, and there is one run for every single step.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Serve requests until stdin ends."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(ROOT))
    # All that an operation needs, so that importing it is no step of the operation.

    import core.doctor  # noqa: PLC0415
    import core.service  # noqa: F401, PLC0415

    for line in sys.stdin:
        print(json.dumps(_serve(json.loads(line))), flush=True)


def _serve(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Do operations at the same time, each in a process of its own."""
    gate, opener = os.pipe()
    readers = []
    for request in requests:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(opener)
            # All are let go at once, when the other side of the gate is closed.
            os.read(gate, 1)
            _operate(request, write)
        os.close(write)
        readers.append((child, read))
    os.close(gate)
    os.close(opener)
    return [_answer(child, read) for child, read in readers]


def _answer(child: int, read: int) -> dict[str, Any]:
    with os.fdopen(read, "rb") as stream:
        told = [json.loads(line) for line in stream.read().splitlines()]
    _, status = os.waitpid(child, 0)
    return {
        "steps": [item["step"] for item in told if "step" in item],
        "error": next((item["error"] for item in told if "error" in item), ""),
        "result": next((item["result"] for item in told if "result" in item), None),
        "killed": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL,
    }


def _operate(request: dict[str, Any], write: int) -> NoReturn:
    from core.service import ExecService  # noqa: PLC0415
    from core.settings import Settings  # noqa: PLC0415
    from tests.faults.steps import Steps  # noqa: PLC0415

    # Its own session: a program's kernel session must not be ours.
    os.setsid()

    def tell(key: str, value: object) -> None:
        os.write(write, json.dumps({key: value}).encode() + b"\n")

    known = request["settings"]
    settings = Settings(
        run_dir=Path(known["run_dir"]),
        state_dir=Path(known["state_dir"]),
        runtime_roots=tuple(map(Path, known["runtime_roots"])),
        monitor=known["monitor"],
        stop_timeout=known["stop_timeout"],
    )
    service = ExecService(settings)
    if "fault" in request:
        # Not we, but the monitor that we start is to be killed.
        from tests.faults.monitor_faults import apply_fault  # noqa: PLC0415

        apply_fault(request["fault"], request["trace"])
    steps = Steps(request["kill_at"], lambda name: tell("step", name))
    steps.watch()
    try:
        tell("result", _OPERATIONS[request["operation"]](service, request))
    except Exception as error:  # noqa: BLE001 (whatever it is, the test wants to see it)
        tell("error", repr(error))
    steps.step("the end")
    os._exit(0)


def _create(service: Any, request: dict[str, Any]) -> str:
    from core.session.types import ExecConfig  # noqa: PLC0415

    config = ExecConfig.from_json(request["config"])
    created: str = service.create(request["container"], config).id
    return created


def _start(service: Any, request: dict[str, Any]) -> str:
    from core.session.types import TerminalSize  # noqa: PLC0415

    size = TerminalSize(91, 31) if request["sized"] else None
    state: str = service.start(request["session"], size).state.value
    return state


def _stop(service: Any, request: dict[str, Any]) -> str:
    state: str = service.stop(request["session"]).state.value
    return state


def _remove(service: Any, request: dict[str, Any]) -> str:
    service.remove(request["session"], force=request["force"])
    return "removed"


def _create_and_start(service: Any, request: dict[str, Any]) -> str:
    session_id = _create(service, request)
    service.start(session_id)
    return session_id


def _list(service: Any, _request: dict[str, Any]) -> list[str]:
    return [session.state.value for session in service.list()]


_OPERATIONS = {
    "create": _create,
    "create and start": _create_and_start,
    "list": _list,
    "start": _start,
    "stop": _stop,
    "remove": _remove,
}

if __name__ == "__main__":
    main()
