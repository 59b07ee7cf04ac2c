"""`config`: the deck's configuration checked, printed, found."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from app.config import ConfigError, check_config, config_path, load_config
from app.config_text import config_text
from core.session.types import display_text

if TYPE_CHECKING:
    import argparse

    from core.settings import Settings


def run_config(_settings: Settings, options: argparse.Namespace) -> int:
    """Say what is wrong with the configuration, print it, or say where it is.

    Raises:
        ConfigError: it is to be printed, and cannot be used.
    """
    if options.path:
        print(options.config or config_path(os.environ))
    elif options.print:
        print(config_text(load_config(options.config)), end="")
    else:
        checked = check_config(options.config)
        for error in checked.errors:
            print(f"Error: {display_text(str(error))}", file=sys.stderr)
        if checked.errors:
            return ConfigError.exit_status
        state = "ok" if checked.exists else "no file, all is as by default"
        print(f"{checked.path}: {state}")
    return 0
