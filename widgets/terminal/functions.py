"""Which method of a screen obeys which control function.

Names, not methods: whatever object is listening is called by them, as in pyte.
References: xterm's `ctlseqs`, ECMA-48, kitty's keyboard protocol.
"""

from __future__ import annotations

from typing import NamedTuple

PARAMETERS_MAX = 64
"""Parameters that one control function can have."""


class Call(NamedTuple):
    """A method's name and what it is to be called with."""

    method: str
    args: tuple[object, ...] = ()
    private: bool = False
    """Whether it gets `private=True`."""


CONTROLS = {
    "\a": "bell",
    "\b": "backspace",
    "\t": "tab",
    "\n": "linefeed",
    "\v": "linefeed",
    "\f": "linefeed",
    "\r": "carriage_return",
    "\x0e": "shift_out",
    "\x0f": "shift_in",
}
"""C0 controls; those that are missing are ignored."""

ESCAPES = {
    "6": Call("back_index"),
    "7": Call("save_cursor"),
    "8": Call("restore_cursor"),
    "9": Call("forward_index"),
    "=": Call("set_application_keypad", (True,)),
    ">": Call("set_application_keypad", (False,)),
    "c": Call("reset"),
    "D": Call("index"),
    "E": Call("next_line"),
    "H": Call("set_tab_stop"),
    "M": Call("reverse_index"),
    "N": Call("single_shift", (2,)),
    "O": Call("single_shift", (3,)),
    "V": Call("guard_area", (True,)),
    "W": Call("guard_area", (False,)),
    "Z": Call("report_device_attributes"),
    "n": Call("locking_shift", (2,)),
    "o": Call("locking_shift", (3,)),
    "|": Call("locking_shift_right", (3,)),
    "}": Call("locking_shift_right", (2,)),
    "~": Call("locking_shift_right", (1,)),
    "#8": Call("alignment_display"),
}
"""What follows ESC."""

CHARSET_INTERMEDIATES = "()*+-./"

FUNCTIONS: dict[str, tuple[str, int]] = {
    "@": ("insert_characters", 1),
    "A": ("cursor_up", 1),
    "B": ("cursor_down", 1),
    "C": ("cursor_forward", 1),
    "D": ("cursor_back", 1),
    "E": ("cursor_down1", 1),
    "F": ("cursor_up1", 1),
    "G": ("cursor_to_column", 1),
    "H": ("cursor_position", 2),
    "I": ("tab_forward", 1),
    "J": ("erase_in_display", 1),
    "K": ("erase_in_line", 1),
    "L": ("insert_lines", 1),
    "M": ("delete_lines", 1),
    "P": ("delete_characters", 1),
    "S": ("scroll_up", 1),
    "T": ("scroll_down", PARAMETERS_MAX),
    "X": ("erase_characters", 1),
    "Z": ("tab_back", 1),
    "^": ("scroll_down", 1),
    "`": ("cursor_to_column", 1),
    "a": ("cursor_forward_absolute", 1),
    "b": ("repeat", 1),
    "c": ("report_device_attributes", 1),
    "d": ("cursor_to_line", 1),
    "e": ("cursor_down_absolute", 1),
    "f": ("cursor_position", 2),
    "g": ("clear_tab_stop", 1),
    "h": ("set_mode", PARAMETERS_MAX),
    "l": ("reset_mode", PARAMETERS_MAX),
    "n": ("report_device_status", 1),
    "r": ("set_margins", 2),
    "s": ("save_or_set_columns", 2),
    "t": ("window_operation", 3),
    "u": ("restore_cursor", 0),
    " @": ("scroll_left", 1),
    " A": ("scroll_right", 1),
    " q": ("set_cursor_shape", 1),
    "!p": ("soft_reset", 0),
    '"q': ("set_protection", 1),
    "#y": ("set_checksum_extension", 1),
    "#{": ("push_rendition", PARAMETERS_MAX),
    "#p": ("push_rendition", PARAMETERS_MAX),
    "#}": ("pop_rendition", 0),
    "#q": ("pop_rendition", 0),
    "$p": ("report_mode", 1),
    "$r": ("change_attributes", PARAMETERS_MAX),
    "$t": ("reverse_attributes", PARAMETERS_MAX),
    "$v": ("copy_rectangle", 8),
    "$w": ("report_presentation", 1),
    "$x": ("fill_rectangle", 5),
    "$z": ("erase_rectangle", 4),
    "${": ("erase_rectangle_selectively", 4),
    "'}": ("insert_columns", 1),
    "'~": ("delete_columns", 1),
    "*x": ("select_change_extent", 1),
    "*y": ("report_checksum", 6),
    "=c": ("report_tertiary_attributes", 1),
    "=u": ("set_keyboard", 2),
    "<u": ("pop_keyboard", 1),
    ">c": ("report_secondary_attributes", 1),
    ">f": ("set_key_format", 2),
    ">m": ("set_key_modifiers", 2),
    ">n": ("disable_key_modifiers", 1),
    ">q": ("report_version", 1),
    ">u": ("push_keyboard", 1),
    "?W": ("reset_tab_stops", 1),
    "?J": ("erase_in_display", 1),
    "?K": ("erase_in_line", 1),
    "?h": ("set_mode", PARAMETERS_MAX),
    "?l": ("reset_mode", PARAMETERS_MAX),
    "?m": ("report_key_modifiers", 1),
    "?n": ("report_device_status", 2),
    "?r": ("restore_modes", PARAMETERS_MAX),
    "?s": ("save_modes", PARAMETERS_MAX),
    "?u": ("report_keyboard", 0),
    "?$p": ("report_mode", 1),
}
"""CSI functions by private mark, intermediates and final: method, most parameters."""

WITH_PRIVATE = frozenset({"?J", "?K", "?h", "?l", "?n", "?$p"})
"""Functions whose method serves the plain form too and must be told which it is."""
