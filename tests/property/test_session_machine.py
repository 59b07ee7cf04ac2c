"""Sessions go through random operations and accidents, and do what the model does."""

from __future__ import annotations

import dataclasses
import itertools
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.errors import AttachFailed, NotFound, StateConflict
from core.recovery import monitor_of, program_of
from core.service import ExecService
from core.session.states import SessionState
from tests.conftest import end_all
from tests.faults.scenes import Driver, Scene, make_scene
from tests.support.faults import (
    Program,
    assert_mended,
    assert_nothing_lost,
    is_true,
    sleeper,
)
from tests.support.session import Typist
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.session.types import ExecSession
    from tests.support.containers import RealContainer

pytestmark = [pytest.mark.real_runtime, pytest.mark.timeout(1800)]

EXAMPLES = int(os.environ.get("EXECDECK_MACHINE_EXAMPLES", "25"))

CREATED, RUNNING, STOPPED = SessionState

SESSIONS_MAX = 4

CLIENTS_MAX = 3

STEPS_MAX = 45
"""More than any operation takes that is killed on the way."""

SIGNALLED = (129, 137, 143, None)
"""What a stop that did not live to see its end may have made of a program."""

DYING_SECONDS = 0.5
"""How long a monitor may take to find out that whoever started it is dead."""

picks = st.integers(0, SESSIONS_MAX - 1)


@dataclasses.dataclass
class Model:
    """A session as it has to be."""

    id: str
    program: Program
    end: Path
    """A FIFO: the program ends with the code that is written to it."""
    state: SessionState = CREATED
    codes: tuple[int | None, ...] = (None,)
    """What its exit code may be."""
    bundle: bool = False

    @property
    def terminal(self) -> bool:
        """Whether it has a terminal."""
        return self.program.config.terminal

    def ended(self, *codes: int | None) -> None:
        """Note that the program has ended, with one of these codes."""
        self.state = STOPPED
        self.codes = codes


