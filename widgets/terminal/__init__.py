"""A terminal pane: pyte emulator, key and mouse encoding, and the widget."""
