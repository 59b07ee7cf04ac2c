"""An exec session: its types, state table, store and events."""
