"""The shell that is found in real containers, and that it opens."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from core.errors import NoShell
from core.runtime.logins import list_logins
from core.runtime.shells import detect_shell
from core.session.types import ExecConfig
from tests.support.nobody import run_as_nobody

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.service import ExecService
    from core.session.types import ContainerRef
    from tests.support.containers import RealContainer

pytestmark = pytest.mark.real_runtime


@pytest.fixture(params=["crun", "runc"])
def runtime(request: pytest.FixtureRequest) -> str:
    """Each runtime."""
    return str(request.param)


@pytest.fixture
def fresh(tmp_path: Path, rootfs: Path) -> Path:
    """A root filesystem that can sleep and has no shell."""
    root = tmp_path / "rootfs"
    for name in ("bin", "proc", "sys", "dev", "etc", "usr/bin", "usr/local/bin"):
        (root / name).mkdir(parents=True)
    shutil.copy(rootfs / "bin/busybox", root / "bin/sleep")
    return root


@pytest.fixture
def enter(
    service: ExecService,
    runtime: str,
    fresh: Path,
    make_container: Callable[..., RealContainer],
) -> Callable[..., ContainerRef]:
    """Run a container on that root filesystem: `enter(env=[...])`."""

    def make(container_id: str = "", **process: Any) -> ContainerRef:
        own = {
            "user": {"uid": 0, "gid": 0},
            "args": ["/bin/sleep", "100000"],
            "cwd": "/",
            "env": ["PATH=/usr/local/bin:/usr/bin:/bin"],
            **process,
        }
        real = make_container(
            runtime, container_id, root={"path": str(fresh)}, process=own
        )
        return service.container(real.id)

    return make


def opens(service: ExecService, container: ContainerRef, shell: str) -> bool:
    """Whether the shell runs in the container."""
    command = (shell, "-c", "exit 7")
    session = service.start(
        service.create(container.id, ExecConfig(command=command)).id
    )
    return service.wait(session.id).exit_code == 7


def test_only_sh(
    service: ExecService, enter: Callable[..., ContainerRef], fresh: Path
) -> None:
    """A container with nothing but sh gets sh."""
    shutil.copy(fresh / "bin/sleep", fresh / "bin/sh")
    container = enter()
    shell = detect_shell(container)

    assert (shell.path, shell.reason) == ("/bin/sh", "")
    assert opens(service, container, shell.path)


def test_ash_of_busybox(
    service: ExecService, enter: Callable[..., ContainerRef], fresh: Path
) -> None:
    """A link to busybox is as good as a program; ash is preferred to sh."""
    (fresh / "bin/sleep").rename(fresh / "bin/busybox")
    for name in ("sleep", "sh", "ash"):
        (fresh / "bin" / name).symlink_to("/bin/busybox")
    container = enter()
    shell = detect_shell(container)

    assert shell.path == "/bin/ash"
    assert opens(service, container, shell.path)


def test_bash_dangles(enter: Callable[..., ContainerRef], fresh: Path) -> None:
    """A link to nothing, and a file that nobody may execute, are passed over."""
    (fresh / "bin/bash").symlink_to("/opt/bash")
    (fresh / "usr/bin/zsh").write_text("#!/bin/sh\n")
    shutil.copy(fresh / "bin/sleep", fresh / "bin/sh")

    assert detect_shell(enter()).path == "/bin/sh"


def test_a_link_out_of_the_root(
    enter: Callable[..., ContainerRef], fresh: Path
) -> None:
    """Links that climb above the root end in it: the host's bash does not count."""
    (fresh / "usr/local/bin/bash").symlink_to("/../../../bin/bash")
    (fresh / "usr/bin/bash").symlink_to("../../../../../../bin/bash")
    shutil.copy(fresh / "bin/sleep", fresh / "bin/sh")

    assert os.access("/bin/bash", os.X_OK)
    assert detect_shell(enter()).path == "/bin/sh"

    shutil.copy(fresh / "bin/sleep", fresh / "bin/bash")

    assert detect_shell(enter()).path == "/usr/local/bin/bash"


def test_no_shell(enter: Callable[..., ContainerRef]) -> None:
    """A container without any is told so, with what was looked for."""
    container = enter()
    with pytest.raises(NoShell) as caught:
        detect_shell(container)

    assert str(caught.value) == (
        f"cannot open a shell in {container.name!r}: "
        "none of bash, zsh, ash, sh is there"
    )


def test_along_its_path(
    service: ExecService, enter: Callable[..., ContainerRef], fresh: Path
) -> None:
    """The container's own PATH comes before the usual directories."""
    (fresh / "opt/tools").mkdir(parents=True)
    shutil.copy(fresh / "bin/sleep", fresh / "opt/tools/sh")
    shutil.copy(fresh / "bin/sleep", fresh / "bin/sh")
    container = enter(env=["A=b", "PATH=relative:/opt/tools/:/bin"])
    shell = detect_shell(container)

    assert shell.path == "/opt/tools/sh"
    assert opens(service, container, shell.path)


def test_the_login_shell(enter: Callable[..., ContainerRef], fresh: Path) -> None:
    """It is taken only where none of the list is; never one that refuses."""
    (fresh / "etc/passwd").write_text(
        "root:x:0:0::/:/bin/sleep\nann:x:7:7::/:/opt/ann\nbob:x:8:8::/:/bin/nologin\n"
    )
    (fresh / "opt").mkdir()
    for name in ("opt/ann", "bin/nologin"):
        shutil.copy(fresh / "bin/sleep", fresh / name)
    container = enter()

    assert [login.name for login in list_logins(container)] == ["root", "ann", "bob"]
    assert detect_shell(container).path == "/bin/sleep"
    assert detect_shell(container, user="ann:ann").path == "/opt/ann"
    assert detect_shell(container, user="7").path == "/opt/ann"
    for user in ("bob", "nobody"):
        with pytest.raises(NoShell):
            detect_shell(container, user=user)

    shutil.copy(fresh / "bin/sleep", fresh / "bin/zsh")

    assert detect_shell(container, user="bob").path == "/bin/zsh"


def test_a_restarted_container(
    service: ExecService,
    runtime: str,
    enter: Callable[..., ContainerRef],
    fresh: Path,
) -> None:
    """The same id with another init is looked into anew."""
    shutil.copy(fresh / "bin/sleep", fresh / "bin/ash")
    name = f"again-{runtime}-{os.getpid():x}"
    first = enter(name)
    assert detect_shell(first).path == "/bin/ash"

    (fresh / "bin/ash").rename(fresh / "bin/sh")
    assert detect_shell(first).path == "/bin/ash"

    root = next(item for item in service.settings.runtime_roots if runtime in item.name)
    subprocess.run([runtime, "--root", str(root), "delete", "-f", name], check=True)

    assert detect_shell(enter(name)).path == "/bin/sh"


def test_another_users_container(
    enter: Callable[..., ContainerRef], fresh: Path
) -> None:
    """Who may not look into it is given sh, and the reason."""
    shutil.copy(fresh / "bin/sleep", fresh / "bin/bash")
    container = enter()
    imports = (
        "import json, sys\n"
        "from core.runtime.shells import detect_shell\n"
        "from core.session.types import ContainerRef\n"
    )
    script = (
        "shell = detect_shell(ContainerRef(**json.loads(sys.argv[1])))\n"
        "print(shell.path, shell.reason, sep='|')\n"
    )
    done = run_as_nobody(imports, script, json.dumps(container.to_json()))

    assert done.stdout.strip() == (
        f"sh|cannot look into {container.name!r}: Permission denied"
    ), done.stderr
