"""What an inspection says of a session or a container, section by section. Pure."""

from __future__ import annotations

import json
import shlex
import signal
import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from core.session.states import SessionState
from core.session.types import ContainerRef, ExecSession
from widgets.session_labels import age
from widgets.views.lines import TEXT_MAX, Line, make_line, shortened
from widgets.views.process_tree import VICTIM, size_text, tree_lines
from widgets.views.signal_names import signal_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.session.types import ExecConfig
    from core.victims import SessionProcess

HIDDEN = "••••"
"""Stands for the value of a variable, however long that is."""

ITEMS_MAX = 20_000
"""Words, or variables, that are shown of one command."""

_LABEL_WIDTH = 12
_SIGNAL_CODE = 128
_CODES = {125: "execdeck failed", 126: "cannot be run", 127: "no such command"}


class File(Protocol):
    """A file of a bundle."""

    @property
    def name(self) -> str:
        """Its path below the bundle."""
        ...

    @property
    def mode(self) -> str:
        """As `ls -l` shows it."""
        ...

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    @property
    def modified(self) -> float:
        """Seconds since the epoch."""
        ...


@dataclass(frozen=True, slots=True)
class Inspected:
    """All that is known of a session or a container at one moment."""

    item: ExecSession | ContainerRef
    now: float
    """Seconds since the epoch."""
    program_began: float = 0.0
    """When the program began; 0.0 when that is not known."""
    processes: Sequence[SessionProcess] = ()
    files: Sequence[File] = ()
    """Of a session's bundle."""
    directory: str = ""
    """The bundle."""
    sessions: Sequence[ExecSession] = ()
    """Of a container."""


def inspect_lines(
    seen: Inspected, *, values: bool = False, raw: bool = False
) -> list[Line]:
    """Return the sections; `values` shows those of variables, `raw` adds the JSON."""
    if isinstance(seen.item, ExecSession):
        lines = _session_lines(seen.item, seen, values=values)
    else:
        lines = _container_lines(seen.item, seen)
    if raw:
        lines += ["", _heading("Raw JSON"), *_json_lines(seen.item, values=values)]
    return [line if isinstance(line, Line) else make_line(line) for line in lines]


# -- sections ---------------------------------------------------------------


def _session_lines(
    session: ExecSession, seen: Inspected, *, values: bool
) -> list[Line | str]:
    config, now = session.config, seen.now
    code = "-" if session.state is not SessionState.STOPPED else exit_text(session)
    pid = "-"
    if session.pid:
        pid = f"{session.pid}, began {_moment(seen.program_began, now)}"
    monitor = session.monitor or "none"
    if session.monitor_pid and session.state is SessionState.RUNNING:
        monitor = f"{monitor}, pid {session.monitor_pid}"
    owner = "others started it: watch and stop only" if session.adopted else "no"
    fields = {
        "id": session.id,
        "name": session.name or "-",
        "container": f"{session.container_name} ({session.runtime})",
        "its id": session.container_id,
        "state": session.state.value,
        "exit code": code,
        "pid": pid,
        "user": config.user or "the container's",
        "workdir": config.work_dir or "the container's",
        "command": shlex.join(_bounded(config.command)),
        "created": _moment(session.created_at, now),
        "started": _moment(session.started_at, now),
        "finished": _moment(session.finished_at, now),
        "monitor": monitor,
        "attachable": "yes" if session.attachable else "no",
        "adopted": owner,
    }
    lines: list[Line | str] = [_heading("Session"), *_fields("session", fields)]
    lines += ["", _heading("Config"), *_fields("config", _config_fields(config))]
    lines += ["", *_environment_lines(config, values=values)]
    lines += ["", *_file_lines(seen)]
    lines += ["", *_process_lines(seen.processes)]
    return lines


def _config_fields(config: ExecConfig) -> dict[str, str]:
    plain = {
        key: json.dumps(value)
        for key, value in config.to_json().items()
        if key not in {"command", "environment"}
    }
    some = config.command[:ITEMS_MAX]
    words = {f"command[{at}]": word for at, word in enumerate(some)}
    if len(config.command) > ITEMS_MAX:
        words["command"] = _more(len(config.command))
    return {**words, **plain, "environment": f"{len(config.environment):,} variables"}


def _environment_lines(config: ExecConfig, *, values: bool) -> list[Line | str]:
    note = "" if values or not config.environment else "e shows the values"
    lines: list[Line | str] = [_heading("Environment", note)]
    if not config.environment:
        lines.append(make_line(("none but the container's own", "muted")))
    lines += [
        make_line(
            (name, "label"), "=", value if values else HIDDEN, key=("environment", name)
        )
        for name, value in islice(config.environment.items(), ITEMS_MAX)
    ]
    if len(config.environment) > ITEMS_MAX:
        lines.append(make_line((_more(len(config.environment)), "muted")))
    return lines


