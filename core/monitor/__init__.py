"""The process that outlives us, holds the PTY and writes the exit file."""
