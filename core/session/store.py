"""Session records and events in one SQLite file (WAL).

libpod keeps sessions in the container's state and a registry from session to
container beside it; here one table is both. A record and the event that tells of it
are committed together. The file is never deleted or repaired by itself: what cannot
be read is reported.
"""

from __future__ import annotations

import dataclasses
import sqlite3
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.errors import Ambiguous, NotFound, StoreCorrupt
from core.session.events import Event, EventKind
from core.session.records import DamagedRecordError, from_text, to_text
from core.settings import make_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from core.session.types import ExecSession

SCHEMA_VERSION = 2
"""2: a record has the session's name, which a reader of 1 would call damaged."""

BUSY_TIMEOUT = 10.0
"""Seconds to wait for another process's transaction."""

EVENTS_KEPT = 10_000
_PRUNED_EVERY = 100
"""Events between two looks for those that are too old."""

_EVENT_KINDS = {kind.value: kind for kind in EventKind}

_SCHEMA = """
CREATE TABLE session (
    id TEXT PRIMARY KEY,
    container_id TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at REAL NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX session_container ON session (container_id);
CREATE TABLE event (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    container_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    exit_code INTEGER
) STRICT;
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A record as it has to be, and what is to be told of it."""

    session: ExecSession
    events: tuple[EventKind, ...]
    dropped: bool = False
    """Whether the record goes."""


