"""`SplitLayout`: panes side by side, with the commands and mouse that change them.

A widget is mounted before its pane enters the tree, and a pane leaves the tree
before its widget is unmounted, so no frame shows a hole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message
from textual.widget import Widget

from widgets.splits.frame import SplitFrame
from widgets.splits.nodes import Leaf
from widgets.splits.presets import PRESETS, preset
from widgets.splits.tree import SplitTree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events

    from widgets.splits.geometry import Area
    from widgets.splits.nodes import Orientation
    from widgets.splits.presets import Preset
    from widgets.splits.tree import Direction, Separator


class _Drag(NamedTuple):
    """A separator under the mouse button, and everything when it went down."""

    tree: SplitTree
    separator: Separator
    area: Area
    x: int
    y: int


class SplitLayout(SplitFrame):
    """A space split into titled panes.

    The focused pane is the layout's own notion: it stays when the keyboard goes to
    a widget elsewhere, and follows when a widget inside gets it.
    """

    class PaneFocused(Message):
        """Another pane became the focused one."""

        def __init__(self, layout: SplitLayout, pane_id: str) -> None:
            super().__init__()
            self.layout = layout
            """The layout of the pane."""
            self.pane_id = pane_id
            """The pane that is focused now."""

        @property
        def control(self) -> SplitLayout:
            """The layout."""
            return self.layout

    class LayoutChanged(Message):
        """Panes came, went, moved or changed size by a command or the mouse.

        Not sent when only the terminal's size changed.
        """

        def __init__(self, layout: SplitLayout) -> None:
            super().__init__()
            self.layout = layout
            """The layout that changed."""

        @property
        def control(self) -> SplitLayout:
            """The layout."""
            return self.layout

        def can_replace(self, message: Message) -> bool:
            """Let one message stand for many while a border is dragged."""
            return (
                isinstance(message, SplitLayout.LayoutChanged)
                and message.layout is self.layout
            )

    _preset = -1
    _drag: _Drag | None = None

    # Panes come and go

    async def add_pane(
        self,
        widget: Widget,
        pane_id: str,
        *,
        beside: str | None = None,
        orientation: Orientation = "row",
        focus: bool = True,
    ) -> None:
        """Mount `widget` as a new pane, which becomes the focused one.

        It takes half of the pane `beside`, or else of the focused pane. Unless
        `focus` is False, the keyboard goes to it too.

        Raises:
            KeyError: there is no pane `beside`.
            ValueError: there is a pane `pane_id` already.
        """
        if pane_id in self._widgets:
            raise ValueError(f"there is a pane {pane_id!r} already")
        if beside is not None and beside not in self._widgets:
            raise KeyError(beside)
        self._widgets[pane_id] = widget
        await self.mount(widget)
        # The tree may have changed while the widget was mounted.
        if self._tree is None:
            self._change(SplitTree(Leaf(pane_id)))
        else:
            names = self._tree.panes()
            near = beside if beside in names else self._focused
            near = near if near in names else names[-1]
            self._change(self._tree.split(near, orientation, pane_id))
        self._set_focused(pane_id)
        if focus:
            self._give_keyboard(pane_id)

    async def remove_pane(self, pane_id: str) -> None:
        """Close a pane and unmount its widget; the one before it takes its space.

        Raises:
            KeyError: there is no such pane.
        """
        if self._tree is None or pane_id not in self._tree:
            raise KeyError(pane_id)
        successor = self._tree.previous(pane_id)
        tree = self._tree.close(pane_id)
        had_keyboard = self._keyboard_pane() == pane_id
        widget = self._widgets.pop(pane_id)
        self._titles.pop(pane_id, None)
        self._change(tree)
        if tree is None:
            self._focused = None
        elif self._focused == pane_id:
            self._set_focused(successor)
            if had_keyboard:
                self._give_keyboard(successor)
        await widget.remove()

    async def set_panes(
        self,
        tree: SplitTree | None,
        widgets: Mapping[str, Widget],
        *,
        focused: str | None = None,
    ) -> None:
        """Show exactly these panes, as when a saved layout is opened.

        Widgets already shown under their id stay mounted.

        Raises:
            ValueError: the ids of the tree and of the widgets differ.
        """
        names = tree.panes() if tree is not None else ()
        if set(names) != set(widgets):
            raise ValueError("every pane of the tree needs a widget, and no others")
        gone = [w for w in self._widgets.values() if w not in widgets.values()]
        new = [w for w in widgets.values() if w not in self._widgets.values()]
        self._widgets = dict(widgets)
        self._titles = {key: self.title(key) for key in names}
        self._focused = None
        self._change(tree)
        await self.mount_all(new)
        await self.remove_children(gone)
        if names:
            self._set_focused(focused if focused in names else names[0])

    # Focus

    def focus_pane(self, pane_id: str) -> None:
        """Make a pane the focused one and send the keyboard to it.

        Raises:
            KeyError: there is no such pane.
        """
        if pane_id not in self._widgets:
            raise KeyError(pane_id)
        if pane_id != self._focused:
            self._zoomed = False
        self._set_focused(pane_id)
        self._give_keyboard(pane_id)

    def focus_direction(self, direction: Direction, *, wrap: bool = True) -> bool:
        """Focus the pane on that side; return whether there was one."""
        if self._tree is None or self._focused is None:
            return False
        area = self.view.area
        found = self._tree.neighbour(self._focused, direction, area, wrap=wrap)
        if found is None:
            return False
        self.focus_pane(found)
        return True

    def focus_next(self) -> None:
        """Focus the next pane in reading order, the first after the last."""
        if self._tree is not None and self._focused is not None:
            self.focus_pane(self._tree.next(self._focused))

    def focus_previous(self) -> None:
        """Focus the pane before, the last before the first."""
        if self._tree is not None and self._focused is not None:
            self.focus_pane(self._tree.previous(self._focused))

    # Changes of the tree

    def zoom(self) -> None:
        """Let the focused pane fill everything, or undo that."""
        if self._focused is not None:
            self._zoomed = not self._zoomed
            self._reshow()

    def resize_pane(self, direction: Direction, cells: int = 1) -> None:
        """Move a border of the focused pane."""
        if self._tree is not None and self._focused is not None:
            area = self.view.area
            self._change(self._tree.resize(self._focused, direction, cells, area))

    def swap_next(self) -> None:
        """Let the focused pane change places with the next one."""
        if self._tree is not None and self._focused is not None:
            other = self._tree.next(self._focused)
            self._change(self._tree.swap(self._focused, other))

    def swap_previous(self) -> None:
        """Let the focused pane change places with the one before."""
        if self._tree is not None and self._focused is not None:
            other = self._tree.previous(self._focused)
            self._change(self._tree.swap(self._focused, other))

    def apply_preset(self, name: Preset) -> None:
        """Arrange the panes anew.

        Raises:
            ValueError: there is no preset of that name.
        """
        if self._tree is not None:
            self._change(preset(self._tree, name))
            self._preset = PRESETS.index(name)

    def next_preset(self) -> Preset:
        """Arrange the panes by the preset after the last one; return its name."""
        name = PRESETS[(self._preset + 1) % len(PRESETS)]
        self.apply_preset(name)
        return name

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Focus the pane under the mouse, or take hold of a separator."""
        x, y = event.screen_offset - self.content_region.offset
        view = self.view
        separator = view.separator_at(x, y)
        if separator is not None and event.button == 1 and self._tree is not None:
            self._drag = _Drag(self._tree, separator, view.area, x, y)
            self.capture_mouse()
            event.stop()
            return
        self._click(x, y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the separator that is held."""
        if self._drag is None:
            return
        event.stop()
        x, y = event.screen_offset - self.content_region.offset
        tree, (_, orientation, path, child), area, from_x, from_y = self._drag
        cells = x - from_x if orientation == "row" else y - from_y
        moved = tree.move_separator(path, child, cells, area) if cells else tree
        if moved != self._tree:
            self._tree = moved
            self._reshow()
            self.post_message(self.LayoutChanged(self))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of the separator; a click on one focuses the pane titled there."""
        if self._drag is None:
            return
        event.stop()
        drag, self._drag = self._drag, None
        self.release_mouse()
        x, y = event.screen_offset - self.content_region.offset
        if (x, y) == (drag.x, drag.y):
            self._click(x, y)

    def on_mouse_release(self) -> None:
        """Forget the separator when the mouse is taken away."""
        self._drag = None

    def _click(self, x: int, y: int) -> None:
        pane = self.view.pane_at(x, y)
        if pane is not None:
            self.focus_pane(pane)

    # Inside

    def on_descendant_focus(self) -> None:
        """Follow the keyboard into a pane."""
        # Where it is now: it may have moved on since the event.
        pane = self._keyboard_pane()
        if pane is not None and pane != self._focused:
            self._zoomed = False
            self._set_focused(pane)

    def _keyboard_pane(self) -> str | None:
        """Return the pane that the keyboard is in."""
        focused = self.screen.focused
        inside = focused.ancestors_with_self if focused is not None else []
        for pane, widget in self._widgets.items():
            if widget in inside:
                return pane
        return None

    def _set_focused(self, pane_id: str) -> None:
        if pane_id != self._focused:
            before, self._focused = self.view, pane_id
            self._show_focus(before)
            self.post_message(self.PaneFocused(self, pane_id))

    def _give_keyboard(self, pane_id: str) -> None:
        if self._keyboard_pane() == pane_id:
            return
        for node in self._widgets[pane_id].walk_children(Widget, with_self=True):
            if node.focusable:
                self.screen.set_focus(node, scroll_visible=False)
                return

    def _change(self, tree: SplitTree | None) -> None:
        """Show another tree; that ends zooming and dragging."""
        self._zoomed = False
        if self._drag is not None:
            self._drag = None
            self.release_mouse()
        if tree != self._tree:
            self._tree = tree
            self.post_message(self.LayoutChanged(self))
        self._reshow()
