"""A new plugin from templates: a complete distribution that passes its own tests, or a pack."""

from weighbridge.scaffold.create import KINDS, Created, create

__all__ = ["KINDS", "Created", "create"]
