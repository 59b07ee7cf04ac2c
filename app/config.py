"""The deck's configuration file: finding it, reading it, saying what is wrong with it.

The file is TOML, UTF-8, and nobody has to have one. It is the deck's alone: commands
do not read it, so that a script does the same for everybody.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.config_checks import Place
from app.config_schema import Config, read_config
from app.toml_lines import key_lines, line_of
from core.bundle.directory import open_regular
from core.errors import ExecdeckError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.toml_lines import KeyPath

SIZE_MAX = 1024 * 1024
"""Bytes of a configuration file."""

# tomllib of Python 3.14 has these as fields; before, they are only in its words.
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class ConfigError(ExecdeckError):
    """A configuration file cannot be used."""

    def __init__(
        self,
        path: Path,
        reason: str,
        *,
        line: int | None = None,
        key: str = "",
        more: int = 0,
    ) -> None:
        """Keep what is wrong, where, and how many mistakes follow in the file."""
        super().__init__(path, reason, line, key, more)
        self.path = path
        self.line = line
        """From 1 on; None: the file as a whole."""
        self.key = key
        """As it would be written with dots, `keys.list.quit`; empty: no key's."""
        self.reason = reason
        self.more = more

    def followed_by(self, more: int) -> ConfigError:
        """Return the same error, saying that others follow it."""
        return ConfigError(
            self.path, self.reason, line=self.line, key=self.key, more=more
        )

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        key = f" {self.key}:" if self.key else ""
        more = f" (and {self.more} more)" if self.more else ""
        return f"cannot use {place}:{key} {self.reason}{more}"


@dataclass(frozen=True, slots=True)
class CheckedConfig:
    """A file's configuration, and everything that is wrong with it."""

    path: Path
    config: Config = field(default_factory=Config)
    """Not to be used if there are errors."""
    errors: tuple[ConfigError, ...] = ()
    """In the order of the lines."""
    exists: bool = True
    """Whether there is a file; without one, all is as by default."""


def config_path(environ: Mapping[str, str]) -> Path:
    """Return where the configuration is if no option names a file."""
    named = environ.get("EXECDECK_CONFIG")
    if named:
        return Path(named)
    base = environ.get("XDG_CONFIG_HOME", "")
    if not base.startswith("/"):  # The standard: a relative path is to be ignored.
        base = f"{environ.get('HOME') or '~'}/.config"
    return Path(os.path.expanduser(base)) / "execdeck" / "config.toml"  # noqa: PTH111 (of nobody known it returns the path as it is)


def load_config(
    path: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Config:
    """Return the configuration of a file; without `path`, of the usual place.

    Where nothing is at the usual place, everything is as by default.

    Raises:
        ConfigError: the file cannot be used; its first mistake.
    """
    checked = check_config(path, environ)
    if checked.errors:
        first, *others = checked.errors
        raise first.followed_by(len(others))
    return checked.config


def check_config(
    path: Path | None = None, environ: Mapping[str, str] = os.environ
) -> CheckedConfig:
    """Read a configuration; return it with everything that is wrong with it."""
    place = path or config_path(environ)
    is_named = path is not None or bool(environ.get("EXECDECK_CONFIG"))
    if place == Path(os.devnull):
        return CheckedConfig(place, exists=False)
    try:
        text = _read(place)
        data = _parse(place, text)
    except OSError as error:
        is_absent = isinstance(error, FileNotFoundError | NotADirectoryError)
        if is_absent and not is_named:
            return CheckedConfig(place, exists=False)
        failure = ConfigError(place, (error.strerror or str(error)).lower())
        return CheckedConfig(place, errors=(failure,))
    except ConfigError as failure:
        return CheckedConfig(place, errors=(failure,))
    shared = Place()
    config = read_config(data, shared)
    lines = key_lines(text) if shared.findings else {}
    errors = [
        ConfigError(
            place, item.reason, line=line_of(lines, item.path), key=_dotted(item.path)
        )
        for item in shared.findings
    ]
    errors.sort(key=lambda item: item.line or 0)
    return CheckedConfig(place, config, tuple(errors))


def _read(path: Path) -> str:
    """Return a file's text.

    Raises:
        OSError: it cannot be read, or is no regular file.
        ConfigError: it is too large, or not UTF-8.
    """
    with open_regular(path) as stream:
        data = stream.read(SIZE_MAX + 1)
    if len(data) > SIZE_MAX:
        raise ConfigError(path, f"it is larger than {SIZE_MAX:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, "it is not UTF-8", line=line) from None


def _parse(path: Path, text: str) -> dict[str, Any]:
    """Return what a file says.

    Raises:
        ConfigError: it is not TOML; with the line where the parser gave up.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError(path, "its values are nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = _TOML_PLACE.search(message)
        reason = message[: found.start()] if found else message
        reason = reason[:1].lower() + reason[1:]
        if found and found[1]:
            reason = f"{reason}, at column {found[2]}"
            raise ConfigError(path, reason, line=int(found[1])) from None
        last = text.rstrip("\n").count("\n") + 1
        raise ConfigError(path, f"{reason}, at the end", line=last) from None
    except ValueError:  # Of Python: thousands of digits.
        raise ConfigError(path, "a number in it is too long") from None


def _dotted(path: KeyPath) -> str:
    """Return a key as a file would name it: `keys.list.quit`, `commands[0].key`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            bare = re.fullmatch(r"[A-Za-z0-9_-]+", part)
            text += "." if text else ""
            text += part if bare else json.dumps(part, ensure_ascii=False)
    return text
