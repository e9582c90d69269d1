"""docs/hooks.md: every hook with its arguments, what it returns, and the fields of its records."""

from __future__ import annotations

import inspect

from generator.common import header, one_line, table
from weighbridge import hookspecs
from weighbridge.plugins.kinds import RECORD_TYPES
from weighbridge.plugins.loading import HOOK_ARGUMENTS
from weighbridge.plugins.validate import item_type
from weighbridge.records import Record


def hooks_page() -> str:
    """The whole page."""
    parts = [
        header("src/weighbridge/hookspecs.py"),
        "# Hooks",
        (
            f"A plugin states `api_version` {hookspecs.API_VERSION} and implements any of these hooks; all are "
            "optional. Each returns an iterable. An implementation may leave arguments out, but not add any. "
            "A pack answers the hooks that give data with one YAML file per hook, named like the hook."
        ),
    ]
    for name, arguments in HOOK_ARGUMENTS.items():
        parts += [f"## {name}({', '.join(arguments)})", *_section(name)]
    return "\n\n".join(parts) + "\n"


def _section(name: str) -> list[str]:
    spec = getattr(hookspecs, name)
    arguments = [
        f"- `{parameter.name}`: `{parameter.annotation}`" for parameter in inspect.signature(spec).parameters.values()
    ]
    returned = item_type(name)
    module = "weighbridge.records" if name in RECORD_TYPES else "weighbridge.extensions"
    section = [inspect.cleandoc(spec.__doc__)]
    if arguments:
        section += ["Arguments:", "\n".join(arguments)]
    section += [f"Returns an iterable of `{module}.{returned.__name__}`. {one_line(returned.__doc__)}"]
    if name in RECORD_TYPES:
        schema = f"[schemas/{name}.schema.json](schemas/{name}.schema.json)"
        section += [f"In a pack: `{name}.yaml`, checked by {schema}.", _field_table(RECORD_TYPES[name])]
    return section


def _field_table(shape: type[Record]) -> str:
    types = _written_types(shape)
    rows = [
        [f"`{name}`", types[name].replace("|", "or"), "yes" if field.is_required() else "", one_line(field.description)]
        for name, field in sorted(shape.model_fields.items(), key=lambda item: not item[1].is_required())
    ]
    return table(["field", "type", "needed", "meaning"], rows)


def _written_types(shape: type[Record]) -> dict[str, str]:
    """Field types as the source writes them, which names `RecordId` rather than its pattern."""
    found: dict[str, str] = {}
    for base in reversed(shape.__mro__):
        found.update({name: str(text) for name, text in vars(base).get("__annotations__", {}).items()})
    return found