class SessionMachine(RuleBasedStateMachine):
    """Real sessions on a real container beside their model."""

    def __init__(self, scene: Scene, name: str, driver: Driver) -> None:
        """Begin with no session."""
        super().__init__()
        self._scene = scene
        self._driver = driver
        self._service = ExecService(scene.settings(name))
        self._models: list[Model] = []
        self._clients: list[Typist] = []
        self._numbers = itertools.count()

    def teardown(self) -> None:
        """End every session."""
        for client in self._clients:
            client.close()
        end_all(self._service)

    def _pick(self, pick: int) -> Model:
        return self._models[pick % len(self._models)]

    def _refused(self, model: Model, operation: Callable[[], object]) -> None:
        """Check that an operation is refused and changes nothing."""
        before = self._service.store.get(model.id)
        with pytest.raises(StateConflict, match=f"it is {model.state.value}"):
            operation()
        assert self._service.store.get(model.id) == before

    # -- operations ---------------------------------------------------------

    @precondition(lambda self: len(self._models) < SESSIONS_MAX)
    @rule(terminal=st.booleans())
    def create(self, *, terminal: bool) -> None:
        """Make a session whose program waits to be told how to end."""
        outside, inside = self._scene.notes
        name = f"end-{os.getpid()}-{next(self._numbers)}"
        end = outside / name
        with suppress(FileNotFoundError):
            end.unlink()
        os.mkfifo(end)
        program = sleeper(
            outside,
            inside,
            terminal=terminal,
            last=f"echo up; read code < {inside or outside}/{name}; exit $code",
        )
        session = self._service.create(self._scene.container_id, program.config)
        self._models.append(Model(session.id, program, end))

    @precondition(lambda self: self._models)
    @rule(pick=picks)
    def start(self, pick: int) -> None:
        """Start a session: a created one only."""
        model = self._pick(pick)
        if model.state is not CREATED:
            self._refused(model, lambda: self._service.start(model.id))
            return
        self._service.start(model.id)
        self._runs(model)

    def _runs(self, model: Model) -> None:
        model.state, model.bundle = RUNNING, True
        wait_until(lambda: model.program.ran)

    @precondition(lambda self: self._models)
    @rule(pick=picks, timeout=st.sampled_from([0.0, 5.0]))
    def stop(self, pick: int, timeout: float) -> None:
        """Stop a session: a running one only."""
        model = self._pick(pick)
        if model.state is not RUNNING:
            self._refused(model, lambda: self._service.stop(model.id, timeout))
            return
        stopped = self._service.stop(model.id, timeout)
        assert stopped.state is STOPPED
        model.ended(137 if not timeout else 129 if model.terminal else 143)

    @precondition(lambda self: self._models)
    @rule(pick=picks)
    def cleanup(self, pick: int) -> None:
        """Delete a bundle: not of a running session."""
        model = self._pick(pick)
        if model.state is RUNNING:
            self._refused(model, lambda: self._service.cleanup(model.id))
            return
        self._service.cleanup(model.id)
        model.bundle = False

    @precondition(lambda self: self._models)
    @rule(pick=picks, force=st.booleans())
    def remove(self, pick: int, *, force: bool) -> None:
        """Remove a session: a running one by force only."""
        model = self._pick(pick)
        if model.state is RUNNING and not force:
            self._refused(model, lambda: self._service.remove(model.id))
            return
        self._service.remove(model.id, force=force)
        self._models.remove(model)
        assert model.program.pids == []
        with pytest.raises(NotFound):
            self._service.inspect(model.id)

    @precondition(lambda self: self._models)
    @rule()
    def prune(self) -> None:
        """Remove all stopped sessions."""
        gone = [model.id for model in self._models if model.state is STOPPED]
        pruned, errors = self._service.prune()
        assert (sorted(pruned), list(errors)) == (sorted(gone), [])
        self._models = [model for model in self._models if model.state is not STOPPED]

    # -- clients ------------------------------------------------------------

    @precondition(lambda self: self._models and len(self._clients) < CLIENTS_MAX)
    @rule(pick=picks, number=st.integers(0, 999))
    def attach(self, pick: int, number: int) -> None:
        """Watch a session from its beginning and type into it."""
        model = self._pick(pick)
        if model.state is not RUNNING:
            self._refused(model, lambda: self._service.open_input(model.id))
        if not model.bundle:
            with pytest.raises(AttachFailed):
                self._service.open_output(model.id)
        elif model.state is RUNNING and model.terminal:
            client = Typist(self._service, self._service.inspect(model.id))
            client.expect("up")
            client.type(f"typed{number}\n")
            client.expect(f"typed{number}")
            self._clients.append(client)
        else:
            self._service.open_output(model.id).close()

    @precondition(lambda self: self._clients)
    @rule()
    def detach(self) -> None:
        """Leave; the session goes on."""
        self._clients.pop(0).close()

    # -- accidents ----------------------------------------------------------

    @precondition(lambda self: self._models)
    @rule(pick=picks, code=st.integers(0, 125))
    def end(self, pick: int, code: int) -> None:
        """Let the program end by itself."""
        model = self._pick(pick)
        if model.state is RUNNING:
            # Opening waits for the program to have opened its side.
            model.end.write_text(f"{code}\n")
            assert self._service.wait(model.id).exit_code == code
            model.ended(code)

    @precondition(lambda self: self._models)
    @rule(pick=picks)
    def kill_the_monitor(self, pick: int) -> None:
        """Kill the monitor: the session ends and nobody knows how."""
        model = self._pick(pick)
        if model.state is RUNNING:
            session = self._service.inspect(model.id)
            monitor_of(session).send(signal.SIGKILL)
            monitor_of(session).wait(5)
            model.ended(None)

    @precondition(lambda self: self._models)
    @rule(pick=picks, step=st.integers(1, STEPS_MAX))
    def start_and_be_killed(self, pick: int, step: int) -> None:
        """Be killed in a start: the session is created, or runs, or has ended."""
        model = self._pick(pick)
        terminal = model.terminal
        done = self._driver.ask(
            self._service.settings, "start", step, session=model.id, sized=terminal
        )
        if model.state is not CREATED:
            assert done.killed or done.error.startswith("StateConflict(")
        else:
            assert done.error == ""
            session = self._settled(model)
            # conmon ends when it cannot tell us the pid: it may be about to.
            if session.state is RUNNING and monitor_of(session).wait(DYING_SECONDS):
                session = self._settled(model)
            if session.state is RUNNING:
                self._runs(model)
            elif session.state is STOPPED:
                # conmon starts the program and cannot bear that we are dead.
                model.bundle = True
                model.ended(None)
        assert_mended(self._service)

    @precondition(lambda self: self._models)
    @rule(pick=picks, step=st.integers(1, STEPS_MAX))
    def stop_and_be_killed(self, pick: int, step: int) -> None:
        """Be killed in a stop: the session runs on, or has ended."""
        model = self._pick(pick)
        done = self._driver.ask(self._service.settings, "stop", step, session=model.id)
        if model.state is not RUNNING:
            assert done.killed or done.error.startswith("StateConflict(")
        else:
            assert done.error == ""
            if any("signal" in name for name in done.steps[:-1]):
                wait_until(lambda: not model.program.pids)
            if self._settled(model).state is STOPPED:
                model.ended(*SIGNALLED)
        assert_mended(self._service)

    def _settled(self, model: Model) -> ExecSession:
        """Return the record of a session when it says what is so."""

        def found() -> ExecSession | None:
            session = self._service.inspect(model.id)
            return session if is_true(session, model.program) else None

        session = wait_until(found)
        assert session is not None
        return session

    # -- what always holds --------------------------------------------------

    @invariant()
    def agrees(self) -> None:
        """The list says what the model says, and the doctor finds nothing."""
        modelled = [(model.id, model.state) for model in self._models]
        try:
            wait_until(lambda: self._seen() == modelled)
        except AssertionError:
            message = f"listed are {self._seen()}, and should be {modelled}"
            raise AssertionError(message) from None
        for session, model in zip(self._service.list(), self._models, strict=True):
            running = session.state is RUNNING
            assert (session.pid > 0) == running
            assert program_of(session).alive() == running
            assert is_true(session, model.program)
            assert session.exit_code in model.codes
            bundle = self._service.paths(session).directory
            assert bundle.exists() == model.bundle
        assert list(self._service.doctor()) == []
        assert_nothing_lost(self._service, *(model.program for model in self._models))

    def _seen(self) -> list[tuple[str, SessionState]]:
        return [(item.id, item.state) for item in self._service.list()]


@pytest.mark.parametrize("kind", ["host+embedded", "crun+conmon"])
def test_sessions_do_what_the_model_does(
    tmp_path: Path,
    run_root: Path,
    rootfs: Path,
    standing_containers: Callable[[str], RealContainer],
    kind: str,
) -> None:
    """States, exit codes, refusals and what is left: in whatever order things happen."""
    scene = make_scene(kind, tmp_path, run_root, rootfs, standing_containers)
    numbers = itertools.count()
    driver = Driver()
    try:
        run_state_machine_as_test(
            lambda: SessionMachine(scene, f"{next(numbers)}", driver),  # type: ignore[arg-type]
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=15,
                deadline=None,
                print_blob=True,
                # Shrinking would do all of it a thousand times over.
                phases=(Phase.explicit, Phase.reuse, Phase.generate),
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        driver.close()
