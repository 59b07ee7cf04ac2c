"""A state.db that is none, or whose bytes have flipped."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from core.errors import Ambiguous, NotFound, StoreCorrupt
from core.session.events import Event, EventKind
from core.session.store import Store
from tests.fuzz.inputs import BYTES, Quiet, fuzz
from tests.fuzz.test_records import SESSION, check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.session.types import ExecSession

_HEADER = b"SQLite format 3\0"
_WAL_SUFFIXES = ("", "-wal", "-shm")

FLIPS = st.lists(
    st.tuples(st.integers(0, 2**24), st.integers(1, 255)), min_size=1, max_size=4
)


@pytest.fixture(scope="module")
def sound(folder: Path) -> bytes:
    """The bytes of a small state.db with one record and two events."""
    path = folder / "sound.db"
    with closing(sqlite3.connect(path)) as db:
        # The smallest pages: with large ones nearly every flip is in unused space.
        db.execute("PRAGMA page_size = 512")
        db.execute("PRAGMA journal_mode = WAL")
    with closing(Store(path)) as store:
        store.insert(SESSION)
        store.add_event(EventKind.STARTED, SESSION)
    return Quiet(path.read_bytes())


@pytest.fixture(scope="module")
def use(folder: Path) -> Callable[[bytes], bool]:
    """Use a file of these bytes in every way; return whether all of it worked."""
    path = folder / "state.db"

    def use(data: bytes) -> bool:
        for suffix in _WAL_SUFFIXES:
            path.with_name(f"state.db{suffix}").unlink(missing_ok=True)
        path.write_bytes(data)
        worked = True
        with closing(Store(path)) as store:
            looks: tuple[Callable[[], None], ...] = (
                lambda: check_survey(store),
                lambda: check_all([store.get(SESSION.id)]),
                lambda: check_all([store.find("a")]),
                lambda: check_all(store.sessions("c1")),
                lambda: check_events(store),
            )
            for look in looks:
                try:
                    look()
                except (StoreCorrupt, NotFound, Ambiguous):
                    worked = False
        assert path.exists()
        # The switch to WAL is noted in the header; all else stays as it was.
        now = path.read_bytes()
        assert now[100:] == data[100:]
        assert now[:18] == data[:18]
        return worked

    return use


def check_all(sessions: list[ExecSession]) -> None:
    """Assert that sessions that could be read can be used."""
    for session in sessions:
        check(session)


def check_survey(store: Store) -> None:
    """Assert that what can be read is told from what cannot."""
    sessions, damaged = store.survey()
    check_all(sessions)
    assert all(isinstance(key, str) for key in damaged)
    assert all(isinstance(reason, str) for reason in damaged.values())


def check_events(store: Store) -> None:
    """Assert that events have the types that they are shown by."""
    for event in store.events_after(0):
        assert isinstance(event, Event)
        assert isinstance(event.at, float)
        assert isinstance(event.session_id, str)
        assert isinstance(event.container_id, str)
        assert isinstance(event.exit_code, int | None)


def test_the_sound_file_works(use: Callable[[bytes], bool], sound: bytes) -> None:
    """The file that the others are made of can be used, and stays as it is."""
    assert use(sound)


@fuzz(BYTES, share=4)
@pytest.mark.timeout(180)
def test_any_bytes(use: Callable[[bytes], bool], data: bytes) -> None:
    """A file of any bytes at all is refused, and left as it is."""
    # One of a single byte is as good as empty for SQLite.
    assert not use(data if len(data) > 1 else b"\0\0")


@fuzz(BYTES, share=4)
@pytest.mark.timeout(180)
def test_any_bytes_behind_the_header(use: Callable[[bytes], bool], data: bytes) -> None:
    """A file that only begins as SQLite's do is refused, and left as it is."""
    assert not use(_HEADER + data.ljust(600, b"\1"))


@fuzz(FLIPS, share=2)
@pytest.mark.timeout(180)
def test_flipped_bytes(
    use: Callable[[bytes], bool], sound: bytes, flips: list[tuple[int, int]]
) -> None:
    """A file with flipped bytes is read or refused, and never mended."""
    data = bytearray(sound)
    for at, mask in flips:
        data[at % len(data)] ^= mask
    use(bytes(data))


@fuzz(st.integers(0, 2**24), share=20)
@pytest.mark.timeout(180)
def test_cut_file(use: Callable[[bytes], bool], sound: bytes, length: int) -> None:
    """A file that lost its end is read or refused, and never mended."""
    use(sound[: max(length % len(sound), 2)])
