"""Streams to and from a running session."""
