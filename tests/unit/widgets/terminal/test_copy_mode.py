"""Copy mode by keys: moving, scrolling, counts, leaving, sizes."""

from __future__ import annotations

import pytest

from tests.unit.widgets.terminal.copying import TEXT, Copying, numbered
from widgets.terminal import copy_keys
from widgets.terminal.copy_keys import COPY_KEYS, key_name
from widgets.terminal.motions import MOTIONS


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("g", (0, 0)),
        ("gw", (0, 4)),
        ("gww", (0, 9)),
        ("g3w", (1, 0)),
        ("gjw", (1, 4)),
        ("gjww", (1, 5)),
        ("gjW", (1, 10)),
        ("gjWw", (1, 11)),
        ("ge", (0, 2)),
        ("gee", (0, 6)),
        ("gjE", (1, 8)),
        ("gjeee", (1, 8)),
        ("gj$b", (1, 11)),
        ("gj$bb", (1, 10)),
        ("gj$B", (1, 10)),
        ("gjb", (0, 9)),
        ("g9w", (3, 0)),
        ("g99w", (3, 10)),
        ("G99b", (0, 0)),
        ("g$", (0, 13)),
        ("g$j", (1, 14)),
        ("g$jjj", (3, 10)),
        ("g$0", (0, 0)),
        ("g10l", (0, 10)),
        ("g10lj", (1, 10)),
        ("g10ljjj", (3, 10)),
        ("gl", (0, 1)),
        ("g$l", (1, 0)),
        ("gjh", (0, 13)),
        ("gh", (0, 0)),
        ("G$l", (3, 10)),
        ("g}", (2, 0)),
        ("g}}", (3, 0)),
        ("G{", (2, 0)),
        ("G{{", (0, 0)),
        ("gfe", (0, 2)),
        ("gfe;", (0, 12)),
        ("g2fe", (0, 12)),
        ("g2fe,", (0, 2)),
        ("gte", (0, 1)),
        ("gte;", (0, 11)),
        ("g$Fo", (0, 6)),
        ("g$To", (0, 7)),
        ("g$To;", (0, 1)),
        ("gfq", (0, 0)),
        ("gf", (0, 0)),
        ("2G", (1, 0)),
        ("99G", (3, 0)),
        ("10g", (0, 0)),
        ("gL", (3, 0)),
        ("gM", (1, 0)),
        ("GH", (0, 0)),
        ("g?", (0, 0)),
        ("gxXzZ", (0, 0)),
    ],
)
def test_keys_move_the_cursor(keys: str, expected: tuple[int, int]) -> None:
    """As they do in tmux with vi's keys."""
    copying = Copying()
    copying.type(keys)

    assert copying.at == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["home"], (0, 0)),
        (["end"], (0, 13)),
        (["right", "right", "left", "down"], (1, 1)),
        (["down", "up"], (0, 0)),
        (["right", "backspace"], (0, 0)),
        (["w", "^"], (0, 0)),
        (["f", "escape", "l"], (0, 1)),
        (["tab", "alt+l", "ctrl+l", "shift+f5", "f1"], (0, 0)),
    ],
)
def test_named_keys(names: list[str], expected: tuple[int, int]) -> None:
    """Arrows and their like; what means nothing is ignored."""
    copying = Copying()
    copying.press("g", *names)

    assert copying.at == expected


def test_the_text_of_a_line_begins_behind_its_blanks() -> None:
    """`^` and `0` differ there."""
    copying = Copying("   indented  ")
    copying.type("^")
    text = copying.at
    copying.type("0")

    assert (text, copying.at) == ((0, 3), (0, 0))


def test_a_line_is_all_of_its_rows() -> None:
    """`0`, `$` and words do not stop where it wraps; rows are still there for `j`."""
    copying = Copying("0123456789abcdef ghij", columns=8)
    copying.type("j0")
    first = copying.at
    copying.type("e")
    word = copying.at
    copying.type("$")
    last = copying.at
    copying.type("0j")
    row = copying.at
    copying.type("fg")

    assert (first, word, last) == ((0, 0), (1, 7), (2, 4))
    assert (row, copying.at) == ((1, 0), (2, 1))


