"""What keys after the prefix do: panes, workspaces, typing into several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.keys import key_to_character

from app.keyboard import Keyboard
from core.session.types import display_text
from widgets.dialogs import Prompt
from widgets.workspaces import WORKSPACES_MAX

if TYPE_CHECKING:
    from widgets.splits.layout import SplitLayout
    from widgets.terminal.pane import TerminalPane
    from widgets.workspaces import Flag, Workspaces


class PaneActions(Keyboard, inherit_bindings=False):
    """The part of the deck that acts on panes and workspaces."""

    workspaces: Workspaces

    @property
    def splits(self) -> SplitLayout:
        """The panes of the workspace that is shown."""
        return self.workspaces.current

    def say(self, message: str, *, error: bool = False) -> None:
        """Show a notification; it may hold anything a container wrote."""
        text = display_text(message)
        self.notify(text, severity="error" if error else "information", markup=False)

    def show_keys(self) -> None:
        """Show the keys that work now."""
        raise NotImplementedError

    def show_sidebar(self) -> None:
        """Show or hide the list as what is used needs it."""
        raise NotImplementedError

    def focus_sidebar(self) -> None:
        """Give the keyboard to the list."""
        raise NotImplementedError

    def action_sidebar(self) -> None:
        """Give the keyboard to the list, at the session of the focused pane."""
        raise NotImplementedError

    # -- panes --------------------------------------------------------------

    async def action_split(self, orientation: str) -> None:
        """Open another shell beside the focused pane."""
        await self.panes.split("row" if orientation == "row" else "column")

    def action_focus_pane(self, direction: Any) -> None:
        """Go to the pane on one side."""
        self.splits.focus_direction(direction)

    def action_grow(self, direction: Any) -> None:
        """Move a border of the focused pane."""
        self.splits.resize_pane(direction, 2)

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self.splits.focus_next()

    def action_zoom(self) -> None:
        """Let the focused pane fill the deck, or undo that."""
        self.splits.zoom()
        self.show_sidebar()

    def action_next_layout(self) -> None:
        """Arrange the panes in the next layout."""
        if self.splits.panes:
            self.splits.next_preset()

    def action_swap(self, step: int) -> None:
        """Let the focused pane change places."""
        if step > 0:
            self.splits.swap_next()
        else:
            self.splits.swap_previous()

    async def action_close_pane(self) -> None:
        """Close the focused pane; its session goes on."""
        await self.panes.close_focused()

    async def action_detach(self) -> None:
        """Close the focused pane and go to its session in the list."""
        self.action_sidebar()
        await self.panes.close_focused()

    async def action_mirror(self) -> None:
        """Show the focused pane's session in another pane as well."""
        await self.panes.mirror()

    def action_read_only(self) -> None:
        """Stop typing into the focused pane's session, or resume."""
        self.panes.toggle_read_only()
        self.show_keys()

    def action_scroll(self, pages: int) -> None:
        """Scroll the focused pane."""
        if pane := self.panes.focused_pane:
            pane.scroll_back(pages * max(pane.size.height - 1, 1))

    def action_copy_mode(self) -> None:
        """Read, search and copy what the focused pane has shown."""
        if pane := self.panes.focused_pane:
            pane.enter_copy_mode()

    def action_copy_key(self, key: str) -> None:
        """Press a key of copy mode, as when its hint is clicked."""
        pane = self.panes.focused_pane
        if pane is not None and pane.copy_mode is not None:
            pane.press(key, key_to_character(key))

    def action_paste(self) -> None:
        """Type what was last copied in the deck into the focused pane."""
        pane = self.panes.focused_pane
        if pane is not None and self.clipboard:
            pane.paste(self.clipboard)
        elif pane is not None:
            self.say("Nothing was copied in the deck yet.")

    # -- typing into several ------------------------------------------------

    def action_synchronize(self) -> None:
        """Type into all panes of the workspace at once, or no more."""
        if pane := self.panes.focused_pane:
            shown = [item for item in self.panes.all if item.id in self.splits.panes]
            self.panes.synchronized.toggle_all(pane, shown)
            self._show_synchronized()

    def action_synchronize_pane(self) -> None:
        """Let the focused pane join those that are typed into together, or leave."""
        if pane := self.panes.focused_pane:
            self.panes.synchronized.toggle(pane)
            self._show_synchronized()

    def _show_synchronized(self) -> None:
        for pane in self.panes.all:
            self.panes.retitle(pane)
        self.show_keys()
        if len(self.panes.synchronized) == 1:
            self.say("One pane is chosen: choose another to type into both.")

    # -- workspaces ---------------------------------------------------------

    def action_show_workspace(self, number: int) -> None:
        """Show the workspace of a number, counted from 1."""
        if number > len(self.workspaces.layouts):
            self.say(f"There is no workspace {number}.")
            return
        self.workspaces.show(number - 1)
        self.refocus()

    def action_next_workspace(self, step: int) -> None:
        """Show the next workspace or the one before."""
        count = len(self.workspaces.layouts)
        self.workspaces.show((self.workspaces.index + step) % count)
        self.refocus()

    async def action_new_workspace(self) -> None:
        """Make a workspace with a shell of the focused pane's container."""
        if len(self.workspaces.layouts) == WORKSPACES_MAX:
            self.say(f"There are {WORKSPACES_MAX} workspaces already.")
            return
        pane = self.panes.focused_pane
        container = self.panes.all[pane].container if pane else None
        await self.workspaces.add()
        self.workspaces.show(len(self.workspaces.layouts) - 1)
        if container is not None:
            await self.panes.open_shell(container)
        self.refocus()

    def action_rename_workspace(self) -> None:
        """Ask for a name for the workspace."""
        index = self.workspaces.index

        def rename(name: str | None) -> None:
            if name is not None:
                self.workspaces.rename(index, name.strip())

        title = f"Rename workspace {index + 1}"
        self.push_screen(Prompt(title, "Name", self.workspaces.names[index]), rename)

    async def close_empty(self, layout: SplitLayout) -> None:
        """Close a workspace whose last pane has gone, unless it is the last."""
        if not layout.panes:
            await self.workspaces.close(self.workspaces.layouts.index(layout))

    def go_to(self, pane: TerminalPane) -> None:
        """Show a pane, in whatever workspace, and give it the keyboard."""
        layout = self.workspaces.layout_of(str(pane.id))
        if layout is not None:
            self.workspaces.show(self.workspaces.layouts.index(layout))
            layout.focus_pane(str(pane.id))

    def refocus(self) -> None:
        """Give the keyboard to the workspace that is shown, or to the list."""
        pane = self.splits.focused_pane
        if pane is not None:
            self.splits.focus_pane(pane)
        else:
            self.focus_sidebar()

    def flag(self, pane: TerminalPane, flag: Flag) -> None:
        """Mark the workspace of a pane that is not shown."""
        layout = self.workspaces.layout_of(str(pane.id))
        if layout is not None:
            self.workspaces.flag(layout, flag)
