"""State roots of runc and crun, as they are and as they should never be."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.process import read_stat
from core.runtime.roots import STATE_FILE_MAX, read_root
from core.session.types import display_text
from tests.support.nobody import open_to_all, run_as_nobody

if TYPE_CHECKING:
    from pathlib import Path

STAT = read_stat(os.getpid())
START = STAT.start if STAT else 0


def write(path: Path, value: object) -> Path:
    """Write a file of a state root, its folders first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))
    return path


def runc_state(**changes: object) -> dict[str, Any]:
    """Return what runc keeps of a container whose init are we."""
    return {
        "id": "ignored",
        "init_process_pid": os.getpid(),
        "init_process_start": START,
        "created": "2024-05-06T07:08:09.123456789Z",
        "config": {"labels": ["bundle=/b/web", "io.kubernetes.container.name=web"]},
        **changes,
    }


def crun_status(**changes: object) -> dict[str, Any]:
    """Return what crun keeps of a container whose init are we."""
    return {
        "pid": os.getpid(),
        "process-start-time": START,
        "bundle": "/b/box",
        "created": "2024-05-06T07:08:09.5Z",
        **changes,
    }


def test_runc(tmp_path: Path) -> None:
    """A runc container has its name, bundle and time from state.json."""
    write(tmp_path / "id1/state.json", runc_state())
    (found,), problems = read_root(tmp_path)

    assert problems == []
    assert (found.id, found.name, found.runtime) == ("id1", "web", "runc")
    assert (found.status, found.pid) == ("running", os.getpid())
    assert (found.bundle, found.root) == ("/b/web", str(tmp_path))
    assert found.created == pytest.approx(1714979289.123456)


def test_crun(tmp_path: Path) -> None:
    """A crun container has its name from the annotations of config.json."""
    write(tmp_path / "id2/status", crun_status())
    write(tmp_path / "id2/config.json", {"annotations": {"nerdctl/name": "box"}})
    (found,), problems = read_root(tmp_path)

    assert problems == []
    assert (found.id, found.name, found.runtime) == ("id2", "box", "crun")
    assert (found.status, found.bundle) == ("running", "/b/box")
    assert found.created == pytest.approx(1714979289.5)


@pytest.mark.parametrize("config", [None, "text", {"annotations": [1]}, []])
def test_crun_without_annotations(tmp_path: Path, config: object) -> None:
    """Without a usable config.json the id is the name."""
    write(tmp_path / "id2/status", crun_status())
    if config is not None:
        write(tmp_path / "id2/config.json", config)

    assert [item.name for item in read_root(tmp_path)[0]] == ["id2"]


def test_created(tmp_path: Path) -> None:
    """A container whose exec.fifo is there has not been started."""
    write(tmp_path / "id1/state.json", runc_state())
    os.mkfifo(tmp_path / "id1/exec.fifo")

    assert [item.status for item in read_root(tmp_path)[0]] == ["created"]


@pytest.mark.parametrize(
    "changes",
    [
        {"init_process_pid": 2**22 + 1},
        {"init_process_start": START - 1},
        {"init_process_pid": 0, "init_process_start": 0},
        {"init_process_pid": -1},
        {"init_process_pid": 10**30},
    ],
)
def test_stopped(tmp_path: Path, changes: dict[str, object]) -> None:
    """A dead pid, or one that another process has taken, is a stopped container."""
    write(tmp_path / "id1/state.json", runc_state(**changes))
    (found,), problems = read_root(tmp_path)

    assert (found.status, found.pid, problems) == ("stopped", 0, [])


def test_missing_root(tmp_path: Path) -> None:
    """A root that is not there is no problem: its runtime has not run yet."""
    assert read_root(tmp_path / "none") == ([], [])


def test_a_root_that_is_a_file(tmp_path: Path) -> None:
    """A root that is no directory is a problem with its path."""
    (tmp_path / "file").touch()
    containers, (problem,) = read_root(tmp_path / "file")

    assert containers == []
    assert str(problem) == f"cannot read {tmp_path / 'file'}: Not a directory"


def test_entries_that_are_no_containers(tmp_path: Path) -> None:
    """Links, files and folders without state are passed over in silence."""
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere / "id1/state.json", runc_state())
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(elsewhere / "id1")
    (root / "dangling").symlink_to(tmp_path / "none")
    (root / "file").touch()
    (root / "empty").mkdir()
    os.mkfifo(root / "fifo")

    assert read_root(root) == ([], [])


