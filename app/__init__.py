"""The deck: the Textual App, its screens, bindings, configuration and command line."""
