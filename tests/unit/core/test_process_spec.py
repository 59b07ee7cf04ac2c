"""process.json: the container's own process with what the session asks on top."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from core.errors import InvalidConfig
from core.runtime.process_spec import ALL_CAPABILITIES, build_process_spec
from core.session.types import ExecConfig, TerminalSize

ENTRIES = "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n"
GROUP = "staff:x:50:ann\n"
BOUNDING = ["CAP_KILL", "CAP_CHOWN"]
EFFECTIVE = ["CAP_KILL"]


def own(**changes: Any) -> dict[str, Any]:
    """Return the process of a container's config.json."""
    return {
        "terminal": True,
        "consoleSize": {"height": 1, "width": 2},
        "user": {"uid": 0, "gid": 0, "umask": 18},
        "args": ["/init"],
        "env": ["PATH=/bin", "A=1", "NOVALUE", "A=2"],
        "cwd": "/srv",
        "capabilities": {
            "bounding": BOUNDING,
            "effective": EFFECTIVE,
            "permitted": EFFECTIVE,
            "inheritable": ["CAP_CHOWN"],
            "ambient": ["CAP_CHOWN"],
        },
        "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 9, "soft": 9}],
        "noNewPrivileges": True,
        "apparmorProfile": "p",
        **changes,
    }


def build(
    process: dict[str, Any] | None = None,
    *,
    size: TerminalSize | None = None,
    available: int = 2**41 - 1,
    **fields: Any,
) -> dict[str, Any]:
    """Build the spec of `sh -l` with these fields of its configuration."""
    config = ExecConfig(command=("sh", "-l"), **fields)
    return build_process_spec(
        own() if process is None else process,
        config,
        size=size,
        passwd=ENTRIES,
        group=GROUP,
        available=available,
    )


def test_the_input_is_not_changed() -> None:
    """Neither building nor changing what was built touches the container's process."""
    process = own()
    before = copy.deepcopy(process)
    built = build(
        process,
        terminal=True,
        privileged=True,
        user="ann",
        environment={"A": "9"},
        size=TerminalSize(9, 9),
    )
    built["rlimits"][0]["hard"] = 1
    built["env"].append("X=1")
    for names in built["capabilities"].values():
        names.append("CAP_X")

    assert process == before


def test_what_is_inherited() -> None:
    """Limits, profile and noNewPrivileges are the container's; args are ours."""
    built = build()

    assert built["args"] == ["sh", "-l"]
    assert built["rlimits"] == own()["rlimits"]
    assert (built["noNewPrivileges"], built["apparmorProfile"]) == (True, "p")
    assert built["user"] == own()["user"]
    assert json.loads(json.dumps(built)) == built


def test_environment() -> None:
    """Ours wins, the order stays, no variable stands twice; HOME is the user's."""
    built = build(environment={"B": "x=y", "PATH": "/usr/bin"})

    assert built["env"] == [
        *("PATH=/usr/bin", "A=2", "NOVALUE="),
        *("B=x=y", "HOME=/root"),
    ]


def test_home_and_term() -> None:
    """HOME and TERM are set where nobody set them; TERM only with a terminal."""
    assert "HOME=/home/ann" in build(user="ann")["env"]
    assert "HOME=/own" in build(own(env=["HOME=/own"]), user="ann")["env"]
    assert "HOME=/mine" in build(environment={"HOME": "/mine"})["env"]
    assert "TERM=xterm" in build(terminal=True)["env"]
    assert not [item for item in build()["env"] if item.startswith("TERM=")]
    wanted = build(terminal=True, environment={"TERM": "xterm-256color"})
    assert "TERM=xterm-256color" in wanted["env"]


def test_user() -> None:
    """A user brings his groups and keeps the container's umask."""
    assert build(user="ann")["user"] == {
        "uid": 1000,
        "gid": 1000,
        "additionalGids": [50, 1000],
        "umask": 18,
    }
    assert build(own(user={"uid": 5}), user="ann:7")["user"] == {
        "uid": 1000,
        "gid": 7,
        "additionalGids": [7],
    }
    with pytest.raises(InvalidConfig, match="no user 'eve'"):
        build(user="eve")


