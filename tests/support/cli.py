"""Run the command line as an operator does: as a program, in pipes or in a terminal."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import termios
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from ptyprocess import PtyProcess

from core.service import ExecService
from core.settings import Settings
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping

EXECDECK = str(Path(sys.executable).with_name("execdeck"))

# The shell stays while the terminal is looked at, before and after.
_WRAPPED = 'read go; "$@"; echo "status=$?"; read end'


@dataclass(frozen=True)
class Cli:
    """The command line with records and bundles of its own."""

    root: Path
    runtime_roots: tuple[Path, ...]
    service: ExecService
    """Core beside it, to check what is really so."""

    @classmethod
    def at(cls, root: Path, runtime_roots: tuple[Path, ...]) -> Cli:
        """Return a command line that keeps everything under `root`."""
        settings = Settings.from_environment(
            {}, root=str(root), runtime_roots=[str(item) for item in runtime_roots]
        )
        return cls(root, runtime_roots, ExecService(settings))

    @property
    def argv(self) -> list[str]:
        """The program and the option that says where its records are."""
        return [EXECDECK, "--root", str(self.root)]

    @property
    def env(self) -> dict[str, str]:
        """Our environment, with the containers of the test in it."""
        known = {k: v for k, v in os.environ.items() if not k.startswith("EXECDECK_")}
        roots = ":".join(map(str, self.runtime_roots))
        return {**known, "EXECDECK_RUNTIME_ROOTS": roots}

    def __call__(
        self,
        *arguments: str,
        stdin: str | None = None,
        env: Mapping[str, str] | None = None,
        **options: Any,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; without `stdin` it reads nothing."""
        given: dict[str, Any] = {"stdin": subprocess.DEVNULL}
        if stdin is not None:
            given = {"input": stdin}
        return self.run([*self.argv, *arguments], env=env, **{**given, **options})

    def run(
        self, argv: list[str], env: Mapping[str, str] | None = None, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run any program with our environment; its output is kept unless told else."""
        kept = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.run(
            argv,
            check=False,
            text=True,
            env={**self.env, **(env or {})},
            timeout=50,
            **{**kept, **options},
        )

    def ok(self, *arguments: str, **options: Any) -> str:
        """Run a command that has to succeed in silence; return its output."""
        done = self(*arguments, **options)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def terminal(self, *arguments: str, columns: int = 80, rows: int = 24) -> Terminal:
        """Run a command in a terminal of its own."""
        return Terminal([*self.argv, *arguments], self.env, columns, rows)


def assert_refused(
    done: subprocess.CompletedProcess[str], *words: str, status: int = 125
) -> None:
    """Check that a command failed with one clear line, and printed no data."""
    assert done.stdout == ""
    assert done.stderr.startswith("Error: cannot ")
    assert done.stderr.count("\n") == 1
    assert done.stderr.rstrip("\n").isprintable()
    assert [word for word in words if word not in done.stderr] == []
    assert done.returncode == status


class Terminal:
    """A pseudoterminal with a command in it, and a shell that outlives the command."""

    def __init__(
        self, argv: list[str], env: Mapping[str, str], columns: int, rows: int
    ) -> None:
        """Start the command; what the terminal was before is `before`."""
        self._process = PtyProcess.spawn(
            ["/bin/sh", "-c", _WRAPPED, "sh", *argv],
            env=dict(env),
            dimensions=(rows, columns),
        )
        self.seen = b""
        self.before = self.modes()
        self.type("go\n")

    def modes(self) -> list[Any]:
        """Return the terminal's modes."""
        return termios.tcgetattr(self._process.fd)

    @property
    def raw(self) -> bool:
        """Whether keys go to the program as they are typed."""
        local: int = self.modes()[3]
        return not local & (termios.ICANON | termios.ECHO | termios.ISIG)

    def type(self, text: str) -> None:
        """Type a text."""
        self._process.write(text.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as when a window is dragged."""
        self._process.setwinsize(rows, columns)

    def read(self) -> bytes:
        """Return everything shown so far."""
        with suppress(OSError):
            while select.select([self._process.fd], [], [], 0)[0]:
                self.seen += os.read(self._process.fd, 65536)
        return self.seen

    def expect(self, text: str, timeout: float = 15.0) -> bytes:
        """Wait until a text has been shown; return everything shown so far."""
        try:
            return wait_until(
                lambda: self.seen if text.encode() in self.read() else b"", timeout
            )
        except AssertionError:
            message = f"{text!r} is not in {self.seen!r}"
            raise AssertionError(message) from None

    def expect_status(self, status: int) -> None:
        """Wait for the command's end, with this exit status and the old modes."""
        self.expect("status=")
        self.expect(f"status={status}\r\n")
        assert self.modes() == self.before

    def program(self) -> psutil.Process:
        """Return the command's process."""
        (child,) = psutil.Process(self._process.pid).children()
        return child

    def close(self) -> None:
        """Hang up and end what is left."""
        self._process.close(force=True)
