"""Textual widgets and the plain-Python parts beneath them."""
