"""The grammar of output: what is text, and what a control sequence, as expressions.

The states behind it are those of Paul Williams' DEC parser.
"""

from __future__ import annotations

import re

from widgets.terminal.actions import SGR_BODY, STRING_KINDS

_BODY = r"[\x00-\x17\x19\x1c-\x3f\x7f]*"
SPLIT = re.compile(
    # The lookbehinds keep one class of characters in front: a search for one is fast.
    # Renditions that follow each other are one token.
    r"([\x00-\x1f\x7f](?:(?<=\r)\n|(?<=\x1b)"
    rf"\[{SGR_BODY}m(?:\x1b\[{SGR_BODY}m)*"
    r"|(?<=\x1b)[\x00-\x17\x19\x1c-\x1f\x7f]*(?:"
    rf"\[{_BODY}[\x18\x1a\x40-\x7e\xa0-\U0010ffff]?"
    r"|[\]k][^\x07\x18\x1a\x1b]*(?:\x1b\\|[\x07\x18\x1a])?"
    r"|[PX^_][^\x18\x1a\x1b]*(?:\x1b\\|[\x18\x1a])?"
    r"|[\x00-\x17\x19\x1c-\x2f\x7f]*[\x18\x1a\x30-\x7e\xa0-\U0010ffff]?"
    r"))?)"
).split
"""Cuts text into runs and, between each two, a control or a whole sequence."""
UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:]{0,64}|\()?")
"""The beginning of a sequence that may be harmless, in bytes."""
INCOMPLETE = re.compile(
    r"\x1b[\x00-\x17\x19\x1c-\x1f\x7f]*(?:"
    rf"\[{_BODY}|(?P<string>[\]k][^\x07\x18\x1a\x1b]*|[PX^_][^\x18\x1a\x1b]*)"
    r"|[\x00-\x17\x19\x1c-\x2f\x7f]*)"
)
"""The beginning of any sequence; `string` is there if it is one of a control string."""
STRING_END = {
    kind: re.compile(r"[\x07\x18\x1a\x1b]" if kind in "]k" else r"[\x18\x1a\x1b]")
    for kind in STRING_KINDS
}
"""What ends a control string of each kind, or aborts it."""
C1 = re.compile(r"[\x80-\x9f]")
