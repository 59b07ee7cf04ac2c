"""`execdeck demo`: sample containers from the host's own files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.service import ExecService
from core.session.states import SessionState
from core.settings import Settings
from tests.conftest import end_all
from tests.support.containers import require_runtime
from tests.support.tmux import Tmux
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.real_runtime, pytest.mark.timeout(120)]

EXECDECK = str(Path(sys.executable).with_name("execdeck"))


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Variables that keep the samples in a state root of the test's own."""
    env = {
        "EXECDECK_ROOT": str(tmp_path / "deck"),
        "EXECDECK_RUNTIME_ROOTS": f"{tmp_path}/state-crun:{tmp_path}/state-runc",
    }
    yield env
    subprocess.run([EXECDECK, "demo", "--clean"], check=True, env={**os.environ, **env})


def test_demo_makes_and_removes_containers(environment: dict[str, str]) -> None:
    """Three containers, each with a session worth looking at; --clean removes all."""
    require_runtime("crun")
    tmux = Tmux([EXECDECK, "demo"], environment)
    service = ExecService(Settings.from_environment(environment))
    try:
        tmux.expect("execdeck-demo-worker", timeout=40)
        wait_until(lambda: len(service.list()) == 3)
        assert {item.state for item in service.list()} == {SessionState.RUNNING}
        tmux.keys("G", "Enter")
        tmux.expect("load average")
        tmux.keys("C-b")
        tmux.expect("CTRL+B")
        tmux.keys("Tab")
        tmux.expect("LIST")
        tmux.keys("q")
        tmux.expect("status=0")
    finally:
        tmux.close()
    done = subprocess.run(
        [EXECDECK, "demo", "--clean"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [
        "execdeck-demo-box",
        "execdeck-demo-web",
        "execdeck-demo-worker",
    ]
    assert service.list() == []
    assert [item.id for item in service.containers().containers] == ["host"]
    assert not list(service.settings.run_dir.glob("demo*"))
    end_all(service)


def test_demo_without_a_runtime_opens_the_deck_on_host(
    environment: dict[str, str],
) -> None:
    """It says why there are no samples, and shows the deck all the same."""
    script = f"PATH=/nonexistent {EXECDECK} demo"
    tmux = Tmux(["/bin/sh", "-c", script], environment)
    try:
        tmux.expect("⌂ host")
        tmux.keys("q")
        screen = tmux.expect("status=0")
    finally:
        tmux.close()
    assert "cannot make sample containers" in screen
    assert "opening the deck on host" in " ".join(screen.split())


def test_clean_forgets_samples_that_others_deleted(environment: dict[str, str]) -> None:
    """Sessions of a sample that is gone already go too."""
    require_runtime("crun")
    tmux = Tmux([EXECDECK, "demo"], environment)
    service = ExecService(Settings.from_environment(environment))
    try:
        wait_until(lambda: len(service.list()) == 3, timeout=40)
    finally:
        tmux.close()
    box = service.container("execdeck-demo-box")
    program = [box.runtime, "--root", box.root, "delete", "-f", box.id]
    subprocess.run(program, check=True)
    clean = [EXECDECK, "demo", "--clean"]
    subprocess.run(clean, check=True, env={**os.environ, **environment})
    assert service.list() == []
    service.store.close()
