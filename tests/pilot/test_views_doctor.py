"""The doctor: what it finds, and what it mends when it is told to."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from core.errors import StoreCorrupt
from tests.support.deck import until
from tests.support.views import Stage
from widgets.dialogs import Confirm
from widgets.views.doctor import DoctorView, FindingRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.settings import Settings


def orphan(settings: Settings, name: str) -> Path:
    """Make a bundle that no record knows."""
    bundle = settings.run_dir / "bundles" / "host" / name
    bundle.mkdir(parents=True)
    return bundle


def stray(settings: Settings) -> Path:
    """Make a file among the bundles that is nobody's."""
    path = settings.run_dir / "bundles" / "README"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    return path


async def test_nothing_is_wrong(deck_settings: Settings) -> None:
    """That is said plainly, and there is nothing to fix."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        stage.views.doctor()
        await until(pilot, lambda: stage.note == "nothing found")

        assert stage.texts == [
            "Nothing found: records, bundles and monitors fit together."
        ]

        await pilot.press("f", "F")
        assert isinstance(stage.screen, DoctorView)
        await pilot.press("escape")
        assert not isinstance(stage.screen, DoctorView)
        assert stage.changes == 1


async def test_one_is_fixed_then_all(deck_settings: Settings) -> None:
    """`f` mends what the cursor is on, `F` the rest; both ask, and both tell."""
    bundles = [orphan(deck_settings, name * 8) for name in ("a", "b", "c")]
    readme = stray(deck_settings)
    stage = Stage(deck_settings)
    async with stage.run_test(size=(100, 30)) as pilot:
        session = stage.start_session("sleep", "4733")
        os.kill(session.monitor_pid, signal.SIGKILL)
        stage.views.doctor()
        await until(pilot, lambda: stage.note == "5 found, 0 fixed")

        assert stage.texts[0].split()[:3] == ["[open]", "lost", "monitor"]
        assert stage.texts[2].strip().startswith("f: ends the program")

        await pilot.press("down", "down", "down", "f")
        await until(pilot, lambda: isinstance(stage.screen, Confirm))
        await pilot.press("n")
        await pilot.pause()
        assert bundles[1].exists()

        await pilot.press("down", "up", "f")
        await until(pilot, lambda: isinstance(stage.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: stage.note == "5 found, 1 fixed")
        assert [bundle.exists() for bundle in bundles] == [True, False, True]
        assert any("done: deletes the bundle" in text for text in stage.texts)
        assert session.pid == stage.service.store.get(session.id).pid

        # Gone by itself meanwhile.
        bundles[0].rmdir()
        await pilot.press("F")
        await until(pilot, lambda: isinstance(stage.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: stage.note == "5 found, 3 fixed")
        marks = [text[:7].strip() for text in stage.texts if text.startswith("[")]
        assert sorted(marks) == ["[fixed]", "[fixed]", "[fixed]", "[gone]", "[open]"]
        assert not bundles[2].exists()
        assert readme.read_text() == "mine"

        await pilot.press("r")
        await until(pilot, lambda: stage.note == "1 found, 0 fixed")
        assert "nothing can be done about it here" in stage.texts[2]
        await pilot.press("f", "F")
        assert isinstance(stage.screen, DoctorView)


async def test_trouble_is_shown(deck_settings: Settings) -> None:
    """What was found before the records could not be read stays; text is plain."""
    stage = Stage(deck_settings)

    def examine(fix: bool, subject: str | None) -> Iterator[FindingRow]:
        """Find one thing, then fail."""
        yield FindingRow("stale [b]", "x\x1b[31m", "why\x07", "records its end")
        raise StoreCorrupt("state.db", f"no\x1b {fix} {subject}")

    async with stage.run_test(size=(80, 24)) as pilot:
        await stage.push_screen(DoctorView(examine))
        await until(pilot, lambda: "no\\x1b False None" in stage.note)

        assert "stale [b]" in stage.texts[0]
        assert stage.texts[0].endswith("x\\x1b[31m")
        await pilot.press("f")
        await until(pilot, lambda: isinstance(stage.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: "True x\\x1b[31m" in stage.note)
