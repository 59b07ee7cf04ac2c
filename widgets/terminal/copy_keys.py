"""The keys of copy mode: tmux's of `copy-mode-vi`, as far as they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from widgets.terminal.selection import Kind

COPY_KEYS: tuple[tuple[str, str], ...] = (
    ("h j k l, arrows", "Move; a number before a key repeats it."),
    ("w b e, W B E", "Next word, previous word, end of word; by blanks alone."),
    ("0 ^ $, home end", "Start, first text and end of the line."),
    ("f F t T ; ,", "To a character in the line; again; back."),
    ("{ }", "Previous and next paragraph."),
    ("[ ], ctrl+up ctrl+down", "Previous and next prompt, of shells that mark theirs."),
    ("g G, H M L", "First and last row; top, middle and bottom of the view."),
    ("ctrl+u ctrl+d", "Half a page back and on."),
    ("ctrl+b ctrl+f, pageup pagedown", "A page back and on."),
    ("ctrl+y ctrl+e", "Scroll by a row."),
    ("/ ?", "Search on and back, for plain text; capitals count if there are any."),
    ("n N", "Next match; the other way."),
    ("v, space", "Begin to select; v again ends it."),
    ("V, ctrl+v", "Select lines; a rectangle."),
    ("o", "Go to the other end of the selection."),
    ("y, enter", "Copy the selection and leave."),
    ("Y", "Copy the line and leave."),
    ("s", "Save the selection, or everything, to a file."),
    ("q, escape, ctrl+c", "Drop the selection; without one, leave."),
)
"""Keys, and a sentence on what they do, for a help screen."""

DIGITS = tuple("0123456789")
MOTIONS = {
    "h": "left",
    "left": "left",
    "backspace": "left",
    "l": "right",
    "right": "right",
    "0": "line_start",
    "home": "line_start",
    "^": "first_text",
    "$": "line_end",
    "end": "line_end",
    "w": "next_word",
    "e": "word_end",
    "b": "previous_word",
    "W": "next_big_word",
    "E": "big_word_end",
    "B": "previous_big_word",
    "g": "first",
    "G": "last",
    "{": "previous_paragraph",
    "}": "next_paragraph",
    "[": "previous_prompt",
    "ctrl+up": "previous_prompt",
    "]": "next_prompt",
    "ctrl+down": "next_prompt",
}
"""Names of `motions.MOTIONS`."""
ROWS = {"k": -1, "up": -1, "j": 1, "down": 1}
"""How many rows on the cursor goes."""
PAGES = {
    "ctrl+u": -0.5,
    "ctrl+d": 0.5,
    "ctrl+b": -1.0,
    "pageup": -1.0,
    "ctrl+f": 1.0,
    "pagedown": 1.0,
}
"""How many pages on view and cursor go."""
SCROLLS = {"ctrl+y": -1, "ctrl+e": 1}
"""How many rows on the view goes."""
VIEW = {"H": 0.0, "M": 0.5, "L": 1.0}
"""How far down the view the cursor goes."""
JUMPS = tuple("fFtT")
"""Keys that take a character after them, and go to it."""
JUMPS_AGAIN = {";": False, ",": True}
"""Whether the other way."""
SEARCHES = {"/": True, "?": False}
"""Whether forward."""
NEXT_MATCH = {"n": False, "N": True}
"""Whether the other way."""
SELECT: dict[str, Kind] = {"v": "characters", "V": "lines", "ctrl+v": "rectangle"}
COPY = ("y", "enter")
LEAVE = ("q", "escape", "ctrl+c")
CANCEL = ("escape", "ctrl+c")
"""What ends a prompt."""


def key_name(key: str, character: str | None) -> str:
    """Return the name that the tables have for a key: its character if it has one."""
    bare = "+" not in key or key.startswith("shift+")
    if bare and character and character.isprintable():
        return character
    return " " if key == "space" else key
