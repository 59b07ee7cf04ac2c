"""The files of one exec session: paths, directory, exit file, log."""
