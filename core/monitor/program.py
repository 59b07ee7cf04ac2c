"""Start the program of an embedded monitor's session: by the runtime, or here."""

from __future__ import annotations

import array
import fcntl
import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import termios
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.bundle.directory import read_pid
from core.bundle.log import STDERR, STDOUT
from core.runtime.oci import log_options

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from core.bundle.paths import BundlePaths

_DEFAULT_SIZE = (24, 80)

HANDOVER_SECONDS = 10.0
"""How long a runtime that has connected may take to send the terminal."""


class StartError(Exception):
    """The program did not start; the text is the runtime's own."""


class Program:
    """A running program and the descriptors that lead to it."""

    def __init__(
        self,
        pid: int,
        *,
        outputs: dict[int, int],
        stdin: int | None,
        terminal: int | None = None,
        keep: object = None,
    ) -> None:
        """Take over the descriptors; `keep` is kept alive with them."""
        self.pid = pid
        self.outputs = outputs
        """Stream number to descriptor."""
        self.stdin = stdin
        self.writer = os.dup(stdin) if stdin is not None else -1
        """A second descriptor of stdin: a selector takes each only once."""
        self._terminal = terminal
        self._keep = keep

    def resize(self, rows: int, columns: int) -> None:
        """Set the terminal's size; the kernel sends SIGWINCH (TIOCSWINSZ)."""
        if self._terminal is not None:
            set_size(self._terminal, rows, columns)

    def close_output(self, stream: int) -> None:
        """Close an output that reached its end."""
        os.close(self.outputs.pop(stream))

    def close_stdin(self) -> None:
        """Close stdin, once."""
        if self.stdin is not None and self.stdin != self._terminal:
            os.close(self.stdin)
            os.close(self.writer)
            self.stdin = None

    def close(self) -> None:
        """Close every descriptor; the kernel hangs up what still uses a terminal."""
        for descriptor in self.outputs.values():
            with suppress(OSError):
                os.close(descriptor)
        self.close_stdin()
        if self._terminal is not None:
            os.close(self.writer)


def set_size(terminal: int, rows: int, columns: int) -> None:
    """Set a terminal's size; gone already is fine."""
    with suppress(OSError):
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)


