"""Build `process.json`, the OCI process object of a session; pure.

As libpod's prepareProcessExec (oci_conmon_exec_common.go): a deep copy of the
container's own process, so that rlimits, AppArmor profile, noNewPrivileges and the
rest are inherited, with what the session asks for on top. libpod's first version
changed the container's spec in place; a copy cannot.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from core.errors import InvalidConfig
from core.runtime.users import User, resolve_user

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.session.types import ExecConfig, TerminalSize

ALL_CAPABILITIES = tuple(
    f"CAP_{name}"
    for name in [
        "CHOWN",
        "DAC_OVERRIDE",
        "DAC_READ_SEARCH",
        "FOWNER",
        "FSETID",
        "KILL",
        "SETGID",
        "SETUID",
        "SETPCAP",
        "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE",
        "NET_BROADCAST",
        "NET_ADMIN",
        "NET_RAW",
        "IPC_LOCK",
        "IPC_OWNER",
        "SYS_MODULE",
        "SYS_RAWIO",
        "SYS_CHROOT",
        "SYS_PTRACE",
        "SYS_PACCT",
        "SYS_ADMIN",
        "SYS_BOOT",
        "SYS_NICE",
        "SYS_RESOURCE",
        "SYS_TIME",
        "SYS_TTY_CONFIG",
        "MKNOD",
        "LEASE",
        "AUDIT_WRITE",
        "AUDIT_CONTROL",
        "SETFCAP",
        "MAC_OVERRIDE",
        "MAC_ADMIN",
        "SYSLOG",
        "WAKE_ALARM",
        "BLOCK_SUSPEND",
        "AUDIT_READ",
        "PERFMON",
        "BPF",
        "CHECKPOINT_RESTORE",
    ]
)
"""Every capability by number, CAP_CHOWN = 0 first (linux/capability.h)."""


def is_process(value: Mapping[str, Any]) -> bool:
    """Whether the fields we read of a container's process have the right types."""
    user, env, sets = value.get("user"), value.get("env"), value.get("capabilities")
    ids = user.values() if isinstance(user, dict) else ()
    lists = sets.values() if isinstance(sets, dict) else ()
    return (
        isinstance(user, dict | None)
        and isinstance(env, list | None)
        and isinstance(sets, dict | None)
        and all(isinstance(item, str) for item in env or ())
        and all(isinstance(item, int | str | list | None) for item in ids)
        and all(isinstance(item, list | None) for item in lists)
    )


def build_process_spec(
    container_process: Mapping[str, Any],
    config: ExecConfig,
    *,
    size: TerminalSize | None = None,
    passwd: str = "",
    group: str = "",
    available: int = (1 << len(ALL_CAPABILITIES)) - 1,
) -> dict[str, Any]:
    """Return the process object for a session.

    `container_process` is `process` of the container's config.json. A privileged
    session gets the capabilities whose bits are set in `available`: the kernel
    refuses those that it does not know, or that we may not hand on.

    Raises:
        InvalidConfig: the user or group is not to be found.
    """
    try:
        spec: dict[str, Any] = copy.deepcopy(dict(container_process))
    except RecursionError:
        raise InvalidConfig("the container's process", "it is too deep") from None
    own = spec.get("user") or {}
    own_user = f"{own.get('uid', 0)}:{own.get('gid', 0)}"
    user = resolve_user(config.user or own_user, passwd, group)
    same_user = not config.user or user.uid == own.get("uid", 0)
    if config.user:
        spec["user"] = {
            "uid": user.uid,
            "gid": user.gid,
            "additionalGids": list(user.additional_gids),
        }
        if "umask" in own:
            spec["user"]["umask"] = own["umask"]
    spec["args"] = list(config.command)
    spec["terminal"] = config.terminal
    # The runtime sets it before the program runs, so that its first look at the
    # terminal is right; the container's own size is not the session's.
    spec.pop("consoleSize", None)
    if config.terminal and size is not None:
        spec["consoleSize"] = {"height": size.rows, "width": size.columns}
    if config.work_dir:
        spec["cwd"] = config.work_dir
    spec.setdefault("cwd", "/")
    inherited = list(spec.get("env") or [])
    if not same_user:
        # Engines write the home of the container's user among its variables.
        own_home = resolve_user(own_user, passwd, group).home
        inherited = [item for item in inherited if item != f"HOME={own_home}"]
    spec["env"] = _environment(inherited, config, user)
    capabilities = spec.get("capabilities") or {}
    known = [
        name for bit, name in enumerate(ALL_CAPABILITIES) if available & (1 << bit)
    ]
    spec["capabilities"] = _capabilities(
        capabilities,
        bounding=known if config.privileged else capabilities.get("bounding") or [],
        root=user.uid == 0,
        same_user=same_user,
    )
    return spec


def _environment(inherited: list[str], config: ExecConfig, user: User) -> list[str]:
    """Merge: ours wins, order is kept, no variable stands twice."""
    merged: dict[str, str] = {}
    for item in inherited:
        name, _, value = item.partition("=")
        merged[name] = value
    merged.update(config.environment)
    merged.setdefault("HOME", user.home)
    if config.terminal:
        merged.setdefault("TERM", "xterm")
    return [f"{name}={value}" for name, value in merged.items()]


def _capabilities(
    own: Mapping[str, Any], *, bounding: list[str], root: bool, same_user: bool
) -> dict[str, list[str]]:
    """Return the five sets, by libpod's rules (setProcessCapabilitiesExec)."""
    if root:
        return {
            "bounding": bounding,
            "effective": bounding,
            "permitted": bounding,
            "inheritable": [],
        }
    if same_user:
        effective = own.get("effective") or []
        return {
            "bounding": bounding,
            "effective": effective,
            "permitted": effective,
            "inheritable": effective,
            "ambient": effective,
        }
    return {"bounding": bounding, "effective": [], "permitted": [], "inheritable": []}
