"""Plugins: packs of YAML, and the host that finds, loads and calls each plugin alone."""
