"""Copy mode: reading, searching and selecting what a terminal shows and has shown; pure.

The habits are those of tmux with vi's keys. The rows are a snapshot: they stand still,
whatever the program does meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from widgets.terminal import copy_keys as keys
from widgets.terminal.copy_cursor import CopyCursor
from widgets.terminal.motions import MOTIONS, to_character
from widgets.terminal.reflow import Place
from widgets.terminal.search import Haystack, Match, Search
from widgets.terminal.selection import Selection, everything

if TYPE_CHECKING:
    from widgets.terminal.screen import TerminalScreen
    from widgets.terminal.search import Spans

COUNT_MAX = 9999
"""Most often that a number before a key repeats it."""
PATTERN_MAX = 256


class Effect(NamedTuple):
    """What the owner has to do after a key."""

    leave: bool = False
    """Copy mode has ended."""
    copied: str = ""
    """Text for the clipboard."""
    saved: str = ""
    """Text for a file."""


class Prompt(NamedTuple):
    """A search whose pattern is being typed."""

    text: str
    forward: bool
    origin: Place
    """Where the cursor was, and goes back to."""
    top: Place
    """The first row that was in view."""
    before: tuple[str, bool]
    """The pattern and the direction of the search that was on."""

    @property
    def line(self) -> str:
        """What the user sees of it."""
        return ("/" if self.forward else "?") + self.text


NOTHING = Effect()


class CopyMode(CopyCursor):
    """The state of copy mode; owners read it, hand over keys and obey the effects.

    Args:
        terminal: what to look at.
        back: how many rows into the past the view is.
    """

    def __init__(self, terminal: TerminalScreen, back: int = 0) -> None:
        self.prompt: Prompt | None = None
        """The search that is being typed."""
        self.note = ""
        """A word on the last key, such as that the search went round the end."""
        self._search: Search | None = None
        self._match: Match | None = None
        self._number = 0
        self._in_view: tuple[Search, int, int, Spans] | None = None
        self._haystack: Haystack | None = None
        self._count = ""
        self._pending: tuple[str, int] | None = None
        self._jump: tuple[str, str] | None = None
        super().__init__(terminal, back)

    # What owners read.

    @property
    def pattern(self) -> str:
        """What is searched for, empty for nothing."""
        return self._search.pattern if self._search is not None else ""

    @property
    def match_count(self) -> int:
        """How many matches there are."""
        return self._search.count if self._search is not None else 0

    @property
    def match_number(self) -> int:
        """Which match the cursor is on, from 1; 0 for none."""
        return self._number if self._match is not None else 0

    @property
    def matches(self) -> Spans:
        """The cells of all matches in view, by row."""
        search, known = self._search, self._in_view
        if search is None:
            return {}
        if known is None or known[:3] != (search, self.top, self.bottom):
            spans = search.spans(self.top, self.bottom)
            known = self._in_view = search, self.top, self.bottom, spans
        return known[3]

    @property
    def matched(self) -> Spans:
        """The cells of the match that the cursor is on, by row."""
        if self._search is None or self._match is None:
            return {}
        return self._search.cells(self._match)

    @property
    def status(self) -> str:
        """A word on the last key, what the search found, and how far back the view is."""
        first = self.snapshot.first
        more = "" if self.snapshot.complete else "+"
        found = ""
        if self.match_count:
            found = f"{self.match_number or '-'}/{self.match_count}"
        elif self.pattern:
            found = "no match"
        position = f"[{max(-self.top, 0)}/{-first}{more}]"
        return " ".join(filter(None, (self.note, found, position)))

    # Keys.

    def press(self, key: str, character: str | None) -> Effect:
        """Do what a key says; one that means nothing is ignored."""
        name = keys.key_name(key, character)
        if self.prompt is not None:
            self._edit(self.prompt, name)
            return NOTHING
        self.note = ""
        if self._pending is not None:
            (kind, count), self._pending = self._pending, None
            if len(name) == 1:
                self._jump = kind, name
                self._jump_on(count)
        elif name in keys.DIGITS and (name != "0" or self._count):
            self._count = f"{min(int(self._count + name), COUNT_MAX)}"
        else:
            digits, self._count = self._count, ""
            if not self._move_by(name, int(digits) if digits else None):
                return self._act_on(name)
        return NOTHING

    def _move_by(self, name: str, number: int | None) -> bool:
        """Move as a key says, `number` times; return False if it moves nothing."""
        count = 1 if number is None else number
        if name == "G" and number is not None:
            self.snapshot.load_all()
            self.go(Place(self.snapshot.first + count - 1, 0))
        elif name in keys.MOTIONS:
            self.move(MOTIONS[keys.MOTIONS[name]], count)
        elif name in keys.ROWS:
            self.move_rows(keys.ROWS[name] * count)
        elif name in keys.PAGES:
            self.move_pages(keys.PAGES[name] * count)
        elif name in keys.SCROLLS:
            self.scroll(keys.SCROLLS[name] * count)
        elif name in keys.VIEW:
            self.go(
                Place(self.top + int((self.bottom - self.top) * keys.VIEW[name]), 0)
            )
        else:
            return self._seek(name, count)
        return True

    def _seek(self, name: str, count: int) -> bool:
        """Look for text as a key says; return False if it does not."""
        if name in keys.JUMPS:
            self._pending = name, count
        elif name in keys.JUMPS_AGAIN:
            self._jump_on(count, other_way=keys.JUMPS_AGAIN[name])
        elif name in keys.NEXT_MATCH:
            # Going round more often leads nowhere else.
            for _ in range(min(count, self.match_count or 1)):
                self._find_next(other_way=keys.NEXT_MATCH[name])
        elif name in keys.SEARCHES:
            before = ("", True)
            if self._search is not None:
                before = self._search.pattern, self._search.forward
            top = Place(self.top, 0)
            self.prompt = Prompt("", keys.SEARCHES[name], self.cursor, top, before)
            self._moved()
        else:
            return False
        return True

    def _act_on(self, name: str) -> Effect:
        """Do what a key says that moves nothing."""
        if name in keys.LEAVE:
            if self.selection is None:
                return Effect(leave=True)
            self.selection = None
        elif name in keys.SELECT:
            self.select(keys.SELECT[name])
        elif name == " ":
            self.select_between(self.cursor, self.cursor)
        elif name == "o":
            self.swap_ends()
        elif name in keys.COPY:
            return Effect(leave=True, copied=self.selected_text)
        elif name == "Y":
            line = Selection("lines", self.cursor, self.cursor)
            return Effect(leave=True, copied=line.text(self.snapshot))
        elif name == "s":
            selection = self.selection or everything(self.snapshot)
            return Effect(saved=selection.text(self.snapshot))
        return NOTHING

    def _jump_on(self, count: int, *, other_way: bool = False) -> None:
        """Go to the character of the last jump."""
        if self._jump is not None:
            kind, char = self._jump
            back = kind.isupper() != other_way
            self.move(to_character(char, back=back, till=kind in "tT"), count)

    def _moved(self) -> None:
        """Take view, selection and match along with the cursor."""
        super()._moved()
        if self._match is not None and self._match.place != self.cursor:
            self._match = None

    @property
    def _free_height(self) -> int:
        """The rows of the view that the prompt does not lie on."""
        return max(self.height - (self.prompt is not None), 1)

    # Searching.

    def insert(self, text: str) -> None:
        """Type text into the prompt, if there is one; only its first line counts."""
        if self.prompt is not None:
            line = "".join(filter(str.isprintable, text.strip("\r\n").split("\n")[0]))
            self._retype(self.prompt, (self.prompt.text + line)[:PATTERN_MAX])

    def _edit(self, prompt: Prompt, name: str) -> None:
        """Type into the prompt; the first match is shown meanwhile."""
        if name == "enter":
            self.prompt = None
            if not prompt.text:
                self._search_for(prompt.before[0], prompt)
            self._moved()
        elif name in keys.CANCEL or (name == "backspace" and not prompt.text):
            self.prompt = None
            self._undo(prompt)
        elif name == "backspace":
            self._retype(prompt, prompt.text[:-1])
        elif name == "ctrl+u":
            self._retype(prompt, "")
        elif len(name) == 1:
            self.insert(name)

    def _retype(self, prompt: Prompt, text: str) -> None:
        self.prompt = prompt._replace(text=text)
        if text:
            self._search_for(text, prompt)
        else:
            self._undo(prompt)

    def _undo(self, prompt: Prompt) -> None:
        """Go back to what was on before the prompt."""
        self._match, self.note = None, ""
        self._search = self._new_search(*prompt.before)
        self.top = prompt.top.row
        self.go(prompt.origin)

    def _search_for(self, pattern: str, prompt: Prompt) -> None:
        """Search from where the prompt was opened."""
        self._search, self.note = self._new_search(pattern, prompt.forward), ""
        self.top = prompt.top.row
        self.go(prompt.origin)
        self._find_next()

    def _new_search(self, pattern: str, forward: bool) -> Search | None:
        """Return a search for a pattern, None for an empty one."""
        if not pattern:
            return None
        if self._haystack is None:
            self._haystack = Haystack(self.snapshot)
        return Search(self._haystack, pattern, forward=forward)

    def _find_next(self, *, other_way: bool = False) -> None:
        """Go to the next match."""
        if self._search is None:
            self.note = "no pattern"
            return
        forward = self._search.forward != other_way
        match = self._search.find(self.cursor, forward=forward)
        if match is not None:
            self._match = match
            self._number = self._search.number(match)
            self.go(match.place)
            self.note = "wrapped" if match.wrapped else ""

    # Size.

    def resize(self, columns: int, lines: int) -> None:
        """Take another size; the cursor stays on its text."""
        if columns != self.snapshot.columns:
            self._reflow(columns)
        self.height = lines
        self._scroll(0)
        self._moved()

    def _reflow(self, columns: int) -> None:
        """Break the lines anew, and find everything in its new place."""
        line = self.cursor.row - self.top
        places = [self.cursor]
        if self.selection is not None:
            places.append(self.selection.anchor)
        if self.prompt is not None:
            places += self.prompt.origin, self.prompt.top
        moved = iter(self.snapshot.reflow(columns, places))
        self._haystack = self._match = None
        self.cursor = self._on_text(next(moved))
        self._column = self.cursor.column
        self.top = self.cursor.row - line
        if self.selection is not None:
            kind, anchor = self.selection.kind, self._on_text(next(moved))
            self.selection = Selection(kind, anchor, self.cursor)
        if self.prompt is not None:
            origin, top = moved
            self.prompt = self.prompt._replace(origin=origin, top=top)
        if self._search is not None:
            pattern, forward = self._search.pattern, self._search.forward
            self._search = self._new_search(pattern, forward)
