"""Run a piece of Python as a user who may do nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.containers import require

if TYPE_CHECKING:
    from collections.abc import Mapping

NOBODY = 65534

# The interpreter may lie where only root gets to: it is changed from inside, when
# all that is needed has been imported.
_BECOME = f"import os; os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})"


def run_as_nobody(
    imports: str, script: str, *arguments: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `imports` as root, then `script` as nobody."""
    require(os.geteuid() == 0, "becoming another user needs root")
    return subprocess.run(
        [sys.executable, "-c", f"{imports}\n{_BECOME}\n{script}", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **(env or {})},
    )


def open_to_all(folder: Path) -> None:
    """Let everybody enter a test's directory: pytest makes its own for us only."""
    for item in (folder, *folder.parents):
        if item == Path(tempfile.gettempdir()):
            return
        item.chmod(0o755)
