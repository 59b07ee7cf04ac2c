"""Wait for a condition with a deadline; tests never sleep for a fixed time."""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def wait_until(condition: Callable[[], T], timeout: float = 10.0) -> T:
    """Poll until `condition` returns something true; return it.

    Raises:
        AssertionError: it did not within `timeout` seconds.
    """
    pause = Event()
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            message = f"still {value!r} after {timeout} s"
            raise AssertionError(message)
        pause.wait(0.02)
