"""`Workspaces`: several split layouts of which one is shown, as tmux has windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from textual.containers import Vertical
from textual.message import Message

from widgets.splits.layout import SplitLayout
from widgets.tab_bar import Tab, TabBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.widget import Widget

WORKSPACES_MAX = 9
"""As many as there are keys for them."""

Flag: TypeAlias = Literal["!", "#"]
"""What happened where nobody looked: a bell, or output."""


class Workspaces(Vertical):
    """Split layouts by number, with a line of tabs above when there are several.

    Args:
        placeholder: makes what a workspace without panes shows.
    """

    DEFAULT_CSS = """
    Workspaces { width: 1fr; height: 1fr; }
    """

    class Changed(Message):
        """Another workspace is shown, or one came, went or was renamed."""

        def __init__(self, workspaces: Workspaces) -> None:
            super().__init__()
            self.workspaces = workspaces
            """The widget."""

        @property
        def control(self) -> Workspaces:
            """The widget."""
            return self.workspaces

    def __init__(
        self,
        placeholder: Callable[[], Widget],
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._placeholder = placeholder
        self._layouts = [SplitLayout(placeholder())]
        self._names = [""]
        self._flags: list[set[Flag]] = [set()]
        self._index = 0
        self._bar = TabBar()
        self._bar.display = False

    def compose(self) -> ComposeResult:
        """Show the tabs and the first workspace."""
        yield self._bar
        yield from self._layouts

    # -- what there is ------------------------------------------------------

    @property
    def layouts(self) -> tuple[SplitLayout, ...]:
        """Every workspace's layout, in order."""
        return tuple(self._layouts)

    @property
    def names(self) -> tuple[str, ...]:
        """Every workspace's name; empty where none was given."""
        return tuple(self._names)

    @property
    def index(self) -> int:
        """The number of the one that is shown, from 0."""
        return self._index

    @property
    def current(self) -> SplitLayout:
        """The layout that is shown."""
        return self._layouts[self._index]

    def layout_of(self, pane_id: str) -> SplitLayout | None:
        """Return the layout that a pane is in."""
        return next((item for item in self._layouts if pane_id in item.panes), None)

    # -- changes ------------------------------------------------------------

    async def add(self, name: str = "") -> SplitLayout:
        """Put an empty workspace after the others; it is not shown yet.

        Raises:
            ValueError: there are as many as there can be.
        """
        if len(self._layouts) == WORKSPACES_MAX:
            raise ValueError(f"there are {WORKSPACES_MAX} workspaces already")
        layout = SplitLayout(self._placeholder())
        layout.display = False
        self._layouts.append(layout)
        self._names.append(name)
        self._flags.append(set())
        await self.mount(layout)
        self._changed()
        return layout

    def show(self, index: int) -> None:
        """Show another workspace; the keyboard is where the caller wants it.

        Raises:
            IndexError: there is no such workspace.
        """
        layout = self._layouts[index]
        self._flags[index].clear()
        if index != self._index:
            self.current.display = False
            self._index = index
            layout.display = True
        self._changed()

    async def close(self, index: int) -> None:
        """Take a workspace without panes away; the last one stays.

        Raises:
            IndexError: there is no such workspace.
            ValueError: it has panes.
        """
        layout = self._layouts[index]
        if layout.panes:
            raise ValueError("a workspace with panes is not closed")
        if len(self._layouts) == 1:
            return
        for items in (self._layouts, self._names, self._flags):
            del items[index]
        if index < self._index or self._index == len(self._layouts):
            self._index -= 1
        self.current.display = True
        self._changed()
        await layout.remove()

    def rename(self, index: int, name: str) -> None:
        """Give a workspace a name.

        Raises:
            IndexError: there is no such workspace.
        """
        self._names[index] = name
        self._changed()

    def flag(self, layout: SplitLayout, flag: Flag) -> None:
        """Mark a workspace that is not shown, until it is."""
        index = self._layouts.index(layout)
        if index != self._index and flag not in self._flags[index]:
            self._flags[index].add(flag)
            self._show_tabs()

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """Show the workspace that was clicked."""
        event.stop()
        if event.index < len(self._layouts):
            self.show(event.index)

    def _changed(self) -> None:
        self._show_tabs()
        self.post_message(self.Changed(self))

    def _show_tabs(self) -> None:
        self._bar.display = len(self._layouts) > 1
        self._bar.set_tabs(
            [
                Tab(name, "".join(sorted(flags)))
                for name, flags in zip(self._names, self._flags, strict=True)
            ],
            self._index,
        )
