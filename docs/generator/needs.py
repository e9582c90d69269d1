"""docs/needs.md: every field of a needs file and of a policy."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from generator.common import ROOT, fields_table, fill, one_line
from weighbridge.needs import Needs
from weighbridge.policy import Policy


def page() -> str:
    """The hand-written introduction, the example, and a table per part."""
    return fill(
        "needs.md",
        "src/weighbridge/needs.py, src/weighbridge/policy.py",
        example=_example("claims-assistant.yaml"),
        policy_example=_example("policy.yaml"),
        needs=_sections(Needs, "Needs"),
        policy=_sections(Policy, "Policy"),
    )


def _example(name: str) -> str:
    return f"```yaml\n{(ROOT / 'examples' / name).read_text(encoding='utf-8')}```"


def _sections(shape: type[BaseModel], title: str) -> str:
    """The table of a record, then those of the records in its fields."""
    parts = [f"### {title}", one_line(shape.__doc__), fields_table(shape)]
    inner = dict.fromkeys(item for field in shape.model_fields.values() for item in _records_in(field.annotation))
    return "\n\n".join([*parts, *(_sections(item, item.__name__) for item in inner)])


def _records_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in _records_in(argument)]
