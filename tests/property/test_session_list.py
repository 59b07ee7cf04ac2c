"""The session list keeps its promises for any sessions, filters and orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from core.session.states import SessionState
from core.session.types import ContainerRef, ExecConfig, ExecSession
from tests.support.listed import NOW, session
from widgets.session_filter import Facts, parse_filter
from widgets.session_labels import SessionView, fit, session_label
from widgets.session_listing import Listing
from widgets.session_order import SORTS, grouped, kept, key_of
from widgets.sparkline_text import History

if TYPE_CHECKING:
    from random import Random

    from widgets.session_order import Sort

LETTERS = 'ab:-!"? /ß日'
FIELDS = ("state:", "exit:", "is:", "id:", "ctr:", "cmd:", "user:", "owner:", "x:")

texts = st.text(st.sampled_from(LETTERS) | st.characters(codec="utf-8"), max_size=8)
filters = st.lists(
    st.one_of(
        texts,
        st.builds("".join, st.tuples(st.sampled_from(FIELDS), texts)),
        st.sampled_from(("state:run", "-state:s", "exit:!0", "is:open", "-a", "ctr:a")),
    ),
    max_size=4,
).map(" ".join)
words = st.text(
    st.sampled_from("ab/ -日") | st.characters(codec="utf-8", exclude_characters="\0"),
    min_size=1,
    max_size=6,
)
containers = st.lists(
    st.builds(
        ContainerRef,
        id=st.sampled_from("abcde"),
        name=texts,
        status=st.sampled_from(["running", "paused", "stopped"]),
        runtime=st.sampled_from(["crun", "host"]),
    ),
    max_size=4,
    unique_by=lambda item: item.id,
)


@st.composite
def listings(draw: st.DrawFn) -> tuple[list[ContainerRef], list[ExecSession]]:
    """Draw containers and sessions, some of which have lost their container."""
    found = draw(containers)
    sessions = [
        session(
            number,
            draw(st.sampled_from("abcdef")),
            runtime_root="",
            config=ExecConfig(command=tuple(draw(st.lists(words, min_size=1)))),
            state=draw(st.sampled_from(SessionState)),
            exit_code=draw(st.none() | st.integers(0, 2)),
            finished_at=draw(st.floats(0, NOW)),
        )
        for number in range(draw(st.integers(0, 8)))
    ]
    return found, sessions


@given(filters, texts)
@example("exit:" + "9" * 5000, "")
@example("exit:²", "")
def test_filters_parse(text: str, shown: str) -> None:
    """Any text is a filter, and finds nothing that is not there."""
    wanted = parse_filter(text)
    for found in (wanted.found(shown, "name"), wanted.found(shown, "command")):
        assert sorted(set(found)) == list(found)
        assert all(0 <= index < len(shown) for index in found)


@given(listings(), filters)
def test_what_is_kept_is_what_matches(
    listing: tuple[list[ContainerRef], list[ExecSession]], text: str
) -> None:
    """Narrowed to a container, a filter says the same as asked for each session."""
    wanted = parse_filter(text)
    facts = Facts(open=frozenset({session(1).id}), marked=frozenset({session(2).id}))
    expected = []
    for branch in grouped(*listing):
        fits = [
            item
            for item in branch.sessions
            if wanted.matches(branch.container, item, facts)
        ]
        if fits or wanted.matches(branch.container, None, facts):
            expected.append((branch.key, fits))

    assert expected == [
        (branch.key, branch.sessions)
        for branch in kept(grouped(*listing), wanted, facts)
    ]


@given(
    listings(),
    filters,
    st.tuples(st.sampled_from(SORTS), st.booleans()),
    st.sets(st.integers(0, 5)),
    st.randoms(use_true_random=False),
)
def test_every_session_has_its_line(
    listing: tuple[list[ContainerRef], list[ExecSession]],
    text: str,
    form: tuple[Sort, bool],
    folds: set[int],
    random: Random,
) -> None:
    """Whatever the order and the folds, each session that is left is where it says."""
    found, sessions = listing
    made = Listing()
    made.sort, made.flat = form
    made.filter(parse_filter(text))
    made.order_by_use(
        {item.id: History((float(at % 3),), 0) for at, item in enumerate(sessions)}
    )
    made.folded.update(key_of(item) for at, item in enumerate(found) if at in folds)
    made.take(found, sessions)
    made.arrange()
    rows = [made.rows.at(line) for line in range(len(made.rows))]

    for line, row in enumerate(rows):
        assert row is not None
        assert made.rows.line(row.item) == line
    for item in made.sessions_left:
        at = made.rows.line(item)
        row = made.rows.at(at) if at is not None else None
        assert row is not None
        assert row.item is item or (row.folded and item in row.sessions)
    assert made.counts.shown == len(made.sessions_left) <= made.counts.total
    assert made.counts.total == len(sessions)

    random.shuffle(sessions)
    made.take(found, sessions)
    made.arrange()

    assert rows == [made.rows.at(line) for line in range(len(made.rows))]


@given(listings(), filters, st.integers(0, 60), st.integers(0, 10))
def test_lines_keep_to_their_width(
    listing: tuple[list[ContainerRef], list[ExecSession]],
    text: str,
    width: int,
    name_width: int,
) -> None:
    """The pieces of a line are its text, whatever of it the filter asks for."""
    wanted = parse_filter(text)
    view = SessionView(NOW, name_width=name_width, usage=History((5.0,), 1 << 20))
    for branch in grouped(*listing):
        for item in branch.sessions:
            plain = session_label(branch.container, item, view)
            label = session_label(branch.container, item, view, wanted)

            assert plain == label._replace(found=())
            assert "".join(part.text for part in fit(plain, width)) == "".join(
                part.text for part in fit(label, width)
            )
