"""Records of sessions whose text is anything at all."""
# ruff: noqa: PT017 (what is refused is known by trying)

from __future__ import annotations

import dataclasses
import json
import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest

from core.bundle.paths import bundle_paths
from core.errors import InvalidConfig, NotFound, StoreCorrupt
from core.process import ProcessIdentity
from core.session.states import SessionState
from core.session.store import Store
from core.session.types import ExecConfig, ExecSession
from core.settings import Settings
from tests.fuzz.inputs import BYTES, RECIPES, Recipe, as_json, fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SESSION = ExecSession(
    id="a" * 64,
    container_id="c1",
    container_name="web",
    config=ExecConfig(
        command=("sh", "-c", "true"),
        terminal=True,
        environment={"A": "b"},
        user="0:0",
        work_dir="/",
        detach_keys="ctrl-x",
    ),
    state=SessionState.RUNNING,
    pid=os.getpid(),
    pid_start=5,
    monitor="conmon",
    monitor_pid=os.getpid(),
    monitor_start=5,
    boot_id="b",
    created_at=1.5,
)
RECORD: dict[str, Any] = {
    **{item.name: getattr(SESSION, item.name) for item in dataclasses.fields(SESSION)},
    "state": "running",
    "config": SESSION.config.to_json(),
}

TEXTS = (
    "id container_id container_name name runtime runtime_root monitor boot_id origin"
)
TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(TEXTS.split(), (str,)),
    **dict.fromkeys(("pid", "pid_start", "monitor_pid", "monitor_start"), (int,)),
    **dict.fromkeys(("created_at", "started_at", "finished_at"), (int, float)),
    "exit_code": (int, type(None)),
    "state": (SessionState,),
    "config": (ExecConfig,),
}

CONFIG_KEYS = tuple(SESSION.config.to_json())
KEYS = (*RECORD, *CONFIG_KEYS)

Read = "Callable[[bytes], ExecSession | None]"


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    """A store with one record."""
    with closing(Store(folder / "state.db")) as store:
        store.insert(SESSION)
        yield store


@pytest.fixture(scope="module")
def read(folder: Path, store: Store) -> Iterator[Callable[[bytes], ExecSession | None]]:
    """Put a text in the place of the record; return what is read, None if refused."""
    path = folder / "state.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")

        def read(text: bytes) -> ExecSession | None:
            db.execute("UPDATE session SET record = CAST(? AS TEXT)", (text,))
            try:
                found = store.get(SESSION.id)
            except StoreCorrupt as error:
                assert error.path == str(path)
                with pytest.raises(StoreCorrupt):
                    store.find("aa")
                with pytest.raises(StoreCorrupt):
                    store.sessions("c1")
                # Text that is no UTF-8 is SQLite's to refuse, for the whole table.
                with suppress(StoreCorrupt):
                    sessions, damaged = store.survey()
                    assert (sessions, list(damaged)) == ([], [SESSION.id])
                found = None
            assert path.exists()
            assert store.knows(SESSION.id)
            return found

        yield read


def check(session: ExecSession | None) -> None:
    """Assert that a record that was read can be used as any other."""
    if session is None:
        return
    for name, types in TYPES.items():
        value = getattr(session, name)
        assert isinstance(value, types), (name, value)
        assert not isinstance(value, bool), (name, value)
    assert session.config == ExecConfig.from_json(session.config.to_json())
    assert json.loads(json.dumps(session.to_json()))["pid"] == session.pid


@fuzz(BYTES, share=8)
def test_any_bytes(read: Callable[[bytes], ExecSession | None], text: bytes) -> None:
    """A record of any bytes at all is reported as damaged."""
    assert read(text) is None


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_any_json(read: Callable[[bytes], ExecSession | None], recipe: Recipe) -> None:
    """A record of any JSON is damaged, or one whose fields have their types."""
    value = recipe.mapping(KEYS) if recipe.below(8) else recipe.value(KEYS)
    if recipe.below(2) and isinstance(value, dict):
        value = {**RECORD, **value}
    check(read(as_json(value)))


