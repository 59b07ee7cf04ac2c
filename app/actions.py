"""Every action of the deck, once: keys, footer, palette and help come from here.

`list` actions work while the sidebar (or nothing) has the keyboard, `filter` actions
while its filter has; `prefix` actions work in a pane, after the prefix key: every other
key there goes to the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from widgets.key_bar import KeyHint
from widgets.terminal.copy_keys import COPY_KEYS

Context: TypeAlias = Literal["list", "filter", "prefix"]

PREFIX = "ctrl+b"
"""The key that leads to the deck while a pane has the keyboard (tmux's)."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the operator can do."""

    name: str
    """`action_<name>` of the deck, with arguments if any: `focus_pane('left')`.

    `{n}` in it stands for which of its keys was pressed, counted from 1.
    """
    context: Context
    keys: tuple[str, ...]
    """Textual's names of the keys."""
    label: str
    """A word or two for the footer."""
    help: str
    """A sentence for help and palette."""
    footer: bool = True
    """Whether the footer shows it."""
    pinned: bool = False
    """Whether the footer shows it before others when it has no room for all."""

    def command(self, key: str) -> str:
        """Return what is run for one of its keys."""
        return self.name.format(n=self.keys.index(key) + 1)


ACTIONS: tuple[Action, ...] = (
    Action("open", "list", ("enter",), "open", "Attach to the session; on a container, a new shell.", footer=True),
    Action("new_session", "list", ("n",), "new", "Run a command of your choice in the container."),
    Action("stop", "list", ("s",), "stop", "Stop the session and everything it started."),
    Action("stop_dialog", "list", ("S",), "signal", "Choose a signal or a grace, and see whom it hits.", footer=False),
    Action("remove", "list", ("d",), "remove", "Remove a session that does not run; asks first."),
    Action("remove(True)", "list", ("D",), "force", "Stop and remove the session; asks first.", footer=False),
    Action("restart", "list", ("R",), "again", "Run the session's command again, stopping it first if it runs; asks then.", footer=False),
    Action("inspect", "list", ("i",), "inspect", "Show everything that is known of it."),
    Action("log", "list", ("l",), "log", "Show the session's output as text, also after its end."),
    Action("watch", "list", ("w",), "watch", "Show the session in a pane without typing into it.", footer=False),
    Action("events", "list", ("E",), "events", "Show what has happened to sessions.", footer=False),
    Action("doctor", "list", ("exclamation_mark",), "doctor", "Find what a crash has left behind, and mend it.", footer=False),
    Action("toggle_mark", "list", ("v", "space"), "mark", "Mark the session and go on; on a container, all of its sessions."),
    Action("mark_all", "list", ("asterisk",), "mark all", "Mark everything that the filter leaves.", footer=False),
    Action("clear_marks", "list", ("escape",), "unmark", "Clear the marks.", footer=False),
    Action("toggle_flat", "list", ("t",), "flat", "Show a tree, or sessions only."),
    Action("next_sort", "list", ("o",), "order", "Order by name, age, state or CPU.", footer=False),
    Action("filter", "list", ("slash",), "filter", "Show only what holds a text."),
    Action("prune", "list", ("p",), "prune", "Remove every stopped session; asks first.", footer=False),
    Action("workspace", "list", ("tab",), "panes", "Go to the panes."),
    Action("help", "list", ("question_mark",), "help", "Show every key.", pinned=True),
    Action("command_palette", "list", ("ctrl+p", "colon"), "palette", "Find an action by name.", footer=False),
    Action("show_workspace({n})", "list", tuple("123456789"), "workspace", "Show a workspace by its number.", footer=False),
    Action("quit", "list", ("q",), "quit", "Leave the deck; sessions go on.", pinned=True),
    Action("workspace_list", "filter", ("enter", "down"), "keep", "Go to the list, keeping the filter."),
    Action("clear_filter", "filter", ("escape",), "clear", "Show everything again."),
    Action("split('row')", "prefix", ("percent_sign",), "right", "Open a new shell of this container to the right."),
    Action("split('column')", "prefix", ("quotation_mark",), "down", "Open a new shell of this container below."),
    Action("next_pane", "prefix", ("o",), "next", "Go to the next pane."),
    Action("focus_pane('left')", "prefix", ("left",), "←", "Go to the pane on the left.", footer=False),
    Action("focus_pane('right')", "prefix", ("right",), "→", "Go to the pane on the right.", footer=False),
    Action("focus_pane('up')", "prefix", ("up",), "↑", "Go to the pane above.", footer=False),
    Action("focus_pane('down')", "prefix", ("down",), "↓", "Go to the pane below.", footer=False),
    Action("grow('left')", "prefix", ("ctrl+left",), "grow ←", "Move the border to the left.", footer=False),
    Action("grow('right')", "prefix", ("ctrl+right",), "grow →", "Move the border to the right.", footer=False),
    Action("grow('up')", "prefix", ("ctrl+up",), "grow ↑", "Move the border up.", footer=False),
    Action("grow('down')", "prefix", ("ctrl+down",), "grow ↓", "Move the border down.", footer=False),
    Action("zoom", "prefix", ("z",), "zoom", "Let the pane fill the deck, or undo that."),
    Action("next_layout", "prefix", ("space",), "layout", "Arrange the panes in the next layout."),
    Action("swap(1)", "prefix", ("right_curly_bracket",), "swap", "Change places with the next pane.", footer=False),
    Action("swap(-1)", "prefix", ("left_curly_bracket",), "swap", "Change places with the pane before.", footer=False),
    Action("close_pane", "prefix", ("x",), "close", "Close the pane; its session goes on."),
    Action("detach", "prefix", ("d",), "detach", "Close the pane and go to the list; the session goes on."),
    Action("copy_mode", "prefix", ("left_square_bracket",), "copy", "Read, search and copy what the pane has shown."),
    Action("paste", "prefix", ("right_square_bracket",), "paste", "Type what was last copied in the deck.", footer=False),
    Action("mirror", "prefix", ("m",), "mirror", "Show the session in another pane as well."),
    Action("synchronize", "prefix", ("S",), "sync", "Type into all panes of the workspace at once, or no more."),
    Action("synchronize_pane", "prefix", ("s",), "choose", "Let this pane join those that are typed into together, or leave.", footer=False),
    Action("new_workspace", "prefix", ("c",), "new", "Make a new workspace."),
    Action("next_workspace(1)", "prefix", ("n",), "next", "Show the next workspace.", footer=False),
    Action("next_workspace(-1)", "prefix", ("p",), "previous", "Show the workspace before.", footer=False),
    Action("rename_workspace", "prefix", ("comma",), "rename", "Name the workspace.", footer=False),
    Action("read_only", "prefix", ("r",), "read-only", "Stop typing into the session, or resume."),
    Action("scroll(1)", "prefix", ("pageup",), "scroll", "Scroll a page back.", footer=False),
    Action("scroll(-1)", "prefix", ("pagedown",), "scroll", "Scroll a page forward.", footer=False),
    Action("sidebar", "prefix", ("tab",), "list", "Go to the list.", pinned=True),
    Action("show_workspace({n})", "prefix", tuple("123456789"), "workspace", "Show a workspace by its number.", footer=False),
    Action("command_palette", "prefix", ("colon",), "palette", "Find an action by name.", footer=False),
    Action("help", "prefix", ("question_mark",), "help", "Show every key.", pinned=True),
)  # fmt: skip

Table: TypeAlias = Sequence[Action]

_SYMBOLS = {
    "asterisk": "*",
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "percent_sign": "%",
    "quotation_mark": '"',
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "comma": ",",
    "exclamation_mark": "!",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "enter": "⏎",
    "escape": "esc",
}


def key_label(key: str) -> str:
    """Return how a key is shown: `ctrl+left` as `^←`."""
    control = key.startswith("ctrl+")
    bare = key.removeprefix("ctrl+")
    return ("^" if control else "") + _SYMBOLS.get(bare, bare)


def keys_label(item: Action) -> str:
    """Return how the keys of an action are shown: a row of them as `1-9`."""
    labels = [key_label(key) for key in item.keys if key]
    if "{n}" in item.name and len(labels) > 1:
        return f"{labels[0]}-{labels[-1]}"
    return " ".join(labels)


def find(context: Context, key: str, table: Table = ACTIONS) -> Action | None:
    """Return what a key does in a context."""
    for item in table:
        if item.context == context and key in item.keys:
            return item
    return None


def first_key(item: Action) -> str:
    """Return how the first key of an action is shown; empty if it has none."""
    return next((key_label(key) for key in item.keys if key), "")


def full_key(item: Action, prefix_key: str = PREFIX) -> str:
    """Return what to press for an action from where its context is: `^b c`."""
    key = first_key(item)
    return f"{key_label(prefix_key)} {key}" if key and item.context == "prefix" else key


def hints(context: Context, table: Table = ACTIONS) -> list[KeyHint]:
    """Return the footer of a context: what has a key there."""
    return [
        KeyHint(first_key(item), item.label, item.name, item.pinned)
        for item in table
        if item.context == context and item.footer and first_key(item)
    ]


def pane_hints(table: Table = ACTIONS, prefix_key: str = PREFIX) -> list[KeyHint]:
    """Return the footer while a program has the keys."""
    wanted = (
        "split('row')",
        "split('column')",
        "zoom",
        "copy_mode",
        "detach",
        "sidebar",
        "help",
        "new_workspace",
        "synchronize",
        "mirror",
    )
    named = {item.name: item for item in table if item.context == "prefix"}
    return [
        KeyHint(full_key(item, prefix_key), item.label, item.name, item.pinned)
        for item in (named[name] for name in wanted)
        if first_key(item)
    ]


FILTER_HELP = (
    "  web top     Characters in this order, in the container's name or the command.",
    '  "tail -f"   Exactly this.   -word, !word   Not this.',
    "  state:running  exit:0  exit:!0  exit:?  ctr:web  cmd:top  user:root",
    "  id:4f2  owner:alice  runtime:crun  is:open  is:marked  is:adopted",
)

COPY_HINTS = tuple(
    KeyHint(key, label, f"copy_key({name!r})")
    for key, label, name in (
        ("/", "search", "slash"),
        ("n", "next", "n"),
        ("v", "select", "v"),
        ("y", "copy", "y"),
        ("s", "save", "s"),
        ("q", "leave", "q"),
    )
)
"""The footer of copy mode."""


def help_lines(table: Table = ACTIONS, prefix_key: str = PREFIX) -> list[str]:
    """Return the help text: every key of every context."""
    lines = [
        "The list on the left shows every container of this host and",
        "the exec sessions in it. Sessions go on when the deck ends.",
    ]
    titles: dict[Context, str] = {
        "list": "In the list",
        "filter": "In the filter",
        "prefix": f"In a pane, after {key_label(prefix_key)} (twice sends it)",
    }
    for context, title in titles.items():
        lines += ["", title, ""]
        for item in table:
            if item.context == context:
                keys = keys_label(item)
                lines.append(f"  {keys:<8} {item.help}")
    lines += ["", "What a filter may say; all of it must hold", "", *FILTER_HELP]
    lines += ["", "In copy mode", ""]
    lines += [f"  {keys:<31} {sentence}" for keys, sentence in COPY_KEYS]
    lines += [
        "",
        "With the mouse",
        "",
        "  click    Select in the list, focus a pane, press a footer key;",
        "           before a session: mark it.",
        "  twice    Open what is in the list.",
        "  drag     Move a border; select in a pane, with shift if the program",
        "           wants the mouse. Letting go copies.",
        "  wheel    Scroll the output; the program, if it wants the mouse.",
    ]
    return lines