@pytest.mark.parametrize("name", ["state.json", "status"])
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not valid JSON"),
        ("{", "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON"),
        ('{"pid": ' + "9" * 5000 + "}", "is not valid JSON"),
        ("[]", "holds no JSON object"),
        ("null", "holds no JSON object"),
        ("{}", "names no process"),
        (
            '{"init_process_pid": "1", "pid": 1, "process-start-time": "x"}',
            "no process",
        ),
        (" " * (STATE_FILE_MAX + 1), "is larger than"),
    ],
)
def test_corrupt_files(tmp_path: Path, name: str, text: str, reason: str) -> None:
    """A file that no runtime wrote is a problem with its path; the others stand."""
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / name).write_text(text)
    write(tmp_path / "good/state.json", runc_state())
    containers, (problem,) = read_root(tmp_path)

    assert [item.id for item in containers] == ["good"]
    assert problem.path == str(bad)
    assert reason in problem.reason
    assert str(problem).startswith(f"cannot read {bad}: ")


def test_a_state_file_that_is_something_else(tmp_path: Path) -> None:
    """A directory in the place of a state file is a problem, not a crash."""
    (tmp_path / "bad/state.json").mkdir(parents=True)
    containers, (problem,) = read_root(tmp_path)

    assert containers == []
    assert "is not a regular file" in str(problem)


@pytest.mark.timeout(10)
def test_a_fifo_as_state_file(tmp_path: Path) -> None:
    """A FIFO in the place of a state file does not make us wait for a writer."""
    (tmp_path / "bad").mkdir()
    os.mkfifo(tmp_path / "bad/state.json")
    containers, problems = read_root(tmp_path)

    assert containers == []
    assert [problem.path for problem in problems] == [str(tmp_path / "bad")]


def test_unreadable_places(tmp_path: Path) -> None:
    """What another user may not read is a problem; what he may is listed."""
    open_to_all(tmp_path)
    root = tmp_path / "root"
    write(root / "closed/state.json", runc_state()).parent.chmod(0o700)
    write(root / "open/state.json", runc_state())
    (tmp_path / "shut").mkdir(mode=0o700)
    done = run_as_nobody(
        "import datetime, sys; from pathlib import Path\n"
        "from core.runtime.roots import read_root",
        "for name in sys.argv[1:]:\n"
        "    found, problems = read_root(Path(name))\n"
        "    print([item.id for item in found], *problems)",
        str(root),
        str(tmp_path / "shut"),
    )

    assert done.stdout.splitlines() == [
        f"['open'] cannot read {root / 'closed'}: Permission denied",
        f"[] cannot read {tmp_path / 'shut'}: Permission denied",
    ]


@pytest.mark.parametrize("name", ["[bold red]x[/]", "\x1b[31mred", "a\nb", "\udcff"])
def test_hostile_names(tmp_path: Path, name: str) -> None:
    """A name is kept as the text it is; showing it is made safe elsewhere."""
    labels = [f"nerdctl/name={name}"]
    write(tmp_path / "id1/state.json", runc_state(config={"labels": labels}))
    (found,), _ = read_root(tmp_path)

    assert found.name == name
    assert display_text(found.name).isprintable()


def test_a_directory_name_that_is_no_text(tmp_path: Path) -> None:
    """An entry whose name is not UTF-8 is listed without harm."""
    os.mkdir(os.fsencode(tmp_path) + b"/\xff\x1b")  # noqa: PTH102
    write(tmp_path / os.fsdecode(b"\xff\x1b") / "state.json", runc_state())
    (found,), problems = read_root(tmp_path)

    assert display_text(found.id) == r"\udcff\x1b"
    assert problems == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["labels", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)
KEYS = [*runc_state(), *crun_status()]


@given(
    st.dictionaries(st.sampled_from(KEYS), JSON, max_size=4),
    st.sampled_from(["state.json", "status"]),
)
def test_any_json_is_a_container_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[str, object], name: str
) -> None:
    """Whatever JSON a state file holds, its entry is listed or reported."""
    root = tmp_path_factory.mktemp("root")
    base = runc_state() if name == "state.json" else crun_status()
    write(root / "id1" / name, {**base, **changes})
    containers, problems = read_root(root)

    assert len(containers) + len(problems) == 1
    assert all(isinstance(item.name, str) for item in containers)
