"""Screens that show one thing whole: a session, its log, what happened, what is wrong."""
