"""Mouse events against the reports in xterm's document."""

from __future__ import annotations

from typing import Any

import pytest

from widgets.terminal.mouse import (
    WHEEL_DOWN,
    WHEEL_LEFT,
    WHEEL_UP,
    encode_mouse,
    wheel_as_arrows,
)

SGR: dict[str, Any] = {"tracking": "any", "encoding": "sgr"}
REPORTS: list[tuple[tuple[Any, ...], dict[str, Any], bytes]] = [
    (("press", 1, 0, 0), SGR, b"\x1b[<0;1;1M"),
    (("press", 3, 4, 5), SGR, b"\x1b[<2;5;6M"),
    (("release", 2, 4, 5), SGR, b"\x1b[<1;5;6m"),
    (("move", 1, 4, 5), SGR, b"\x1b[<32;5;6M"),
    (("move", 0, 4, 5), SGR, b"\x1b[<35;5;6M"),
    (("press", WHEEL_UP, 0, 0), SGR, b"\x1b[<64;1;1M"),
    (("press", WHEEL_LEFT, 0, 0), SGR, b"\x1b[<66;1;1M"),
    (("press", 1, 0, 0), SGR | {"shift": True}, b"\x1b[<4;1;1M"),
    (("press", 1, 0, 0), SGR | {"alt": True, "ctrl": True}, b"\x1b[<24;1;1M"),
    (("press", 1, 999, 0), SGR, b"\x1b[<0;1000;1M"),
    (("press", 1, 0, 0), SGR | {"tracking": None}, b""),
    (("release", 1, 0, 0), SGR | {"tracking": "x10"}, b""),
    (("press", 1, 0, 0), SGR | {"tracking": "x10", "ctrl": True}, b"\x1b[<0;1;1M"),
    (("move", 1, 0, 0), SGR | {"tracking": "normal"}, b""),
    (("move", 1, 0, 0), SGR | {"tracking": "button"}, b"\x1b[<32;1;1M"),
    (("move", 0, 0, 0), SGR | {"tracking": "button"}, b""),
    (("press", 1, 0, 0), SGR | {"encoding": "x10"}, b"\x1b[M !!"),
    (("release", 1, 0, 0), SGR | {"encoding": "x10"}, b"\x1b[M#!!"),
    (("release", 1, 0, 0), SGR | {"encoding": "x10", "ctrl": True}, b"\x1b[M3!!"),
    (("press", 1, 222, 0), SGR | {"encoding": "x10"}, b"\x1b[M \xff!"),
    (("press", 1, 223, 0), SGR | {"encoding": "x10"}, b""),
    (("press", 1, 300, 0), SGR | {"encoding": "utf8"}, "\x1b[M \u014d!".encode()),
    (("press", 1, 3000, 0), SGR | {"encoding": "utf8"}, b""),
    (("press", 1, 0, 0), SGR | {"encoding": "urxvt"}, b"\x1b[32;1;1M"),
    (("release", 1, 0, 0), SGR | {"encoding": "urxvt"}, b"\x1b[35;1;1M"),
    (("press", 1, -1, 0), SGR, b""),
]


@pytest.mark.parametrize(("event", "modes", "expected"), REPORTS)
def test_a_mouse_event_is_reported_as_asked(
    event: tuple[Any, ...], modes: dict[str, Any], expected: bytes
) -> None:
    """Tracking decides whether, and encoding how, an event is reported."""
    assert expected == encode_mouse(*event, **modes)


def test_the_wheel_becomes_arrow_keys() -> None:
    """A notch is three arrow keys, in the form that the program expects."""
    up = wheel_as_arrows(WHEEL_UP, application_cursor=False)
    down = wheel_as_arrows(WHEEL_DOWN, application_cursor=True)

    assert (up, down) == (b"\x1b[A" * 3, b"\x1bOB" * 3)
    assert wheel_as_arrows(WHEEL_LEFT, application_cursor=False) == b""
