"""How a cursor moves over the text of a terminal: vi's motions as tmux has them; pure.

Each motion takes a snapshot and a place of it and returns another one, the same if it
cannot go there. What is said of a line holds for all rows in which it goes on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from widgets.terminal.characters import FILLER
from widgets.terminal.reflow import Place
from widgets.terminal.snapshot import PROMPT

if TYPE_CHECKING:
    from collections.abc import Callable

    from widgets.terminal.snapshot import Snapshot

Motion: TypeAlias = "Callable[[Snapshot, Place], Place]"
Pattern: TypeAlias = "re.Pattern[str]"

_CLUSTERS = "\U00100000-\U0010ffff"
_WORD = re.compile(
    rf"(?:[\w{_CLUSTERS}]{FILLER}?)+|(?:[^\w\s{_CLUSTERS}{FILLER}]{FILLER}?)+"
)
"""Letters, digits and `_`, or other characters; every cluster is a letter."""
_BIG_WORD = re.compile(rf"(?:[^\s{FILLER}]{FILLER}?)+")
_POINTED = re.compile(rf"(?:[\w{_CLUSTERS}./~@%+=&?#-]{FILLER}?)+")
"""What a double click takes for a word: names, numbers, paths, queries."""
_WINDOW = 256


def left(snapshot: Snapshot, place: Place) -> Place:
    """Go to the character before, at the start of a row to the row above."""
    row, column = place
    if column > 0:
        return whole(snapshot, Place(row, column - 1))
    return row_end(snapshot, row - 1) if snapshot.has(row - 1) else place


def right(snapshot: Snapshot, place: Place) -> Place:
    """Go to the next character, at the end of a row to the row below."""
    row, column = place
    chars = snapshot.row(row).chars
    column += 2 if chars[column + 1 : column + 2] == FILLER else 1
    if column < snapshot.text_end(row):
        return Place(row, column)
    return Place(row + 1, 0) if snapshot.has(row + 1) else place


def line_start(snapshot: Snapshot, place: Place) -> Place:
    """Go to the start of the line."""
    return Place(snapshot.line(place.row).first, 0)


def first_text(snapshot: Snapshot, place: Place) -> Place:
    """Go to the first character of the line that is not blank."""
    line = snapshot.line(place.row)
    return line.place(len(line.chars) - len(line.chars.lstrip(" ")))


def line_end(snapshot: Snapshot, place: Place) -> Place:
    """Go to the last character of the line that is not blank."""
    line = snapshot.line(place.row)
    return line.place(max(len(line.chars.rstrip(" ")) - 1, 0))


def first(snapshot: Snapshot, _place: Place) -> Place:
    """Go to the oldest row."""
    snapshot.load_all()
    return Place(snapshot.first, 0)


def last(snapshot: Snapshot, _place: Place) -> Place:
    """Go to the last row."""
    return Place(snapshot.last, 0)


def next_paragraph(snapshot: Snapshot, place: Place) -> Place:
    """Go to the blank row after this or the next paragraph."""
    return _paragraph(snapshot, place, 1)


def previous_paragraph(snapshot: Snapshot, place: Place) -> Place:
    """Go to the blank row before this or the previous paragraph."""
    return _paragraph(snapshot, place, -1)


def _paragraph(snapshot: Snapshot, place: Place, step: int) -> Place:
    row = place.row
    for blank in (True, False):
        while snapshot.has(row + step) and (not snapshot.text_end(row)) is blank:
            row += step
    return Place(row, 0)


def next_prompt(snapshot: Snapshot, place: Place) -> Place:
    """Go to the next prompt of a shell that marks them (OSC 133)."""
    return _prompt(snapshot, place, 1)


def previous_prompt(snapshot: Snapshot, place: Place) -> Place:
    """Go to the prompt before, of a shell that marks them (OSC 133)."""
    return _prompt(snapshot, place, -1)


def _prompt(snapshot: Snapshot, place: Place, step: int) -> Place:
    row = place.row + step
    while snapshot.has(row):
        if snapshot.row(row).mark == PROMPT:
            return Place(row, 0)
        row += step
    return place


def next_word(pattern: Pattern) -> Motion:
    """Return the motion to the start of the next word."""

    def move(snapshot: Snapshot, place: Place) -> Place:
        line = snapshot.line(place.row)
        offset = line.offset(place)
        here = pattern.match(line.chars, offset)
        found = pattern.search(line.chars, here.end() if here else offset)
        while found is None:
            if not snapshot.has(line.last + 1):
                return row_end(snapshot, line.last)
            line = snapshot.line(line.last + 1)
            found = pattern.search(line.chars)
        return line.place(found.start())

    return move


def word_end(pattern: Pattern) -> Motion:
    """Return the motion to the end of this or the next word."""

    def move(snapshot: Snapshot, place: Place) -> Place:
        line = snapshot.line(place.row)
        offset = line.offset(place) + 1
        offset += line.chars[offset : offset + 1] == FILLER
        found = pattern.search(line.chars, offset)
        while found is None:
            if not snapshot.has(line.last + 1):
                return row_end(snapshot, line.last)
            line = snapshot.line(line.last + 1)
            found = pattern.search(line.chars)
        return line.place(found.end() - 1)

    return move


def previous_word(pattern: Pattern) -> Motion:
    """Return the motion to the start of this or the previous word."""

    def move(snapshot: Snapshot, place: Place) -> Place:
        line = snapshot.line(place.row)
        found = _last_start(pattern, line.chars, line.offset(place))
        while found is None:
            if not snapshot.has(line.first - 1):
                return Place(line.first, 0)
            line = snapshot.line(line.first - 1)
            found = _last_start(pattern, line.chars, len(line.chars))
        return line.place(found)

    return move


def _last_start(pattern: Pattern, chars: str, end: int) -> int | None:
    """Return where the last word before `end` begins, None if there is none."""
    size = _WINDOW
    while True:
        begin = max(end - size, 0)
        starts = [match.start() for match in pattern.finditer(chars, begin, end)]
        if begin and starts and starts[0] <= begin + 1:
            # It may have begun before what is looked at.
            del starts[0]
        if starts:
            return starts[-1]
        if not begin:
            return None
        size *= 4


def to_character(char: str, *, back: bool, till: bool) -> Motion:
    """Return the motion to a character in the line; `till`: to the one next to it.

    With `till` the next character is skipped: the last such motion ended before it.
    """

    def move(snapshot: Snapshot, place: Place) -> Place:
        line = snapshot.line(place.row)
        chars, offset = line.chars, line.offset(place)
        if back:
            end = offset
            if till and end:
                end -= _width(chars, end - 1)
            found = chars.rfind(char, 0, end)
            goal = found + _width(chars, found) if till else found
        else:
            start = offset + _width(chars, offset)
            if till:
                start += _width(chars, start)
            found = chars.find(char, start)
            goal = found - till
        return place if found < 0 else line.place(goal)

    return move


def _width(chars: str, offset: int) -> int:
    """Return the cells of the character that has one at `offset`."""
    return 1 + (FILLER in chars[offset : offset + 2])


def pointed_word(snapshot: Snapshot, place: Place) -> tuple[Place, Place] | None:
    """Return both ends of the word at a place, None if there is none."""
    line = snapshot.line(place.row)
    offset = line.offset(place)
    start = _last_start(_POINTED, line.chars, offset + 1)
    found = None if start is None else _POINTED.match(line.chars, start)
    if found is None or found.end() <= offset:
        return None
    return line.place(found.start()), line.place(found.end() - 1)


def row_end(snapshot: Snapshot, number: int) -> Place:
    """Return the last character of a row."""
    return whole(snapshot, Place(number, max(snapshot.text_end(number) - 1, 0)))


def whole(snapshot: Snapshot, place: Place) -> Place:
    """Return the first cell of the character at a place."""
    chars = snapshot.row(place.row).chars
    at_filler = chars[place.column : place.column + 1] == FILLER and place.column
    return Place(place.row, place.column - 1) if at_filler else place


MOTIONS: dict[str, Motion] = {
    "left": left,
    "right": right,
    "line_start": line_start,
    "first_text": first_text,
    "line_end": line_end,
    "first": first,
    "last": last,
    "next_paragraph": next_paragraph,
    "previous_paragraph": previous_paragraph,
    "next_prompt": next_prompt,
    "previous_prompt": previous_prompt,
    "next_word": next_word(_WORD),
    "word_end": word_end(_WORD),
    "previous_word": previous_word(_WORD),
    "next_big_word": next_word(_BIG_WORD),
    "big_word_end": word_end(_BIG_WORD),
    "previous_big_word": previous_word(_BIG_WORD),
}
"""Every motion that needs to know nothing else, by its name."""
