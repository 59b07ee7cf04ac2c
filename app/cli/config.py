"""`config`: the deck's configuration checked, printed, found."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from app.config import check_config, config_path, load_config
from app.config_text import config_text
from core.session.types import display_text

if TYPE_CHECKING:
    import argparse

    from core.settings import Settings

_EXIT_FAILURE = 125


def run_config(_settings: Settings, options: argparse.Namespace) -> int:
    """Say what is wrong with the configuration, print it, or say where it is.

    Raises:
        ConfigError: it is to be printed, and cannot be used.
    """
    path = options.config or config_path(os.environ)
    if options.path:
        print(path)
    elif options.print:
        print(config_text(load_config(options.config)), end="")
    else:
        checked = check_config(options.config)
        for error in checked.errors:
            print(f"Error: {display_text(str(error))}", file=sys.stderr)
        if checked.errors:
            return _EXIT_FAILURE
        print(f"{path}: {'ok' if checked.exists else 'no file, all is as by default'}")
    return 0
