"""`weighbridge questions`: every open point of one option as a question to a named party."""

from __future__ import annotations

from weighbridge.cli.option_paper import option_paper

TEXT = """Write the questionnaire of one option: whom to ask what, why it matters, and the clause behind it.

OPTION_ID is an id that rank shows, or a rank number.
"""
EXAMPLES = """
\b
Examples:
  weighbridge questions examples/claims-assistant.yaml 1
  weighbridge questions needs.yaml MODEL@PROVIDER:eu --policy policy.yaml --format markdown --out questionnaire.md
  weighbridge questions needs.yaml 1 --format csv
"""

command = option_paper("questions", "questionnaire", TEXT, EXAMPLES)