def launch(
    options: argparse.Namespace,
    paths: BundlePaths,
    size: tuple[int, int] | None,
) -> Program:
    """Start what process.json describes; `size` is (rows, columns).

    Raises:
        StartError: the runtime, or the kernel, refused.
    """
    size = size or _DEFAULT_SIZE
    if options.runtime is None:
        spec = _read_spec(paths)
        pid_file = os.open(paths.exec_pid, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            # Room for the pid, which the program's process writes itself.
            os.write(pid_file, b"\n" * 16)
            return _launch_here(options, spec, size, pid_file)
        except (OSError, StartError) as error:
            paths.exec_pid.unlink(missing_ok=True)
            raise StartError(str(error)) from None
        finally:
            os.close(pid_file)
    argv = [options.runtime, "--root", options.runtime_root]
    argv += log_options(options.runtime, paths.oci_log)
    argv += ["exec", "--pid-file", str(paths.exec_pid), "--detach"]
    argv += ["--process", str(paths.process_spec)]
    if options.preserve_fds:
        argv += ["--preserve-fds", str(options.preserve_fds)]
    if options.terminal:
        return _launch_with_terminal(options, paths, argv, size)
    return _launch_with_pipes(options, paths, argv)


def _preserved(options: argparse.Namespace) -> range:
    return range(3, 3 + options.preserve_fds)


def _launch_with_terminal(
    options: argparse.Namespace,
    paths: BundlePaths,
    argv: list[str],
    size: tuple[int, int],
) -> Program:
    """Let the runtime make the terminal and hand us its controlling side.

    It comes over the console socket as SCM_RIGHTS (runc's docs/terminals.md).
    """
    # Short, for sun_path: the bundle's own path may be longer than 108 bytes.
    directory = os.open(paths.directory, os.O_PATH | os.O_DIRECTORY)
    console = f"/proc/{os.getpid()}/fd/{directory}/{paths.console.name}"
    with (
        tempfile.TemporaryFile() as errors,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener,
    ):
        listener.bind(console)
        listener.listen(1)
        runtime = subprocess.Popen(
            [*argv, "--console-socket", console, options.container],
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            pass_fds=tuple(_preserved(options)),
        )
        terminal = _accept_terminal(listener, runtime)
        if terminal is not None:
            # At once, while the runtime is still at work: crun 1.8 does not set the
            # size of process.json, and the program may be about to ask for it.
            set_size(terminal, *size)
        status = runtime.wait()
        paths.console.unlink(missing_ok=True)
        os.close(directory)
        if status != 0 or terminal is None:
            errors.seek(0)
            text = errors.read(4096).decode(errors="replace")
            raise StartError(text or "the runtime handed over no terminal")
    return Program(
        read_pid(paths.exec_pid),
        outputs={STDOUT: terminal},
        stdin=terminal,
        terminal=terminal,
    )


def _accept_terminal(
    listener: socket.socket, runtime: subprocess.Popen[bytes]
) -> int | None:
    """Wait for the terminal as long as the runtime runs."""
    exited = os.pidfd_open(runtime.pid)
    try:
        select.select([listener.fileno(), exited], [], [])
    finally:
        os.close(exited)
    listener.setblocking(False)
    try:
        connection, _ = listener.accept()
    except BlockingIOError:
        return None
    with connection:
        connection.settimeout(HANDOVER_SECONDS)
        return _receive_descriptor(connection)


def _receive_descriptor(connection: socket.socket) -> int:
    descriptors = array.array("i")
    space = socket.CMSG_LEN(descriptors.itemsize)
    _, ancillary, _, _ = connection.recvmsg(4096, space)
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: descriptors.itemsize])
    if not descriptors:
        raise StartError("the runtime handed over no terminal")
    os.set_inheritable(descriptors[0], False)
    return descriptors[0]


def _launch_with_pipes(
    options: argparse.Namespace, paths: BundlePaths, argv: list[str]
) -> Program:
    out_read, out_write = os.pipe()
    err_read, err_write = os.pipe()
    in_read, in_write = os.pipe() if options.stdin else (os.open(os.devnull, 0), None)
    try:
        done = subprocess.run(
            [*argv, options.container],
            check=False,
            stdin=in_read,
            stdout=out_write,
            stderr=err_write,
            pass_fds=tuple(_preserved(options)),
        )
    finally:
        for descriptor in (in_read, out_write, err_write):
            os.close(descriptor)
    if done.returncode != 0:
        os.set_blocking(err_read, False)
        text = b""
        with suppress(BlockingIOError):
            text = os.read(err_read, 4096)
        raise StartError(text.decode(errors="replace"))
    return Program(
        read_pid(paths.exec_pid),
        outputs={STDOUT: out_read, STDERR: err_read},
        stdin=in_write,
    )


