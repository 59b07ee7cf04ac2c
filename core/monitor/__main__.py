"""Entry of the embedded monitor's process; run by its absolute path."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # Run with -P, Python puts no directory of ours in front: this is the one that
    # holds the `core` this very file belongs to.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

    from core.monitor.server import main

    main(sys.argv[1:])
