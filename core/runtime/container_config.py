"""What a container's own config.json says of its process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.runtime.process_spec import is_process
from core.runtime.roots import BadStateError, load_json

if TYPE_CHECKING:
    from core.session.types import ContainerRef


def read_process(container: ContainerRef) -> dict[str, Any]:
    """Return `process` of a container's config.json, its fields' types checked.

    Raises:
        BadStateError: no file holds a usable one; the text says why.
    """
    # crun keeps its own copy: the bundle may have been edited or be gone.
    candidates = [Path(container.root) / container.id / "config.json"]
    if container.bundle:
        candidates.append(Path(container.bundle) / "config.json")
    reason = "the container's bundle is not known"
    for path in candidates:
        try:
            process = load_json(path).get("process")
        except (OSError, BadStateError) as error:
            reason = f"{path}: {error}"
            continue
        if isinstance(process, dict) and is_process(process):
            return process
        reason = f"{path} has no usable process"
    raise BadStateError(reason)
