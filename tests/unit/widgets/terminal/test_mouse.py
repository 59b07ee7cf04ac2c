"""Mouse events against the reports in xterm's document, and of xterm 379 itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.terminal.mouse import (
    WHEEL_DOWN,
    WHEEL_LEFT,
    WHEEL_RIGHT,
    WHEEL_UP,
    Action,
    MouseEncoding,
    MouseTracking,
    encode_mouse,
    wheel_as_arrows,
)

TRACKING: list[MouseTracking] = ["x10", "normal", "button", "any"]
ENCODINGS: list[MouseEncoding] = ["x10", "utf8", "sgr", "urxvt", "sgr_pixels"]
ACTIONS: list[Action] = ["press", "release", "move"]

SGR: dict[str, Any] = {"tracking": "any", "encoding": "sgr"}
X10, UTF8 = SGR | {"encoding": "x10"}, SGR | {"encoding": "utf8"}
URXVT, PIXELS = SGR | {"encoding": "urxvt"}, SGR | {"encoding": "sgr_pixels"}
SHIFT, ALT, CTRL = {"shift": True}, {"alt": True}, {"ctrl": True}
REPORTS: list[tuple[tuple[Any, ...], dict[str, Any], bytes]] = [
    (("press", 1, 0, 0), SGR, b"\x1b[<0;1;1M"),
    (("press", 3, 4, 5), SGR, b"\x1b[<2;5;6M"),
    (("release", 2, 4, 5), SGR, b"\x1b[<1;5;6m"),
    (("move", 1, 4, 5), SGR, b"\x1b[<32;5;6M"),
    (("move", 0, 4, 5), SGR, b"\x1b[<35;5;6M"),
    (("move", 8, 69, 7), SGR, b"\x1b[<160;70;8M"),
    (("press", WHEEL_UP, 0, 0), SGR, b"\x1b[<64;1;1M"),
    (("press", WHEEL_DOWN, 0, 0), SGR, b"\x1b[<65;1;1M"),
    (("press", WHEEL_LEFT, 0, 0), SGR, b"\x1b[<66;1;1M"),
    (("press", WHEEL_RIGHT, 0, 0), SGR, b"\x1b[<67;1;1M"),
    (("release", WHEEL_UP, 0, 0), SGR, b""),
    (("press", 8, 49, 7), SGR, b"\x1b[<128;50;8M"),
    (("release", 9, 49, 7), SGR, b"\x1b[<129;50;8m"),
    (("press", 11, 0, 0), SGR, b"\x1b[<131;1;1M"),
    (("press", 12, 0, 0), SGR, b""),
    (("press", 0, 0, 0), SGR, b""),
    (("release", 0, 0, 0), SGR, b""),
    (("press", 1, 0, 0), SGR | SHIFT, b"\x1b[<4;1;1M"),
    (("press", 1, 0, 0), SGR | ALT | CTRL, b"\x1b[<24;1;1M"),
    (("press", WHEEL_UP, 49, 7), SGR | CTRL, b"\x1b[<80;50;8M"),
    (("move", 1, 4, 5), SGR | SHIFT, b"\x1b[<36;5;6M"),
    (("press", 1, 999, 0), SGR, b"\x1b[<0;1000;1M"),
    (("press", 1, -1, 0), SGR, b""),
    # Without an encoding.
    (("press", 1, 0, 0), X10, b"\x1b[M !!"),
    (("press", 2, 49, 7), X10, b"\x1b[M!R("),
    (("release", 1, 0, 0), X10, b"\x1b[M#!!"),
    (("release", 3, 0, 0), X10, b"\x1b[M#!!"),
    (("release", 8, 49, 7), X10, b"\x1b[M#R("),
    (("release", 1, 49, 7), X10 | ALT, b"\x1b[M+R("),
    (("release", 1, 0, 0), X10 | CTRL, b"\x1b[M3!!"),
    (("press", WHEEL_UP, 49, 7), X10, b"\x1b[M`R("),
    (("press", WHEEL_RIGHT, 49, 7), X10, b"\x1b[McR("),
    (("press", 9, 49, 7), X10, b"\x1b[M\xa1R("),
    (("move", 1, 53, 7), X10, b"\x1b[M@V("),
    (("move", 0, 66, 7), X10, b"\x1b[MCc("),
    (("move", 8, 69, 7), X10, b"\x1b[M\xc0f("),
    (("press", 1, 95, 0), X10, b"\x1b[M \x80!"),
    (("press", 1, 222, 0), X10, b"\x1b[M \xff!"),
    (("press", 1, 223, 0), X10, b""),
    (("press", 1, 0, 223), X10, b""),
    # UTF-8.
    (("press", 1, 94, 0), UTF8, b"\x1b[M \x7f!"),
    (("press", 1, 95, 0), UTF8, b"\x1b[M \xc2\x80!"),
    (("press", 1, 250, 0), UTF8, b"\x1b[M \xc4\x9b!"),
    (("press", 8, 49, 7), UTF8, b"\x1b[M\xc2\xa0R("),
    (("move", 8, 69, 7), UTF8, b"\x1b[M\xc3\x80f("),
    (("press", 1, 2014, 0), UTF8, "\x1b[M \u07ff!".encode()),
    (("press", 1, 2015, 0), UTF8, b""),
    # urxvt's.
    (("press", 1, 0, 0), URXVT, b"\x1b[32;1;1M"),
    (("release", 1, 0, 0), URXVT, b"\x1b[35;1;1M"),
    (("release", 9, 49, 7), URXVT, b"\x1b[35;50;8M"),
    (("move", 1, 53, 7), URXVT, b"\x1b[64;54;8M"),
    (("move", 0, 66, 7), URXVT, b"\x1b[67;67;8M"),
    (("press", 8, 49, 7), URXVT, b"\x1b[160;50;8M"),
    (("press", WHEEL_UP, 49, 7), URXVT | ALT, b"\x1b[104;50;8M"),
    (("press", 1, 999, 0), URXVT, b"\x1b[32;1000;1M"),
    # Pixels.
    (("press", 1, 0, 0), PIXELS | {"pixel": (0, 0)}, b"\x1b[<0;1;1M"),
    (("release", 1, 49, 7), PIXELS | {"pixel": (299, 99)}, b"\x1b[<0;300;100m"),
    (("press", 1, 3, 2), PIXELS | {"cell_size": (10, 20)}, b"\x1b[<0;36;51M"),
    (("press", 1, 0, 0), PIXELS | {"pixel": (-1, 0)}, b""),
    (("press", 1, 3, 2), SGR | {"pixel": (7, 7)}, b"\x1b[<0;4;3M"),
    # One report for a cell.
    (("move", 1, 4, 5), SGR | {"last": (4, 5)}, b""),
    (("move", 1, 4, 5), SGR | {"last": (4, 6)}, b"\x1b[<32;5;6M"),
    (("press", 1, 4, 5), SGR | {"last": (4, 5)}, b"\x1b[<0;5;6M"),
    (("move", 1, 4, 5), PIXELS | {"last": (4, 5)}, b""),
    (("move", 1, 4, 5), PIXELS | {"last": (4, 5), "pixel": (9, 9)}, b"\x1b[<32;10;10M"),
]


@pytest.mark.parametrize(("event", "modes", "expected"), REPORTS)
def test_a_mouse_event_is_reported_as_asked(
    event: tuple[Any, ...], modes: dict[str, Any], expected: bytes
) -> None:
    """Tracking decides whether, and encoding how, an event is reported."""
    assert expected == encode_mouse(*event, **modes)


@pytest.mark.parametrize(
    ("event", "wanted_by"),
    [
        (("press", 1), ["x10", "normal", "button", "any"]),
        (("press", 3), ["x10", "normal", "button", "any"]),
        (("press", WHEEL_UP), ["normal", "button", "any"]),
        (("press", 8), ["normal", "button", "any"]),
        (("release", 1), ["normal", "button", "any"]),
        (("release", 8), ["normal", "button", "any"]),
        (("move", 1), ["button", "any"]),
        (("move", 8), ["button", "any"]),
        (("move", 0), ["any"]),
    ],
)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_level_of_tracking_wants_more(
    event: tuple[Action, int], wanted_by: list[str], encoding: MouseEncoding
) -> None:
    """Presses, then releases and the wheel, then drags, then every move."""
    wanted = [
        tracking
        for tracking in TRACKING
        if encode_mouse(*event, 1, 1, tracking=tracking, encoding=encoding)
    ]

    assert wanted == wanted_by
    assert encode_mouse(*event, 1, 1, tracking=None, encoding=encoding) == b""


def test_x10_tracking_knows_no_modifiers() -> None:
    """Mode 9 reports the button alone."""
    modes: dict[str, Any] = X10 | {"tracking": "x10"} | SHIFT | ALT | CTRL
    data = encode_mouse("press", 1, 0, 0, **modes)

    assert data == b"\x1b[M !!"


@given(
    st.sampled_from(ACTIONS),
    st.integers(-2, 20),
    st.tuples(st.integers(-2, 5000), st.integers(-2, 5000)),
    st.sampled_from([(one, other) for one in TRACKING for other in ENCODINGS]),
)
def test_any_event_is_reported_or_not(
    action: Action,
    button: int,
    cell: tuple[int, int],
    modes: tuple[MouseTracking, MouseEncoding],
) -> None:
    """No event is too strange, and every report begins a control sequence."""
    tracking, encoding = modes
    data = encode_mouse(action, button, *cell, tracking=tracking, encoding=encoding)

    assert not data or data.startswith(b"\x1b[")


def test_the_wheel_becomes_arrow_keys() -> None:
    """A notch is three arrow keys, in the form that the program expects."""
    up = wheel_as_arrows(WHEEL_UP, application_cursor=False)
    down = wheel_as_arrows(WHEEL_DOWN, application_cursor=True)

    assert (up, down) == (b"\x1b[A" * 3, b"\x1bOB" * 3)
    assert wheel_as_arrows(WHEEL_LEFT, application_cursor=False) == b""
