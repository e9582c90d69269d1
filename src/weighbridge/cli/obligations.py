"""`weighbridge obligations`: everything to do before and while one option is used."""

from __future__ import annotations

from weighbridge.cli.option_paper import option_paper

TEXT = """Write the register of one option: what to do, who does it, when it is due, and the clause that asks for it.

OPTION_ID is an id that rank shows, or a rank number.
"""
EXAMPLES = """
\b
Examples:
  weighbridge obligations examples/claims-assistant.yaml 1
  weighbridge obligations needs.yaml MODEL@PROVIDER:eu --policy policy.yaml --format markdown --out register.md
  weighbridge obligations needs.yaml 1 --format csv
"""

command = option_paper("obligations", "register", TEXT, EXAMPLES)