def _read_spec(paths: BundlePaths) -> dict[str, Any]:
    """Read process.json, as far as a program on the host needs it.

    Raises:
        StartError: it is not what an execdeck writes.
    """
    try:
        spec = json.loads(paths.process_spec.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise StartError(f"process.json cannot be read: {error}") from None
    user = spec.get("user") if isinstance(spec, dict) else None
    groups = user.get("additionalGids") or [] if isinstance(user, dict) else None
    if not (
        isinstance(user, dict)
        and _are_texts(spec.get("args"))
        and spec["args"]
        and _are_texts(spec.get("env"))
        and all("=" in item for item in spec["env"])
        and _are_texts([spec.get("cwd")])
        and _is_list([user.get("uid"), user.get("gid")], int)
        and _is_list(groups, int)
    ):
        raise StartError("process.json holds no process")
    return {**spec, "user": {**user, "additionalGids": groups}}


def _are_texts(value: object) -> bool:
    return _is_list(value, str) and "\0" not in "".join(value)  # type: ignore[arg-type]


def _is_list(value: object, of: type) -> bool:
    return isinstance(value, list) and all(type(item) is of for item in value)


def _launch_here(
    options: argparse.Namespace,
    spec: dict[str, Any],
    size: tuple[int, int],
    pid_file: int,
) -> Program:
    """Start a program on the host itself."""
    env = dict(item.split("=", 1) for item in spec["env"])
    command = spec["args"][0]
    try:
        found = shutil.which(command, path=env.get("PATH", os.defpath))
        exists = "/" in command and Path(command).exists()
    except (OSError, ValueError) as error:
        raise StartError(f"{command!r}: {error}") from None
    if found is None:
        if exists:
            raise StartError(f"{command}: permission denied")
        raise StartError(f"{command}: no such file or directory")
    program = Path(found).absolute()
    user = spec["user"]
    ids = (user["uid"], user["gid"], list(user.get("additionalGids", ())))
    change = ids[:2] != (os.geteuid(), os.getegid())

    def note_pid() -> None:
        # Before it runs: a monitor that is killed now leaves no stranger.
        os.pwrite(pid_file, str(os.getpid()).encode(), 0)

    try:
        if options.terminal:
            spec["args"][0] = str(program)
            inherited = (*_preserved(options), pid_file)
            change_to = ids if change else None
            return _spawn_terminal(
                spec, env, change_to, size, inherited=inherited, note_pid=note_pid
            )
        process = subprocess.Popen(
            spec["args"],
            executable=program,
            cwd=spec["cwd"],
            env=env,
            stdin=subprocess.PIPE if options.stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            pass_fds=tuple(_preserved(options)),
            bufsize=0,
            user=ids[0] if change else None,
            group=ids[1] if change else None,
            extra_groups=ids[2] if change else None,
            preexec_fn=note_pid,  # noqa: PLW1509 (the monitor has one thread)
        )
    except (OSError, ValueError, OverflowError, subprocess.SubprocessError) as error:
        raise StartError(str(error)) from None
    assert process.stdout is not None  # noqa: S101 (asked for above)
    assert process.stderr is not None  # noqa: S101 (asked for above)
    outputs = {
        STDOUT: os.dup(process.stdout.fileno()),
        STDERR: os.dup(process.stderr.fileno()),
    }
    stdin = os.dup(process.stdin.fileno()) if process.stdin else None
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()
    return Program(process.pid, outputs=outputs, stdin=stdin, keep=process)


def _spawn_terminal(
    spec: dict[str, Any],
    env: dict[str, str],
    ids: tuple[int, int, list[int]] | None,
    size: tuple[int, int],
    *,
    inherited: tuple[int, ...],
    note_pid: Callable[[], None],
) -> Program:
    from ptyprocess import PtyProcess, PtyProcessError  # noqa: PLC0415 (host only)

    def before_exec() -> None:
        # Python ignores these two, and exec would hand that on.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        note_pid()
        # Here and not by `cwd`: ptyprocess reports what fails in this function.
        os.chdir(spec["cwd"])
        if ids is not None:
            os.setgroups(ids[2])
            os.setgid(ids[1])
            os.setuid(ids[0])

    try:
        process = PtyProcess.spawn(
            spec["args"],
            env=env,
            preexec_fn=before_exec,
            dimensions=size,
            pass_fds=inherited,
        )
    except (PtyProcessError, OSError, ValueError, OverflowError) as error:
        raise StartError(str(error)) from None
    # Kept: its finalizer would end the program.
    return Program(
        process.pid,
        outputs={STDOUT: process.fd},
        stdin=process.fd,
        terminal=process.fd,
        keep=process,
    )
