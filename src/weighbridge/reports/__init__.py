"""A recommendation as table, Markdown, HTML, CSV and JSON."""