@fuzz(RECIPES, share=2)
@pytest.mark.timeout(180)
def test_one_field_is_another(
    read: Callable[[bytes], ExecSession | None], recipe: Recipe
) -> None:
    """A record with one other field is damaged, or differs in that field alone."""
    record, field = recipe.mutated(RECORD)
    session = read(as_json(record))

    check(session)
    if session is not None:
        same = {field: getattr(SESSION, field)}
        assert dataclasses.replace(session, **same) == SESSION


@fuzz(RECIPES, share=20)
def test_a_record_is_of_the_session_that_was_asked_for(
    read: Callable[[bytes], ExecSession | None], recipe: Recipe
) -> None:
    """A record that names another session is never given out for this one."""
    other = recipe.text() or "b" * 64
    session = read(as_json({**RECORD, "id": other}))

    assert session is None or session.id == SESSION.id == other


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_use_of_a_damaged_record(
    read: Callable[[bytes], ExecSession | None],
    store: Store,
    folder: Path,
    recipe: Recipe,
) -> None:
    """What can be read can be looked at, and written, without another error."""
    names = ("pid", "pid_start", "monitor_pid", "monitor_start", "exit_code")
    fields = {recipe.pick(names): recipe.value() for _ in range(3)}
    fields[recipe.pick(("container_id", "created_at", "boot_id"))] = recipe.value()
    session = read(as_json({**RECORD, **fields}))
    if session is None:
        return
    for process in (
        ProcessIdentity(session.pid, session.pid_start),
        ProcessIdentity(session.monitor_pid, session.monitor_start),
    ):
        assert not process.alive()
        assert process.open() is None
    settings = Settings(run_dir=folder, state_dir=folder)
    with suppress(InvalidConfig):
        paths = bundle_paths(settings, session.container_id, session.id)
        assert paths.directory.parent.parent == folder / "bundles"
    with suppress(StoreCorrupt):
        store.update(session)
        assert repr(store.get(SESSION.id)) == repr(session)


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_any_config(recipe: Recipe) -> None:
    """Any object is refused as a config, or is one that comes back from JSON."""
    value = recipe.mapping(CONFIG_KEYS)
    if recipe.below(2):
        value = {**value, "command": ["sh", recipe.text()]}
    try:
        config = ExecConfig.from_json(value)
    except InvalidConfig as error:
        assert error.field
        assert str(error).startswith("cannot use ")
        return
    assert config.command
    assert config.to_json()["command"] == value["command"]
    assert config == ExecConfig.from_json(json.loads(json.dumps(config.to_json())))


@fuzz(RECIPES, share=4)
def test_one_field_of_a_config_is_another(recipe: Recipe) -> None:
    """A config with one other field is refused, or differs in that field alone."""
    valid = SESSION.config.to_json()
    value, field = recipe.mutated(valid)
    try:
        found = ExecConfig.from_json(value).to_json()
    except InvalidConfig:
        return
    assert {**found, field: valid[field]} == valid
    assert field not in value or value[field] in (found[field], None)


@fuzz(RECIPES, share=10)
def test_a_config_can_be_run(recipe: Recipe) -> None:
    """A config holds nothing that no argv and no environment can."""
    words = [recipe.text() for _ in range(2)]
    environment = {recipe.text(): recipe.text()}
    try:
        config = ExecConfig(
            command=("sh", *words), environment=environment, user=recipe.text()
        )
    except InvalidConfig:
        return
    texts = (*config.command, *config.environment.values(), *config.environment)
    assert all(b"\0" not in os.fsencode(text) for text in (*texts, config.user))


@fuzz(RECIPES, share=8)
def test_a_session_that_is_not_there(store: Store, recipe: Recipe) -> None:
    """Any text that is no id finds nothing and says so."""
    ref = recipe.text() or "b"
    for search in (store.get, store.find):
        with pytest.raises(NotFound, match="cannot find session"):
            search("b" + ref)
    assert store.sessions(ref) == []
    assert store.get_many([ref]) == []
    assert not store.knows(ref)
