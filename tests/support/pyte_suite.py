"""Run pyte's own test suite on our screen and stream.

The suite is not in this repository: it is taken from pyte's source distribution. As
a pytest plugin this module puts our classes where the suite looks for pyte's, and
writes the outcome of each test to the file that `OUTCOMES` names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pyte

from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    import pytest

OUTCOMES = "EXECDECK_PYTE_OUTCOMES"
TIMEOUT = 100.0
_ROOT = Path(__file__).parents[2]


class TextStream(TerminalStream):
    """A stream that is fed with text, and attached later, as `pyte.Stream` can be."""

    def __init__(self, screen: TerminalScreen | None = None) -> None:
        # pyte's first stream without a screen waits for one; ours must have one.
        super().__init__(screen or TerminalScreen(1, 1))

    def feed(self, data: str) -> None:  # type: ignore[override]
        """Encode and parse some text."""
        super().feed(data.encode())


REPLACED = {
    "Screen": TerminalScreen,
    "DiffScreen": TerminalScreen,
    "Stream": TextStream,
    "ByteStream": TerminalStream,
}
"""Our classes by the names of those of pyte that they stand in for."""


class _Plugin:
    """Collects what comes of each test."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._failures: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in the outcome of one phase of a test."""
        failure = ""
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            failure = crash.message if crash else str(report.longrepr)
        earlier = self._failures.get(report.nodeid, "")
        self._failures[report.nodeid] = earlier or failure

    def pytest_sessionfinish(self) -> None:
        """Write down all outcomes."""
        self._target.write_text(json.dumps(self._failures))


def pytest_configure(config: pytest.Config) -> None:
    """Replace pyte's classes before the suite is imported."""
    for name, ours in REPLACED.items():
        setattr(pyte, name, ours)
    config.pluginmanager.register(_Plugin(Path(os.environ[OUTCOMES])))


def fetch(folder: Path) -> Path | str:
    """Return the suite's directory within `folder`, or why there is none.

    It is of the version of pyte that is installed.
    """
    wanted = f"pyte=={version('pyte')}"
    # pip builds the metadata, and that in isolation: setuptools need not be here.
    download = ("-m", "pip", "download", "-q", "--no-deps", "--no-binary", "pyte")
    try:
        subprocess.run(
            [sys.executable, *download, "-d", str(folder), wanted],
            check=True,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )
    except subprocess.CalledProcessError as error:
        return f"cannot download the source of {wanted}: {error.stderr[-500:]}"
    except subprocess.TimeoutExpired:
        return f"cannot download the source of {wanted} within {TIMEOUT} s"
    archive = next(folder.glob("pyte-*.tar.gz"), None)
    if archive is None:
        return f"the source of {wanted} is no tar archive"
    _unpack_tests(archive, folder)
    suite = folder / "tests"
    return suite if suite.is_dir() else f"the source of {wanted} has no tests"


def _unpack_tests(archive: Path, folder: Path) -> None:
    """Write the regular files of the archive's `tests` below `folder`."""
    with tarfile.open(archive) as packed:
        for member in packed:
            parts = Path(member.name).parts[1:]
            file = packed.extractfile(member) if member.isfile() else None
            if file is None or parts[:1] != ("tests",) or ".." in parts:
                continue
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read())


def outcomes(suite: Path) -> dict[str, str]:
    """Run the suite; return for each test why it fails, or nothing if it does not.

    Raises:
        AssertionError: it cannot be run as a whole.
    """
    target = suite.parent / "outcomes.json"
    settings = suite.parent / "pytest.ini"
    settings.write_text("[pytest]\n")
    options = ("-c", str(settings), "-p", "no:cacheprovider", "-q", "--tb=no")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-p", __name__, str(suite)],
        check=False,
        capture_output=True,
        text=True,
        cwd=suite.parent,
        env={**os.environ, OUTCOMES: str(target), "PYTHONPATH": str(_ROOT)},
        timeout=TIMEOUT,
    )
    # 0: all passed, 1: some failed; anything else is not about the tests.
    if done.returncode not in (0, 1):
        message = f"pytest ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        raise AssertionError(message)
    found: dict[str, str] = json.loads(target.read_text())
    return {name.removeprefix("tests/"): text for name, text in found.items()}
