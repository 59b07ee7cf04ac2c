"""What lies in a bundle, for whoever looks for a mistake."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.bundle.paths import BundlePaths


@dataclass(frozen=True, slots=True)
class BundleFile:
    """An entry of a bundle."""

    name: str
    """Its path below the bundle."""
    mode: str
    """As `ls -l` shows it: `-rw-------`."""
    size: int
    """Bytes."""
    modified: float
    """Seconds since the epoch."""


def bundle_files(paths: BundlePaths) -> Sequence[BundleFile]:
    """Return the files of a bundle by name; none when there is no bundle."""
    found = []
    for directory, directories, files in os.walk(paths.directory):
        for name in [*directories, *files]:
            path = os.path.join(directory, name)  # noqa: PTH118 (os.walk's own kind)
            # The monitor may remove its socket at any time.
            with suppress(OSError):
                info = os.lstat(path)
                found.append(
                    BundleFile(
                        os.path.relpath(path, paths.directory),
                        stat.filemode(info.st_mode),
                        info.st_size,
                        info.st_mtime,
                    )
                )
    return sorted(found, key=lambda item: item.name)
