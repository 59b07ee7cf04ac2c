"""Records in SQLite: kept, found, shared, and never repaired behind one's back."""

from __future__ import annotations

import dataclasses
import json
import secrets
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core.errors import Ambiguous, NotFound, StoreCorrupt
from core.session.events import EventKind
from core.session.states import SessionState
from core.session.store import EVENTS_KEPT, SCHEMA_VERSION, Store
from core.session.types import ExecConfig, ExecSession
from tests.support.nobody import open_to_all, run_as_nobody

WRITER = """
import dataclasses, sys
from pathlib import Path
from core.session.events import EventKind
from core.session.store import Store
from tests.unit.core.test_store import make_session
store = Store(Path(sys.argv[1]))
for number in range(40):
    session = make_session(container_id=sys.argv[2], created_at=float(number))
    store.insert(session)
    store.update(dataclasses.replace(session, pid=number), EventKind.STARTED)
store.close()
"""


def make_session(**fields: Any) -> ExecSession:
    """Return a session with an id of its own."""
    plain = {
        "id": secrets.token_hex(32),
        "container_id": "c1",
        "container_name": "web",
        "config": ExecConfig(command=("sh",)),
    }
    return ExecSession(**{**plain, **fields})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the records of the test lie."""
    return tmp_path / "state" / "state.db"


@pytest.fixture
def store(path: Path) -> Any:
    """A store that is closed after the test."""
    with closing(Store(path)) as store:
        yield store


def kinds(store: Store) -> list[EventKind]:
    """Return the kinds of all events."""
    return [event.kind for event in store.events_after(0)]


def test_nothing_is_made_before_the_first_use(path: Path) -> None:
    """A store that is only constructed touches no disk."""
    Store(path).close()

    assert not path.parent.exists()


def test_a_record_comes_back_equal(store: Store, path: Path) -> None:
    """Every field survives, in another process's store as well."""
    session = make_session(
        container_name="[bold]\x1b[31m",
        config=ExecConfig(
            command=("sh", "-c", "é \udcff"),
            terminal=True,
            detach_keys="",
            environment={"A": "b=c"},
        ),
        state=SessionState.RUNNING,
        pid=42,
        pid_start=2**40,
        exit_code=None,
        runtime="crun",
        runtime_root="/run/crun",
        monitor="conmon",
        monitor_pid=41,
        monitor_start=5,
        boot_id="b",
        created_at=1.5,
        started_at=2.5,
        finished_at=3.5,
    )
    store.insert(session)

    assert store.get(session.id) == session
    with closing(Store(path)) as other:
        assert other.sessions() == [session]


def test_update_and_delete(store: Store) -> None:
    """Each change is committed with its event; deleting twice is fine."""
    session = make_session()
    store.insert(session)
    stopped = dataclasses.replace(session, state=SessionState.STOPPED, exit_code=3)
    store.update(stopped, EventKind.DIED)
    store.update(stopped)
    assert store.get(session.id) == stopped
    store.delete(session)
    store.delete(session)
    assert store.sessions() == []

    events = store.events_after(0)
    assert [event.kind for event in events] == [
        EventKind.CREATED,
        EventKind.DIED,
        EventKind.REMOVED,
    ]
    assert [event.exit_code for event in events] == [None, 3, None]
    assert store.events_after(events[0].sequence) == events[1:]


def test_a_removed_session_is_not_brought_back(store: Store) -> None:
    """Updating a session that was removed meanwhile fails and writes nothing."""
    session = make_session()
    store.insert(session)
    store.delete(session)
    before = kinds(store)
    with pytest.raises(NotFound):
        store.update(session, EventKind.DIED)

    assert store.sessions() == []
    assert kinds(store) == before


def test_sessions_of_a_container(store: Store) -> None:
    """Sessions come oldest first, all or one container's."""
    late = make_session(created_at=2.0)
    early = make_session(created_at=1.0)
    other = make_session(container_id="c2", created_at=1.5)
    for session in (late, early, other):
        store.insert(session)

    assert store.sessions() == [early, other, late]
    assert store.sessions("c1") == [early, late]
    assert store.sessions("none") == []


def test_find(store: Store) -> None:
    """A prefix finds one session; several, none and an empty one are errors."""
    one, two = make_session(id="abc1" + "0" * 60), make_session(id="abd2" + "0" * 60)
    store.insert(one)
    store.insert(two)

    assert store.find("abc") == one
    assert store.find(two.id) == two
    with pytest.raises(Ambiguous) as caught:
        store.find("ab")
    assert set(caught.value.matches) == {one.id[:12], two.id[:12]}
    with pytest.raises(NotFound):
        store.get("abc")


@pytest.mark.parametrize("ref", ["", "x", "%", "_", "abc1%", "ABC1", "\udcff", "a\0"])
def test_find_takes_no_patterns(store: Store, ref: str) -> None:
    """Nothing typed as an id is a pattern, and nothing breaks the query."""
    store.insert(make_session(id="abc1" + "0" * 60))
    with pytest.raises(NotFound):
        store.find(ref)


