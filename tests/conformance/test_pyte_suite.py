"""pyte's own test suite on our screen: what differs is written down and explained.

The suite is downloaded when it is needed; see `tests/support/pyte_suite.py`.
"""

from __future__ import annotations

import re

import pytest

from tests.support.containers import require
from tests.support.pyte_suite import fetch, outcomes

OUT_OF_SCOPE = {
    "test_history.py": "tests pyte.HistoryScreen: our scrollback is not built on it",
    "test_stream.py::test_debug_stream": "tests pyte.DebugScreen, which is no screen",
    "test_screen.py::test_initialize_char": "tests pyte.screens.Char alone",
}
"""Beginnings of the names of tests of classes that we do not replace."""

_NO_8_BIT = "all output is UTF-8: pyte's 8-bit character sets are not kept as tables"
_XTERM_ED3 = "ED 3 forgets the scrollback and leaves the screen alone, as in xterm"
_LOOKS = "a blank line that another takes the place of has not changed: none is dirty"
KNOWN_DIFFERENCES = {
    "test_diff.py::test_draw_wrap": "a line that text wraps from has not changed",
    "test_diff.py::test_erase_in_display": _LOOKS,
    "test_diff.py::test_index": _LOOKS,
    "test_diff.py::test_insert_delete_lines": _LOOKS,
    "test_diff.py::test_reverse_index": _LOOKS,
    "test_screen.py::test_cursor_position": (
        "with origin mode a position below the region is its last line, as in xterm"
    ),
    "test_screen.py::test_draw_cp437": _NO_8_BIT,
    "test_screen.py::test_draw_width0_decawm_off": (
        "without autowrap a wide character that does not fit is not drawn, as in xterm"
    ),
    "test_screen.py::test_draw_width0_irm": "the parser never draws control characters",
    "test_screen.py::test_draw_width2_line_end": (
        "a wide character that does not fit goes to the next line as a whole"
    ),
    "test_screen.py::test_erase_in_display": _XTERM_ED3,
    "test_screen.py::test_report_device_attributes": (
        "a VT420 and not a VT102 answers; answers are fetched with take_replies"
    ),
    "test_screen.py::test_report_device_status": (
        "answers are fetched with take_replies, not pushed to write_process_input"
    ),
    "test_screen.py::test_resize": (
        "lines are broken anew for another width, and the cursor's line stays in view"
    ),
    "test_screen.py::test_restore_cursor_out_of_bounds": "a reset forgets what was saved",
    "test_screen.py::test_save_cursor": (
        "DECRC restores what was saved any number of times; there is no stack of it"
    ),
    "test_screen.py::test_set_mode": "the owner decides the width, not DECCOLM",
    "test_stream.py::test_basic_sequences": (
        "NEL is next_line and goes to the first column; for pyte it is linefeed"
    ),
    "test_stream.py::test_interrupt": "CAN and SUB abort a sequence and are not drawn",
    "test_stream.py::test_non_csi_sequences": (
        "a function gets no more parameters than it takes"
    ),
    "test_stream.py::test_overflow": "a parameter is 65535 at most, as in xterm",
    "test_stream.py::test_unknown_sequences": (
        "CSI Z is CBT; what is unknown is ignored, without a hook for it"
    ),
    "test_stream.py::test_byte_stream_define_charset_unknown": _NO_8_BIT,
    **{
        f"test_stream.py::test_byte_stream_define_charset[{name}]": _NO_8_BIT
        for name in "B0UV"
    },
    **{
        f"test_stream.py::test_set_title_icon_name[{name}]": (
            "U+0080 to U+009F, as UTF-8, are no C1 controls: xterm ignores them"
        )
        for name in (r"\x1b]-\x9c", r"\x9d-\x1b\\", r"\x9d-\x9c")
    },
}
"""Tests that must fail, with what we do instead and why."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What comes of each test of the suite; see `outcomes`."""
    suite = fetch(tmp_path_factory.mktemp("pyte"))
    require(not isinstance(suite, str), str(suite))
    assert not isinstance(suite, str)
    found = outcomes(suite)
    return {
        # A character set's table of all its characters is part of the name.
        re.sub(r"(\[.)-\\x.*\]", r"\1]", name): failure
        for name, failure in found.items()
        if not name.startswith(tuple(OUT_OF_SCOPE))
    }


@pytest.mark.timeout(200)
def test_pytes_suite_passes_but_for_known_differences(results: dict[str, str]) -> None:
    """No test fails that is not listed."""
    assert len(results) > 80
    unexpected = {
        name: failure
        for name, failure in results.items()
        if failure and name not in KNOWN_DIFFERENCES
    }
    lines = [f"{name}\n    {text[:400]}" for name, text in unexpected.items()]
    assert not unexpected, "\n".join([f"{len(lines)} unlisted failures", *lines])


def test_the_known_differences_are_true(results: dict[str, str]) -> None:
    """Every test that is listed exists, and fails."""
    assert set(KNOWN_DIFFERENCES) <= set(results)
    passing = [name for name in KNOWN_DIFFERENCES if not results[name]]
    assert not passing, "these pass: take them from the list"
