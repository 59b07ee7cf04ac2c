"""Use as text: sparklines, percents, sizes."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from widgets.sparkline_text import (
    BARS,
    History,
    percent_text,
    size_text,
    sparkline,
    usage_texts,
)


@pytest.mark.parametrize(
    ("values", "width", "expected"),
    [
        ([], 4, "    "),
        ([0, 0, 0, 0], 4, "▁▁▁▁"),
        ([0, 0.2, 50, 100], 4, "▁▂▅█"),
        ([100, 0], 4, "  █▁"),
        ([1, 2, 100, 0], 2, "█▁"),
        ([400, 100], 2, "█▃"),
        ([-5, 1], 2, "▁▂"),
        ([50], 0, ""),
    ],
)
def test_sparklines(values: list[float], width: int, expected: str) -> None:
    """Newest on the right; full is one core or more; only nothing is flat."""
    assert expected == sparkline(values, width)


def test_bars_are_one_cell_wide() -> None:
    """A sparkline has as many cells as bars."""
    assert {cell_len(bar) for bar in BARS} == {1}


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (-1, "0B"),
        (0, "0B"),
        (999, "999B"),
        (1000, "1.0K"),
        (10 * 1024 - 60, "9.9K"),
        (10 * 1024, "10K"),
        (999 * 1024, "999K"),
        (1000 * 1024, "1.0M"),
        (34 * 1024**2, "34M"),
        (3 * 1024**3, "3.0G"),
        (2**70, "1048576P"),
    ],
)
def test_sizes_have_four_cells(count: int, expected: str) -> None:
    """A size is the shortest that tells it."""
    assert expected == size_text(count)


def test_percents() -> None:
    """Percents have no decimals and may be of many cores."""
    assert [percent_text(value) for value in (0.4, 12.3, 99.6, 1600)] == [
        *("0%", "12%", "100%", "1600%")
    ]


def test_what_a_line_says() -> None:
    """The longest text has the most samples; the shortest has none."""
    history = History((0.0,) * 26 + (0.0, 10.0, 50.0, 12.0), 34 * 1024**2)

    assert usage_texts(history) == (
        "▁▁▁▁▁▂▅▂  12%  34M",
        "▁▂▅▂  12%  34M",
        " 12%  34M",
    )
    assert usage_texts(History((), 512)) == ("512B",)


def test_the_recent_use_is_smoothed() -> None:
    """The order by CPU goes by the mean of the last samples."""
    assert History((100.0, 0.0, 0.0, 50.0, 0.0, 0.0), 0).recent == 10.0
    assert History((), 0).recent == 0.0
