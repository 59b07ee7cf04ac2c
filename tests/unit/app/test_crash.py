"""What is left when an app crashes: one line, and a report that tells no secrets."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from textual.app import App
from textual.widgets import Static
from textual.worker import WorkerFailed

from app.cli.arguments import VERSION
from app.crash import (
    REPORTS_KEPT,
    Crash,
    CrashKeeper,
    DeckCrashed,
    report_text,
    run_app,
    write_report,
)

if TYPE_CHECKING:
    from pathlib import Path

HIDDEN = "hunter2"


def raised(error: Exception) -> Crash:
    """Return the crash of an exception that was really raised."""
    password = HIDDEN * 3
    try:
        raise error
    except type(error) as caught:
        assert password
        return Crash.of(caught)


class Fragile(CrashKeeper):
    """Breaks at a key, in one of several places."""

    def key_h(self) -> None:
        """Break in a handler."""
        raise KeyError("in a handler")

    def key_w(self) -> None:
        """Break in a worker."""
        self.run_worker(self._work())

    def key_t(self) -> None:
        """Break in a thread."""
        self.run_worker(self._work_in_a_thread, thread=True)

    def key_r(self) -> None:
        """Break while a widget is drawn."""
        self.mount(Unpaintable())

    def key_2(self) -> None:
        """Break twice."""
        self.call_next(self.key_h)
        raise KeyError("first")

    async def _work(self) -> None:
        raise ValueError("in a worker")

    def _work_in_a_thread(self) -> None:
        raise ValueError("in a thread")


class Unpaintable(Static):
    """Cannot be drawn."""

    def render(self) -> str:
        """Break."""
        raise ZeroDivisionError("while drawn")


@pytest.mark.parametrize(
    ("key", "summary"),
    [
        ("h", "KeyError 'in a handler'"),
        ("w", "ValueError in a worker"),
        ("t", "ValueError in a thread"),
        ("r", "ZeroDivisionError while drawn"),
        ("2", "KeyError 'first'"),
    ],
)
async def test_an_app_keeps_what_crashed_it(
    key: str, summary: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Wherever it breaks, the first error is kept, and nothing is printed of it."""
    app = Fragile()

    async def run() -> None:
        """Press the key that breaks it."""
        async with app.run_test() as pilot:
            await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause()

    with pytest.raises((KeyError, ValueError, ZeroDivisionError, WorkerFailed)):
        await run()
    assert app.crash is not None
    assert app.crash.summary == summary
    assert "Traceback" in app.crash.trace
    assert capfd.readouterr() == ("", "")


async def test_what_ends_well_is_no_crash(capfd: pytest.CaptureFixture[str]) -> None:
    """An app that is left keeps nothing, and may have something to say."""
    app = Fragile()
    async with app.run_test():
        app.exit(3, message="see you")

    assert app.crash is None
    assert "see you" in capfd.readouterr().err


def test_textual_still_has_the_hooks() -> None:
    """The methods that are overridden are those by which Textual ends an app."""
    for name in ("_handle_exception", "_fatal_error", "panic"):
        assert callable(getattr(App, name))
        assert name in vars(CrashKeeper)


def test_the_summary_is_one_line_of_plain_text() -> None:
    """An error may quote what a container wrote, at any length, or say nothing."""

    class Mute(Exception):
        """Cannot say what it is."""

        def __str__(self) -> str:
            raise OSError

    assert raised(KeyError("x")).summary == "KeyError 'x'"
    assert raised(AssertionError()).summary == "AssertionError"
    assert raised(ValueError("\x1b]0;t\x07\n" + "a" * 999)).summary.isprintable()
    assert len(raised(ValueError("a" * 999)).summary) <= 201
    assert raised(Mute()).summary == "Mute"


def test_a_report_tells_where_and_on_what(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions, the terminal and the traceback; no variables and no environment."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("API_TOKEN", HIDDEN)
    text = report_text(raised(RuntimeError("bad\x1b[31m" + "y" * 5000)))

    assert f"execdeck: {VERSION}\n" in text
    assert "TERM=xterm-256color" in text
    assert "in raised\n" in text
    assert "textual:  8." in text
    assert HIDDEN not in text
    assert "API_TOKEN" not in text
    assert all(line.isprintable() for line in text.splitlines())
    assert max(map(len, text.splitlines())) <= 400


def test_a_report_is_for_its_owner_only(tmp_path: Path) -> None:
    """Nobody else may read it, in a directory that is made where it is missing."""
    path = write_report(raised(KeyError("x")), tmp_path / "new" / "state")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "KeyError 'x'" in path.read_text()


def test_the_newest_reports_are_kept(tmp_path: Path) -> None:
    """The oldest go when there are too many; other files are left alone."""
    names = [f"execdeck-crash-202001{day}-000000-1.txt" for day in range(10, 20)]
    for name in (*names, "execdeck-crash-20190101-000000-1.txt", "state.db"):
        (tmp_path / name).write_text("")
    newest = write_report(raised(KeyError("x")), tmp_path)
    kept = sorted(path.name for path in tmp_path.glob("execdeck-crash-*.txt"))

    assert len(kept) == REPORTS_KEPT
    assert kept == [*names[-9:], newest.name]
    assert (tmp_path / "state.db").exists()


class Broken(CrashKeeper):
    """An app that Textual does not even get to run."""

    def run(self, **_: object) -> int | None:
        """Break."""
        raise RuntimeError("before anything")


def test_what_gets_out_of_textual_is_a_crash_too(tmp_path: Path) -> None:
    """The error names the report, and says that nothing is lost."""
    with pytest.raises(DeckCrashed) as crashed:
        run_app(Broken(), tmp_path)

    (report,) = tmp_path.glob("execdeck-crash-*.txt")
    assert crashed.value.exit_status == 125
    assert str(crashed.value) == (
        f"the deck crashed: RuntimeError before anything. A report is in {report}; "
        "sessions go on; run execdeck again."
    )


def test_without_a_place_the_report_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no report can be written, the traceback is shown, and why."""
    (tmp_path / "state").write_text("no directory")
    with pytest.raises(DeckCrashed, match="cannot be written: not a directory"):
        run_app(Broken(), tmp_path / "state")

    assert "RuntimeError: before anything" in capsys.readouterr().err


def test_the_exit_status_of_an_app_is_its_own(tmp_path: Path) -> None:
    """An app that ends by itself is no crash, and leaves no report."""

    class Short(CrashKeeper):
        """Ends at once."""

        def run(self, **_: object) -> int | None:
            """End."""
            self.exit(return_code=4)
            return None

    assert run_app(Short(), tmp_path) == 4
    assert list(tmp_path.iterdir()) == []