def _file_lines(seen: Inspected) -> list[Line | str]:
    lines: list[Line | str] = [_heading("Files", seen.directory)]
    if not seen.files:
        lines.append(make_line(("no bundle", "muted")))
    lines += [
        make_line(
            f"{file.mode} {size_text(file.size):>7} {age(seen.now - file.modified):>4}  ",
            file.name,
            key=("file", file.name),
        )
        for file in seen.files
    ]
    return lines


def _process_lines(processes: Sequence[SessionProcess]) -> list[Line | str]:
    victims = any(process.victim for process in processes)
    note = f"{VICTIM} ends with a stop" if victims else ""
    lines: list[Line | str] = [_heading("Processes", note)]
    if not processes:
        lines.append(make_line(("none", "muted")))
        return lines
    return [*lines, *tree_lines(processes)]


def _container_lines(container: ContainerRef, seen: Inspected) -> list[Line | str]:
    fields = {
        "id": container.id,
        "name": container.name,
        "status": container.status,
        "pid": str(container.pid or "-"),
        "runtime": container.runtime,
        "state root": container.root or "-",
        "bundle": container.bundle or "-",
        "owner": container.owner or "-",
        "created": _moment(container.created, seen.now),
    }
    lines: list[Line | str] = [_heading("Container"), *_fields("container", fields)]
    lines += ["", _heading("Sessions", f"{len(seen.sessions):,}")]
    for session in seen.sessions:
        lines.append(
            make_line(
                f"{session.id[:12]}  ",
                (f"{state_text(session)}  ", "label"),
                shlex.join(_bounded(session.config.command)),
                key=("session", session.id),
            )
        )
    if container.is_host:
        return lines
    return [*lines, "", *_process_lines(seen.processes)]


def _json_lines(item: ExecSession | ContainerRef, *, values: bool) -> list[Line]:
    document = item.to_json()
    if isinstance(item, ExecSession) and not values:
        hidden = dict.fromkeys(item.config.environment, HIDDEN)
        document["config"] = {**document["config"], "environment": hidden}
    text = json.dumps(_shortened(document), indent=2, ensure_ascii=False)
    return [
        make_line(line, key=("json", at)) for at, line in enumerate(text.split("\n"))
    ]


# -- pieces -----------------------------------------------------------------


def _heading(text: str, note: str = "") -> Line:
    pieces = [(text, "heading")]
    if note:
        pieces.append((f"  {note}", "muted"))
    return make_line(*pieces, key=("heading", text))


def _fields(section: str, fields: dict[str, str]) -> list[Line]:
    width = max(_LABEL_WIDTH, *(len(name) + 2 for name in fields))
    return [
        make_line(
            (name.ljust(width), "label"), value, key=(section, name), indent=width
        )
        for name, value in fields.items()
    ]


def state_text(session: ExecSession) -> str:
    """Return a state, of a stopped session with its exit code."""
    match session.state:
        case SessionState.CREATED:
            return "created"
        case SessionState.RUNNING:
            return "running"
        case SessionState.STOPPED:
            return f"exit {exit_text(session)}"


def exit_text(session: ExecSession) -> str:
    """Return an exit code and what it stands for."""
    code = session.exit_code
    if code is None:
        return "unknown"
    meaning = _CODES.get(code, "")
    if code > _SIGNAL_CODE and code - _SIGNAL_CODE in signal.valid_signals():
        meaning = signal_name(code - _SIGNAL_CODE)
    return f"{code} ({meaning})" if meaning else str(code)


def _moment(at: float, now: float) -> str:
    """Return a moment as the wall clock here showed it, and how long ago that is."""
    if not at:
        return "-"
    try:
        clock = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
    except (ValueError, OverflowError, OSError):
        return f"{at:g}"
    return f"{clock} ({age(now - at)} ago)"


def _more(count: int) -> str:
    return f"… {count:,} in all"


def _bounded(words: Sequence[str]) -> list[str]:
    """Return words that cost no more to quote than can be shown of them."""
    return [shortened(word) for word in words[:TEXT_MAX]]


def _shortened(value: Any) -> Any:
    """Return a JSON value with its texts no longer than can be shown."""
    if isinstance(value, str):
        return shortened(value)
    if isinstance(value, dict):
        some = islice(value.items(), ITEMS_MAX)
        return {_shortened(key): _shortened(item) for key, item in some}
    if isinstance(value, list):
        more = [_more(len(value))] if len(value) > ITEMS_MAX else []
        return [_shortened(item) for item in value[:ITEMS_MAX]] + more
    return value
