"""A case of a conformance table, and the check that feeds it in several chunkings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING

import pytest

from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PLAIN: dict[str, object] = {
    "foreground": None,
    "background": None,
    "bold": False,
    "dim": False,
    "italics": False,
    "underline": 0,
    "underline_colour": None,
    "blink": False,
    "reverse": False,
    "conceal": False,
    "strikethrough": False,
    "overline": False,
    "protected": False,
    "link": "",
}
"""The attributes of a cell that nothing was done to."""

ABC = "abcdefghij"
GRID = "\r\n".join(row + "123456789" for row in "abcde")
"""Text that fills a screen of 10 by 5: row and column can be told from a cell."""
ROWS = "a\r\nb\r\nc\r\nd\r\ne"
"""One letter in each row of a screen of five lines."""

CHUNKINGS = (1, 3, 7)


@dataclass(frozen=True)
class Case:
    """Bytes for a terminal, and what is to be seen of it afterwards.

    What is None is not looked at.
    """

    name: str
    data: str | bytes
    screen: str | None = None
    """The lines, joined by `|`, without spaces at the right or empty lines below."""
    cursor: tuple[int, int] | None = None
    """Column and row from 0; a column equal to the width is a pending wrap."""
    size: tuple[int, int] = (10, 5)
    cells: Mapping[tuple[int, int], Mapping[str, object]] = field(default_factory=dict)
    """By column and row, the attributes that are not as in `PLAIN`."""
    replies: str | bytes | None = None
    reply_like: str | None = None
    """A regular expression for all of the replies."""
    state: Mapping[str, object] = field(default_factory=dict)
    """Attributes of the screen by name."""
    title: str | None = None
    icon: str | None = None
    events: Sequence[tuple[object, ...]] | None = None
    """For each event the name of its class and the values of its fields."""
    history: str | None = None
    """The lines above the screen, as in `screen`."""
    unlike_xterm: str = ""
    """Why real xterm does not do so too; empty: it was seen to."""

    def check(self) -> None:
        """Feed the bytes at once, then in chunks of several sizes, and compare."""
        whole = Outcome(self, len(self.raw) or 1)
        whole.verify()
        for step in CHUNKINGS:
            assert Outcome(self, step).everything() == whole.everything(), step

    @property
    def raw(self) -> bytes:
        """What is fed."""
        return self.data if isinstance(self.data, bytes) else self.data.encode()


class Outcome:
    """A screen that was fed a case's bytes, `step` at a time."""

    def __init__(self, case: Case, step: int) -> None:
        self.case = case
        self.screen = TerminalScreen(*case.size)
        stream = TerminalStream(self.screen)
        data = case.raw
        for at in range(0, len(data), step):
            stream.feed(data[at : at + step])
        self.replies = self.screen.take_replies()
        self.events = [named(event) for event in self.screen.take_events()]

    def verify(self) -> None:
        """Compare with what the case expects."""
        case, screen = self.case, self.screen
        if case.screen is not None:
            assert joined(screen.display) == unicodedata.normalize("NFC", case.screen)
        if case.history is not None:
            assert joined([row.text for row in screen.history]) == case.history
        if case.cursor is not None:
            assert (screen.cursor.x, screen.cursor.y) == case.cursor
        for (x, y), given in case.cells.items():
            assert self.cell(x, y) == {
                "data": self.cell(x, y)["data"],
                **PLAIN,
                **given,
            }
        self._verify_answers()
        for name, value in case.state.items():
            assert (name, getattr(screen, name)) == (name, value)

    def _verify_answers(self) -> None:
        case, screen = self.case, self.screen
        if case.replies is not None:
            replies = case.replies
            assert self.replies == (
                replies if isinstance(replies, bytes) else replies.encode()
            )
        if case.reply_like is not None:
            assert re.fullmatch(case.reply_like.encode(), self.replies), self.replies
        if case.events is not None:
            assert self.events == list(case.events)
        if case.title is not None:
            assert screen.title == case.title
        if case.icon is not None:
            assert screen.icon_name == case.icon

    def cell(self, x: int, y: int) -> dict[str, object]:
        """Return all that a cell has."""
        cell = self.screen.buffer[y][x]
        return {name: getattr(cell, name) for name in ("data", *PLAIN)}

    def everything(self) -> dict[str, object]:
        """Return all that could depend on how the bytes were cut."""
        screen = self.screen
        columns, lines = self.case.size
        return {
            "display": screen.display,
            "cells": [self.cell(x, y) for y in range(lines) for x in range(columns)],
            "cursor": (screen.cursor.x, screen.cursor.y),
            "mode": screen.mode,
            "margins": screen.margins,
            "history": [(row.text, row.wrapped) for row in screen.history],
            "rows": [row.wrapped for row in screen.rows],
            "names": (screen.title, screen.icon_name),
            "replies": self.replies,
            "events": self.events,
        }


def named(event: object) -> tuple[object, ...]:
    """Return the name of an event's class and the values of its fields."""
    if isinstance(event, tuple):
        return (type(event).__name__, *event)
    assert is_dataclass(event), event
    values = (getattr(event, item.name) for item in fields(event))
    return (type(event).__name__, *values)


def joined(lines: Sequence[str]) -> str:
    """Return the lines in the short form of `Case.screen`.

    How a letter with its marks is composed makes no difference.
    """
    text = "|".join(line.rstrip(" ") for line in lines).rstrip("|")
    return unicodedata.normalize("NFC", text)


def over(*tables: Sequence[Case]) -> pytest.MarkDecorator:
    """Run a test with each case of the tables."""
    every = [case for table in tables for case in table]
    return pytest.mark.parametrize("case", every, ids=[case.name for case in every])