def test_wide_characters_are_stepped_over_whole() -> None:
    """Also with marks, and in words."""
    copying = Copying("a漢字b e\u0301x 👩‍👩‍👧!")
    columns = []
    for _ in range(7):
        columns.append(copying.at[1])
        copying.type("h")
    copying.type("w")
    second = copying.under[:1]
    copying.type("0e")
    end = copying.at
    copying.type("0f字;")

    assert len(set(columns)) == 7
    assert 2 not in columns
    assert 4 not in columns
    assert (second == "e", end, copying.at) == (False, (0, 5), (0, 3))


def test_the_view_stays_on_the_screen_until_the_cursor_leaves_it() -> None:
    """The status tells how many rows are below, and how many there are above."""
    copying = Copying(numbered(0, 50) + "$ ", lines=6)
    statuses = [copying.mode.status]
    copying.type("5k")
    statuses.append(copying.mode.status)
    copying.type("k")
    statuses.append(copying.mode.status)
    copying.type("g")
    statuses.append(copying.mode.status)

    assert statuses == ["[0/45]", "[0/45]", "[1/45]", "[45/45]"]
    assert copying.at == (-45, 0)
    assert copying.under == "line 0"


@pytest.mark.parametrize(
    ("keys", "top", "row"),
    [
        (["ctrl+u"], -3, 2),
        (["ctrl+u", "ctrl+d"], 0, 5),
        (["pageup"], -6, -1),
        (["ctrl+b", "ctrl+b"], -12, -7),
        (["2", "pageup", "pagedown"], -6, -1),
        (["9", "9", "pageup"], -45, -45),
        (["ctrl+f"], 0, 5),
        (["ctrl+y"], -1, 4),
        (["3", "ctrl+y", "ctrl+e"], -2, 2),
        (["k", "H"], 0, 0),
        (["pageup", "H"], -6, -6),
        (["pageup", "L"], -6, -1),
    ],
)
def test_pages_and_rows_of_the_view(keys: list[str], top: int, row: int) -> None:
    """The cursor goes along with pages, and stays in view."""
    copying = Copying(numbered(0, 50) + "$ ", lines=6)
    copying.press(*keys)

    assert (copying.mode.top, copying.at[0]) == (top, row)


def test_prompts_that_are_marked_are_found() -> None:
    """Not those that go on, and in the scrollback as well."""
    prompt, rest = "\x1b]133;A;cl=m\x07$ \x1b]133;B\x07", "\x1b]133;A;k=s\x07> "
    text = "".join(f"{prompt}cmd {n}\r\n{rest}more\r\nout\r\n" for n in range(5))
    copying = Copying(text + prompt, lines=4)
    seen = []
    for key in ["[", "[", "ctrl+up", "[", "[", "[", "[", "]", "ctrl+down"]:
        copying.press(key)
        seen.append(copying.under[2:])

    assert seen == [f"cmd {n}" for n in (4, 3, 2, 1, 0, 0, 0, 1, 2)]


def test_a_mark_survives_another_width() -> None:
    """Lines that are broken anew keep their prompts."""
    copying = Copying("\x1b]133;A\x07$ 0123456789\r\nout\r\nout", columns=8)
    copying.mode.resize(6, 6)
    copying.type("G[")

    assert copying.under == "$ 0123"


@pytest.mark.parametrize("key", copy_keys.LEAVE)
def test_leaving_drops_the_selection_first(key: str) -> None:
    """The second press leaves."""
    copying = Copying()
    copying.type("v")
    first = copying.press(key)
    dropped = copying.mode.selection
    second = copying.press(key)

    assert (first.leave, dropped, second.leave) == (False, None, True)


def test_the_rows_stand_still() -> None:
    """Whatever the program does to the screen, and to the past."""
    copying = Copying(numbered(0, 30), lines=6, scrollback=20)
    copying.type("g")
    before = copying.press("s").saved
    copying.feed("\x1b[H\x1b[2Jgone\x1b[3J" + numbered(0, 500) + "\x1bc")

    assert before.splitlines()[0] == "line 5"
    assert copying.press("s").saved == before
    assert copying.under == "line 5"


