"""The steps of the needs, in order. Each draws the fields of one form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from weighbridge.wizard.fields import Fields
from weighbridge.wizard.state import Session
from weighbridge.wizard.steps import (
    compliance,
    data,
    infrastructure,
    organization,
    priorities,
    use_case,
    workload,
)


@dataclass(frozen=True)
class Step:
    """One step: its short name, its question, what it is for, and how it is drawn."""

    name: str
    question: str
    about: str
    draw: Callable[[Fields], None]
    """Draws the form's fields."""
    helpers: Callable[[Session], None] | None = None
    """Draws what stands above the form and acts at once."""


STEPS: tuple[Step, ...] = (
    Step("Use case", "What is the model for?", use_case.ABOUT, use_case.draw, use_case.helpers),
    Step("Workload", "How much will it be used?", workload.ABOUT, workload.draw, workload.helpers),
    Step("Data", "What do the prompts contain?", data.ABOUT, data.draw),
    Step("Organization", "Who uses it, and for what?", organization.ABOUT, organization.draw),
    Step("Compliance", "Which rules apply?", compliance.ABOUT, compliance.draw),
    Step("Infrastructure", "Where may it run, and for how much?", infrastructure.ABOUT, infrastructure.draw),
    Step("Priorities", "What matters most?", priorities.ABOUT, priorities.draw),
)