def test_root_has_the_bounding_set() -> None:
    """User 0 gets what the container's bounding set holds, and nothing to inherit."""
    assert build()["capabilities"] == {
        "bounding": BOUNDING,
        "effective": BOUNDING,
        "permitted": BOUNDING,
        "inheritable": [],
    }
    assert build(own(user={"uid": 1000, "gid": 1000}), user="root")["capabilities"][
        "effective"
    ] == (BOUNDING)


@pytest.mark.parametrize("user", ["", "1000", "ann"])
def test_the_containers_own_user_keeps_his(user: str) -> None:
    """The container's user, not root, gets what its process has, as ambient too."""
    built = build(own(user={"uid": 1000, "gid": 1000}), user=user)

    assert built["capabilities"] == {
        "bounding": BOUNDING,
        "effective": EFFECTIVE,
        "permitted": EFFECTIVE,
        "inheritable": EFFECTIVE,
        "ambient": EFFECTIVE,
    }


@pytest.mark.parametrize("privileged", [False, True])
def test_another_user_has_none(*, privileged: bool) -> None:
    """A user who is neither root nor the container's gets no capability."""
    built = build(user="ann", privileged=privileged)["capabilities"]

    assert built["bounding"] == (list(ALL_CAPABILITIES) if privileged else BOUNDING)
    assert (built["effective"], built["permitted"]) == ([], [])
    assert (built["inheritable"], built.get("ambient", [])) == ([], [])


def test_privileged_has_only_what_can_be_handed_on() -> None:
    """A capability outside our own bounding set would make the start fail."""
    without = 2**41 - 1 - (1 << ALL_CAPABILITIES.index("CAP_SYS_RESOURCE"))
    built = build(privileged=True, available=without)["capabilities"]

    assert set(ALL_CAPABILITIES) - set(built["bounding"]) == {"CAP_SYS_RESOURCE"}


def test_home_is_the_users_own() -> None:
    """The home of the container's user is not another user's; a chosen one stays."""
    env = ["HOME=/root", "A=b"]
    process = {**own(), "user": {"uid": 0, "gid": 0}, "env": env}

    assert "HOME=/home/ann" in build(process, user="ann")["env"]
    assert "HOME=/root" in build(process)["env"]
    chosen = {**process, "env": ["HOME=/srv/data"]}
    assert "HOME=/srv/data" in build(chosen, user="ann")["env"]


def test_privileged_root_has_all_that_the_kernel_knows() -> None:
    """Privileged is every capability up to the kernel's last one."""
    built = build(privileged=True, available=2**38 - 1)["capabilities"]

    assert built["effective"] == list(ALL_CAPABILITIES[:38])
    assert built["effective"][-1] == "CAP_AUDIT_READ"
    assert len(ALL_CAPABILITIES) == 41
    assert ALL_CAPABILITIES[0] == "CAP_CHOWN"
    assert ALL_CAPABILITIES[40] == "CAP_CHECKPOINT_RESTORE"


def test_terminal_and_size() -> None:
    """The size is the session's, never the container's own; without one there is none."""
    sized = build(terminal=True, size=TerminalSize(100, 30))

    assert sized["consoleSize"] == {"height": 30, "width": 100}
    assert sized["terminal"] is True
    assert "consoleSize" not in build(terminal=True)
    assert "consoleSize" not in build(size=TerminalSize(100, 30))
    assert build()["terminal"] is False


def test_directory() -> None:
    """The directory is the session's, else the container's, else the root."""
    assert build(work_dir="/tmp")["cwd"] == "/tmp"
    assert build()["cwd"] == "/srv"
    assert build({})["cwd"] == "/"


@pytest.mark.parametrize(
    "process", [{}, {"user": None, "env": None, "capabilities": None}]
)
def test_a_bare_process(process: dict[str, Any]) -> None:
    """A process that says nothing is root's, with no capability."""
    built = build(process)

    assert built["env"] == ["HOME=/root"]
    assert built["capabilities"]["effective"] == []
