"""`SplitFrame`: the picture of `SplitLayout`, without its commands.

What is shown is a pure function of (tree, focused pane, zoom, size): `arrange`
places the children and `render_line` draws the borders from the same view, so a
terminal that is resized quickly can never show the one without the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region
from textual.layout import DockArrangeResult, WidgetPlacement
from textual.strip import Strip
from textual.widget import Widget

from core.session.types import display_text
from widgets.splits import borders
from widgets.splits.geometry import Area
from widgets.splits.view import look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.geometry import Size

    from widgets.splits.geometry import Rect
    from widgets.splits.tree import SplitTree
    from widgets.splits.view import View


class SplitFrame(Widget):
    """Places a widget per pane and draws lines and titles around them.

    `placeholder` fills the space while there are no panes.
    """

    DEFAULT_CSS = """
    SplitFrame {
        width: 1fr;
        height: 1fr;
        overflow: hidden;
        background: $background;

        & > .split-frame--line { color: $foreground 30%; }
        & > .split-frame--line-focused { color: $foreground 60%; }
        & > .split-frame--title { color: $foreground 70%; }
        & > .split-frame--title-focused {
            color: $foreground;
            text-style: bold;
        }

        &:focus-within {
            & > .split-frame--line-focused { color: $primary; }
            & > .split-frame--title-focused { color: $text-primary; }
        }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "split-frame--line",
        "split-frame--line-focused",
        "split-frame--title",
        "split-frame--title-focused",
    }
    """
    | Class | Description |
    | :- | :- |
    | `split-frame--line` | Lines between panes. |
    | `split-frame--line-focused` | Lines around the focused pane. |
    | `split-frame--title` | Titles on the lines. |
    | `split-frame--title-focused` | The title of the focused pane. |
    """

    def __init__(
        self,
        placeholder: Widget | None = None,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._placeholder = placeholder
        self._tree: SplitTree | None = None
        self._widgets: dict[str, Widget] = {}
        self._titles: dict[str, str] = {}
        self._focused: str | None = None
        self._zoomed = False
        self._seen: tuple[Area, View] | None = None
        self._border_runs: dict[int, list[borders.Run]] | None = None
        self._border_strips: dict[int, Strip] = {}

    def compose(self) -> ComposeResult:
        """Mount the placeholder."""
        if self._placeholder is not None:
            yield self._placeholder

    @property
    def split_tree(self) -> SplitTree | None:
        """The split tree; None when there are no panes."""
        return self._tree

    @property
    def focused_pane(self) -> str | None:
        """Id of the pane that keys and commands go to; None without panes."""
        return self._focused

    @property
    def is_zoomed(self) -> bool:
        """Whether the focused pane fills the whole space by command."""
        return self._zoomed

    @property
    def panes(self) -> Mapping[str, Widget]:
        """The widget of every pane, by id."""
        return dict(self._widgets)

    @property
    def view(self) -> View:
        """Where everything lies now."""
        return self._look(Area(*self.size))

    def title(self, pane_id: str) -> str:
        """Return the title of a pane."""
        return self._titles.get(pane_id, "")

    def set_title(self, pane_id: str, text: str) -> None:
        """Show `text` above a pane, as plain text on one line."""
        text = display_text(text)
        if pane_id in self._widgets and text != self.title(pane_id):
            self._titles[pane_id] = text
            self._forget_borders()
            self.refresh()

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """Place the shown panes, or the placeholder, in a space of `size`."""
        del optimal
        places: list[tuple[Widget, Region]] = []
        if self._tree is None:
            if self._placeholder is not None:
                places = [(self._placeholder, size.region)]
        else:
            panes = self._look(Area(*size)).panes
            places = [
                (self._widgets[pane], Region(*rect)) for pane, rect in panes.items()
            ]
        placements = [
            WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, widget)
            for widget, region in places
            if widget.parent is self and widget.display
        ]
        widgets = {placement.widget for placement in placements}
        return DockArrangeResult(placements, widgets, NULL_SPACING)

    def render_line(self, y: int) -> Strip:
        """Draw the border cells of one row; panes lie over the blank ones."""
        if self._border_runs is None:
            self._border_runs = self._draw()
        strip = self._border_strips.get(y)
        if strip is None or strip.cell_length != self.size.width:
            # A row is asked for whenever a pane in it changes, which is often.
            strip = self._border_strips[y] = self._border_strip(y, self._border_runs)
        return strip

    def notify_style_update(self) -> None:
        """Draw in the new style from now on."""
        super().notify_style_update()
        self._border_strips.clear()

    def _forget_borders(self) -> None:
        self._border_runs = None
        self._border_strips.clear()

    def _border_strip(self, y: int, runs: Mapping[int, list[borders.Run]]) -> Strip:
        base = self.rich_style
        segments: list[Segment] = []
        at = 0
        for run in runs.get(y, ()):
            if run.x > at:
                segments.append(Segment(" " * (run.x - at), base))
            kind = "title" if run.title else "line"
            name = f"split-frame--{kind}{'-focused' if run.focused else ''}"
            segment = Segment(run.text, self.get_component_rich_style(name))
            segments.append(segment)
            at = run.x + segment.cell_length
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _draw(self) -> dict[int, list[borders.Run]]:
        view = self.view
        titles = dict(self._titles)
        if view.alone and self._focused is not None and self._tree is not None:
            panes = self._tree.panes()
            place = f"{panes.index(self._focused) + 1} of {len(panes)}"
            word = "zoomed" if self._zoomed else "no room for more"
            titles[self._focused] = f"{self.title(self._focused)} ({word}, {place})"
        shown: dict[str, Rect] = view.panes
        return borders.draw(view.area, shown, view.lines, titles, self._focused)

    def _look(self, size: Area) -> View:
        if self._seen is None or self._seen[0] != size:
            view = look(self._tree, size, self._focused, zoomed=self._zoomed)
            self._seen = size, view
            self._forget_borders()
        return self._seen[1]

    def _show_focus(self, before: View) -> None:
        """Show that another pane is focused; `before` is the view until then."""
        self._seen = None
        view = self.view
        if view.panes != before.panes or view.alone != before.alone:
            self._reshow()
        else:
            # Only the lines: all the panes over this widget would be drawn as well.
            self.refresh(*(Region(*rect) for rect in view.lines))

    def _reshow(self) -> None:
        """Place and draw everything anew in the next frame."""
        self._seen = None
        self._forget_borders()
        self.refresh(layout=True)
