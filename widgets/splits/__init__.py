"""Split panes: a pure tree and the widget that lays it out."""
