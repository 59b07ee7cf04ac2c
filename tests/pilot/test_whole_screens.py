"""Whole screens as text, with a clock that stands still."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import app.deck
from app.bridge import Bridge, Snapshot
from app.deck import Deck
from tests.support.deck import until
from tests.support.listed import HOST, NOW, container, session, stopped

if TYPE_CHECKING:
    from core.settings import Settings

SNAPSHOT = Snapshot(
    containers=(HOST, container("db"), container("web", status="paused")),
    sessions=(
        session(1, "db", "psql -U shop", name="nightly"),
        session(2, "web", "sh"),
        stopped(3, "web", "make test", code=2),
    ),
)


class StillBridge(Bridge):
    """Tells the same each time."""

    def take(self) -> Snapshot:
        """Return the snapshot of the tests."""
        return SNAPSHOT


class StillDeck(Deck):
    """A deck at one moment."""

    CSS_PATH = str(Path(app.deck.__file__).with_name("deck.tcss"))

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.bridge = StillBridge(self.service, self.post_message, 0.1)

    def now(self) -> float:
        """Return the moment."""
        return NOW

    def on_usage_taken(self, event: object) -> None:
        """Leave out what differs from run to run."""


def screen_of(deck: Deck) -> str:
    """Return the whole screen, without blanks at the ends of lines."""
    strips = deck.screen._compositor.render_strips()  # noqa: SLF001 (no public way)
    return "\n".join(strip.text.rstrip() for strip in strips)


async def test_the_first_screen(deck_settings: Settings) -> None:
    """80x24: what there is, what to do, and the keys."""
    deck = StillDeck(deck_settings)
    async with deck.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(deck.snapshot.containers) == 3)
        await until(
            pilot,
            lambda: "containers" in screen_of(deck) or "stopped" in screen_of(deck),
        )
        assert screen_of(deck) == FIRST_SCREEN


async def test_a_flat_list_of_marked_sessions(deck_settings: Settings) -> None:
    """Marks, names, codes and ages, each in its column."""
    deck = StillDeck(deck_settings)
    async with deck.run_test(size=(140, 12)) as pilot:
        await until(pilot, lambda: len(deck.snapshot.containers) == 3)
        await pilot.press("t", "asterisk", "g")
        await until(pilot, lambda: "✓ 3" in screen_of(deck))
        assert screen_of(deck) == FLAT_LIST


FIRST_SCREEN = """\
   ⌂ host               ▏
 ▾ ● db           crun  ▏
     ▶ nightly: p… 16m  ▏
 ▾ ‖ web          crun  ▏
     ■ make te… exit 2  ▏    execdeck
     ▶ sh     0000 16m  ▏
                        ▏    Every container of this host is on the left,
                        ▏    with the exec sessions in it.
                        ▏
                        ▏    ↑ ↓     choose a container or a session
                        ▏    enter   open a shell in it, or come back to it
                        ▏    s       stop a session     d  remove it
                        ▏    ?       all keys           q  quit
                        ▏
                        ▏    In a pane every key goes to the program;
                        ▏    ctrl+b and then a key is for the deck.
                        ▏    Sessions go on when you quit.
                        ▏
                        ▏
                        ▏
                        ▏
                        ▏
 2 running · 1 stopped  ▏
 LIST  ⏎ open  n new  s stop  d remove  i inspect  l log  ? help  q quit"""

FLAT_LIST = """\
 ✓ ▶ db  nightly: psql -U shop  0000 16m  ▏                         execdeck
 ✓ ■ web make test             exit 2 2m  ▏
 ✓ ▶ web sh                     0000 16m  ▏                         Every container of this host is on the left,
                                          ▏                         with the exec sessions in it.
                                          ▏
                                          ▏                         ↑ ↓     choose a container or a session
                                          ▏                         enter   open a shell in it, or come back to it
                                          ▏                         s       stop a session     d  remove it
                                          ▏                         ?       all keys           q  quit
                                          ▏
 ✓ 3 · 2 running · 1 stopped              ▏                         In a pane every key goes to the program;
 LIST  ⏎ open  n new  s stop  d remove  i inspect  l log  v mark  t flat  / filter  tab panes  ? help  q quit"""