class Store:
    """Every record of one user; safe for several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Use the file at `path`; it is opened, and made, at first use."""
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def insert(self, session: ExecSession) -> None:
        """Add a new session, with its event."""
        with self._transaction() as db:
            self._write(db, session)
            self._add_event(db, EventKind.CREATED, session)

    def update(self, session: ExecSession, event: EventKind | None = None) -> None:
        """Replace a session's record, with an event if one is given.

        Raises:
            NotFound: it was removed meanwhile; nothing is written.
        """
        with self._transaction() as db:
            if not self._knows(db, session.id):
                raise NotFound("session", session.id)
            self._write(db, session)
            if event is not None:
                self._add_event(db, event, session)

    def apply(self, changes: Iterable[Change]) -> None:
        """Save many changes in one transaction; what was removed stays removed."""
        with self._transaction() as db:
            for change in changes:
                session = change.session
                if not self._knows(db, session.id):
                    continue
                if change.dropped:
                    db.execute("DELETE FROM session WHERE id = ?", (session.id,))
                else:
                    self._write(db, session)
                for event in change.events:
                    self._add_event(db, event, session)

    def delete(self, session: ExecSession) -> None:
        """Remove a session, with its event; gone already is fine."""
        with self._transaction() as db:
            done = db.execute("DELETE FROM session WHERE id = ?", (session.id,))
            if done.rowcount:
                self._add_event(db, EventKind.REMOVED, session)

    def add_event(self, kind: EventKind, session: ExecSession) -> None:
        """Record an event that changes no record."""
        with self._transaction() as db:
            self._add_event(db, kind, session)

    def get(self, session_id: str) -> ExecSession:
        """Return the session with exactly this id.

        Raises:
            NotFound: there is none.
        """
        found = self.get_many([session_id])
        if not found:
            raise NotFound("session", session_id)
        return found[0]

    def get_many(self, ids: Sequence[str]) -> list[ExecSession]:
        """Return the sessions with these ids, without those that are gone."""
        query = "SELECT id, record FROM session WHERE id = ?"
        asked = [(item,) for item in ids if _may_be_id(item)]
        with self._reading() as db:
            rows = [db.execute(query, item).fetchone() for item in asked]
        return [self._read(*row) for row in rows if row is not None]

    def find(self, ref: str) -> ExecSession:
        """Return the session that an id or an unambiguous prefix of one means.

        Raises:
            NotFound: none fits.
            Ambiguous: several fit.
        """
        if not ref or not _may_be_id(ref):
            raise NotFound("session", ref)
        with self._reading() as db:
            rows = db.execute(
                "SELECT id, record FROM session WHERE substr(id, 1, ?) = ? LIMIT 5",
                (len(ref), ref),
            ).fetchall()
        if not rows:
            raise NotFound("session", ref)
        if len(rows) > 1:
            raise Ambiguous("session", ref, tuple(row[0][:12] for row in rows))
        return self._read(*rows[0])

    def sessions(self, container_id: str | None = None) -> list[ExecSession]:
        """Return all sessions, or one container's, oldest first."""
        query = "SELECT id, record FROM session"
        arguments: tuple[str, ...] = ()
        if container_id is not None:
            if not _may_be_id(container_id):
                return []
            query += " WHERE container_id = ?"
            arguments = (container_id,)
        with self._reading() as db:
            rows = db.execute(query + " ORDER BY created_at, id", arguments).fetchall()
        return [self._read(*row) for row in rows]

    def survey(self) -> tuple[list[ExecSession], dict[str, str]]:
        """Return all sessions that can be read, and of the others ids and reasons."""
        with self._reading() as db:
            rows = db.execute("SELECT id, record FROM session ORDER BY created_at, id")
            found = rows.fetchall()
        sessions: list[ExecSession] = []
        damaged: dict[str, str] = {}
        for identity, record in found:
            try:
                sessions.append(self._read(identity, record))
            except StoreCorrupt as error:
                damaged[str(identity)] = error.reason
        return sessions, damaged

    def knows(self, session_id: str) -> bool:
        """Whether there is a record with this id, readable or not."""
        if not _may_be_id(session_id):
            return False
        with self._reading() as db:
            return self._knows(db, session_id)

    def version(self) -> tuple[int, int]:
        """Return what differs after any change, by us or by others.

        (`PRAGMA data_version` tells of others' changes only.)
        """
        with self._reading() as db:
            others = db.execute("PRAGMA data_version").fetchone()[0]
            return others, db.total_changes

    def events_after(self, sequence: int) -> list[Event]:
        """Return the events after the one with this number, oldest first."""
        with self._reading() as db:
            rows = db.execute(
                "SELECT sequence, at, kind, container_id, session_id, exit_code"
                " FROM event WHERE sequence > ? ORDER BY sequence",
                (sequence,),
            ).fetchall()
        return [self._event(row) for row in rows]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    # -- inside -------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._open()
            # SQLite's words may quote the file, and be no UTF-8.
            except (sqlite3.Error, UnicodeDecodeError) as error:
                raise StoreCorrupt(str(self._path), str(error)) from None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as db:
            # IMMEDIATE: taken as a reader first, a busy file could not be waited for.
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None:
            return self._connection
        try:
            make_private(self._path.parent)
            self._path.touch(mode=0o600)
        except OSError as error:
            raise StoreCorrupt(str(self._path), error.strerror or str(error)) from None
        # Autocommit: transactions begin where we say so. Our own lock guards it.
        db = sqlite3.connect(
            self._path,
            timeout=BUSY_TIMEOUT,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            self._use_wal(db)
            db.execute("PRAGMA synchronous = NORMAL")
            self._migrate(db)
        except BaseException:
            db.close()
            raise
        self._connection = db
        return db

    @staticmethod
    def _use_wal(db: sqlite3.Connection) -> None:
        """Switch to WAL, waiting for others that do the same to a new file.

        For this one statement SQLite refuses at once, whatever its timeout is.
        """
        deadline = time.monotonic() + BUSY_TIMEOUT
        pause = threading.Event()
        while True:
            try:
                db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() >= deadline:
                    raise
                pause.wait(0.005)
            else:
                return

    def _migrate(self, db: sqlite3.Connection) -> None:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return
        if version > SCHEMA_VERSION:
            reason = f"schema {version} is newer than this execdeck's"
            raise StoreCorrupt(str(self._path), reason)
        db.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been first.
            if db.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in _SCHEMA.split(";"):
                    db.execute(statement)
            # Of 1, the tables are the same; its records have no names.
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise

    @staticmethod
    def _knows(db: sqlite3.Connection, session_id: str) -> bool:
        found = db.execute("SELECT 1 FROM session WHERE id = ?", (session_id,))
        return found.fetchone() is not None

    def _write(self, db: sqlite3.Connection, session: ExecSession) -> None:
        db.execute(
            "INSERT INTO session (id, container_id, state, created_at, record)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " state = excluded.state, record = excluded.record",
            (
                session.id,
                session.container_id,
                session.state.value,
                session.created_at,
                to_text(session),
            ),
        )

    def _read(self, identity: str, text: str) -> ExecSession:
        try:
            return from_text(identity, text)
        except DamagedRecordError as error:
            reason = f"a record is damaged: {error}"
            raise StoreCorrupt(str(self._path), reason) from None

    def _event(self, row: tuple[Any, ...]) -> Event:
        sequence, at, kind, container_id, session_id, exit_code = row
        if not (
            isinstance(at, float)
            and kind in _EVENT_KINDS
            and isinstance(container_id, str)
            and isinstance(session_id, str)
            and isinstance(exit_code, int | None)
        ):
            raise StoreCorrupt(str(self._path), f"event {sequence} is damaged")
        kind = _EVENT_KINDS[kind]
        return Event(sequence, at, kind, container_id, session_id, exit_code)

    @staticmethod
    def _add_event(
        db: sqlite3.Connection, kind: EventKind, session: ExecSession
    ) -> None:
        done = db.execute(
            "INSERT INTO event (at, kind, container_id, session_id, exit_code)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                time.time(),
                kind.value,
                session.container_id,
                session.id,
                session.exit_code if kind is EventKind.DIED else None,
            ),
        )
        last = done.lastrowid or 0
        if last % _PRUNED_EVERY == 0:
            oldest = last - EVENTS_KEPT
            db.execute("DELETE FROM event WHERE sequence <= ?", (oldest,))


def _may_be_id(text: str) -> bool:
    """Whether SQLite can be asked for it: ids are ASCII, argv may be any bytes."""
    return text.isascii()
