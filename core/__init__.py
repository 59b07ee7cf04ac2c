"""The exec-session subsystem: records, bundles, runtimes, monitors, attach streams."""