def test_the_past_is_fetched_as_far_as_one_goes() -> None:
    """It may be long, and may have to be parsed first; the status says so."""
    copying = Copying(numbered(0, 5000), lines=6)
    before = copying.mode.status
    copying.type("500k")
    between = copying.mode.snapshot.complete
    copying.type("g")

    assert before == "[0/500+]"
    assert between is False
    assert (copying.mode.status, copying.under) == ("[4995/4995]", "line 0")


def test_older_rows_may_be_gone_when_they_are_fetched() -> None:
    """What was fetched before stays."""
    copying = Copying(numbered(0, 5000), lines=6)
    copying.feed("\x1b[3J")
    copying.type("g")

    assert copying.mode.status == "[500/500]"
    assert copying.under == "line 4495"


def test_a_view_into_the_past_stays_where_it_is() -> None:
    """The cursor is then in the last row of the view."""
    copying = Copying(numbered(0, 3000), lines=6, back=700)

    assert (copying.mode.top, copying.at) == (-700, (-695, 0))
    assert Copying(back=3).mode.top == 0


def test_the_alternate_screen_is_read_alone() -> None:
    """There is no past there, and leaving it changes nothing."""
    copying = Copying(numbered(0, 50) + "\x1b[?1049h\x1b[Hone\r\ntwo")
    copying.type("g")
    copying.feed("\x1b[?1049l")

    assert copying.press("s").saved == "one\ntwo"
    assert copying.mode.status == "[0/0]"


@pytest.mark.parametrize("columns", [1, 3, 7, 19, 40])
@pytest.mark.parametrize("lines", [1, 3, 20])
def test_a_new_size_keeps_the_cursor_on_its_text(columns: int, lines: int) -> None:
    """And the selection, the search and an open prompt are still there."""
    copying = Copying(numbered(0, 40) + TEXT, lines=6)
    everything = copying.press("s").saved
    copying.press(*"?eight", "enter", *"v?seve")
    copying.screen.resize(lines, columns)
    copying.mode.resize(columns, lines)
    mode = copying.mode

    assert mode.snapshot.columns == columns
    assert mode.prompt is not None
    assert mode.match_count == 1
    line = mode.snapshot.line(mode.cursor.row)
    assert line.chars[line.offset(mode.cursor) :].startswith("seven")
    assert mode.selected_text == "seven e"
    assert mode.top <= mode.cursor.row <= mode.bottom
    copying.press("escape", "escape")
    assert (mode.pattern, copying.under[:1]) == ("eight", "e")
    assert copying.press("s").saved == everything


def test_a_count_has_an_end() -> None:
    """Any number of digits is taken, and the keys after them at once."""
    copying = Copying(numbered(0, 50))
    copying.type("9" * 50 + "k")

    assert copying.under == "line 0"


def test_the_table_for_the_help_is_complete() -> None:
    """Every key that does something is in it, and every motion has a key."""
    shown = " ".join(keys for keys, _ in COPY_KEYS)
    known: list[str] = []
    tables = (copy_keys.MOTIONS, copy_keys.ROWS, copy_keys.PAGES, copy_keys.SCROLLS)
    for table in (*tables, copy_keys.VIEW, copy_keys.SEARCHES, copy_keys.NEXT_MATCH):
        known += table
    known += [*copy_keys.JUMPS, *copy_keys.JUMPS_AGAIN, *copy_keys.SELECT]
    known += [*copy_keys.COPY, *copy_keys.LEAVE, "Y", "s", "o"]
    missing = [
        key
        for key in known
        if key not in shown.replace(",", " ,").split()
        and key not in ("left", "right", "up", "down", "backspace")
    ]

    assert missing == []
    assert set(copy_keys.MOTIONS.values()) == set(MOTIONS)


@pytest.mark.parametrize(
    ("key", "character", "name"),
    [
        ("slash", "/", "/"),
        ("G", "G", "G"),
        ("shift+g", "G", "G"),
        ("alt+x", "x", "alt+x"),
        ("ctrl+v", "\x16", "ctrl+v"),
        ("enter", "\r", "enter"),
        ("space", " ", " "),
        ("space", None, " "),
        ("plus", "+", "+"),
        ("up", None, "up"),
    ],
)
def test_keys_are_named_by_their_character(
    key: str, character: str | None, name: str
) -> None:
    """If they have one, and no modifier makes it mean something else."""
    assert key_name(key, character) == name
