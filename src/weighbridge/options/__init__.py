"""The table of options: every way of running every model."""