def test_a_corrupt_file(path: Path) -> None:
    """A file that is no database is reported and left as it is, to the byte."""
    path.parent.mkdir()
    data = b"this was never a database " * 500
    path.write_bytes(data)
    store = Store(path)
    for use in (
        store.sessions,
        lambda: store.insert(make_session()),
        lambda: store.find("a"),
    ):
        with pytest.raises(StoreCorrupt, match="cannot use the session records in "):
            use()
    store.close()

    assert path.read_bytes() == data
    assert list(path.parent.iterdir()) == [path]


def test_a_damaged_record(store: Store, path: Path) -> None:
    """A row that holds no session is reported, and stays."""
    session = make_session()
    store.insert(session)
    store.close()
    for damage in ("{", "[]", "{}", '{"id": 5}', '{"state": "odd", "config": {}}'):
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("UPDATE session SET record = ?", (damage,))
        with closing(Store(path)) as reader:
            with pytest.raises(StoreCorrupt, match="a record is damaged"):
                reader.get(session.id)
            with pytest.raises(StoreCorrupt, match="a record is damaged"):
                reader.sessions()


def test_a_newer_schema(store: Store, path: Path) -> None:
    """Records of a later execdeck are refused and keep their version."""
    store.insert(make_session())
    store.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with (
        closing(Store(path)) as older,
        pytest.raises(StoreCorrupt, match="is newer than"),
    ):
        older.sessions()

    assert path.read_bytes() == before


def test_an_older_schema(store: Store, path: Path) -> None:
    """Records of an execdeck without names are read, and ours are written to it."""
    old, new = make_session(), make_session(name="nightly", created_at=1.0)
    store.insert(old)
    store.close()
    with closing(sqlite3.connect(path)) as db, db:
        (text,) = db.execute("SELECT record FROM session").fetchone()
        record = json.loads(text)
        del record["name"]
        db.execute("UPDATE session SET record = ?", (json.dumps(record),))
        db.execute("PRAGMA user_version = 1")
    with closing(Store(path)) as newer:
        newer.insert(new)

        assert [item.name for item in newer.sessions()] == ["", "nightly"]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_a_place_that_is_no_directory(tmp_path: Path) -> None:
    """Records that cannot be made say so by their path."""
    (tmp_path / "file").touch()
    store = Store(tmp_path / "file" / "state.db")
    with pytest.raises(StoreCorrupt, match="cannot use the session records in .*file"):
        store.sessions()


def test_a_directory_that_is_not_writable(path: Path, tmp_path: Path) -> None:
    """A user who may not write there is told so, and nothing is made."""
    open_to_all(tmp_path)
    path.parent.mkdir(mode=0o755)
    done = run_as_nobody(
        "import sys; from pathlib import Path; from core.session.store import Store\n"
        "from core.errors import StoreCorrupt",
        "try: Store(Path(sys.argv[1])).sessions()\n"
        "except StoreCorrupt as error: print(error)",
        str(path),
    )

    assert done.stdout == (
        f"cannot use the session records in {path}: Permission denied\n"
    )
    assert not path.exists()


def test_modes(store: Store, path: Path) -> None:
    """Records are for their owner only."""
    store.insert(make_session())

    assert path.parent.stat().st_mode & 0o777 == 0o700
    files = list(path.parent.iterdir())
    assert {item.stat().st_mode & 0o777 for item in files} == {0o600}


def test_two_processes_write_at_once(store: Store, path: Path) -> None:
    """Nothing that one process writes is lost to the other."""
    command = [sys.executable, "-c", WRITER, str(path)]
    root = Path(__file__).parents[3]
    writers = [
        subprocess.Popen([*command, container], cwd=root) for container in ("a", "b")
    ]

    assert [writer.wait(50) for writer in writers] == [0, 0]
    for container in ("a", "b"):
        found = store.sessions(container)
        assert [session.pid for session in found] == list(range(40))
    events = store.events_after(0)
    assert len(events) == 160
    assert len({event.sequence for event in events}) == 160


def test_a_new_file_that_another_process_is_making(path: Path) -> None:
    """Who opens a new file while another makes it waits, and is not refused."""
    path.parent.mkdir()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.2, other.execute, ("COMMIT",))
    timer.start()
    with closing(other), closing(Store(path)) as store:
        session = make_session()
        store.insert(session)
        timer.join()

        assert store.sessions() == [session]


def test_twenty_threads(store: Store) -> None:
    """One store serves twenty threads that write, read and delete."""
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for _ in range(5):
                session = make_session(container_id=f"t{number}")
                store.insert(session)
                assert session in store.sessions(f"t{number}")
                store.update(dataclasses.replace(session, pid=number))
                assert store.get(session.id).pid == number
                store.delete(session)
        except BaseException as error:  # noqa: BLE001 (told to the test's own thread)
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert store.sessions() == []
    assert len(store.events_after(0)) == 200


def test_events_are_bounded(store: Store) -> None:
    """Only the last events are kept; their numbers go on growing."""
    session = make_session()
    store.insert(session)
    with store._transaction() as db:  # noqa: SLF001 (ten thousand commits are slow)
        for _ in range(EVENTS_KEPT + 249):
            store._add_event(db, EventKind.ATTACHED, session)  # noqa: SLF001
    events = store.events_after(0)

    # Looked for now and then, not with each event.
    assert EVENTS_KEPT <= len(events) < EVENTS_KEPT + 100
    assert events[-1].sequence == EVENTS_KEPT + 250
    assert set(events[0].to_json()) == {"time", "type", "containerId", "id", "exitCode"}
