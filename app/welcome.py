"""What the panes' place says while there are none."""

from __future__ import annotations


def welcome(prefix: str) -> str:
    """Return the text, in Textual's markup; `prefix` is the key before the deck's own."""
    return f"""\
[b]execdeck[/b]

Every container of this host is on the left,
with the exec sessions in it.

[b]↑ ↓[/b]     choose a container or a session
[b]enter[/b]   open a shell in it, or come back to it
[b]s[/b]       stop a session     [b]d[/b]  remove it
[b]?[/b]       all keys           [b]q[/b]  quit

In a pane every key goes to the program;
[b]{prefix}[/b] and then a key is for the deck.
Sessions go on when you quit.
"""
