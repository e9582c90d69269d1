"""Weighbridge weighs language models before an enterprise takes one into production.

The public names are loaded when first used, so `import weighbridge` stays cheap for every plugin that needs a marker.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # type checkers take the name as true; importing typing would cost more than all of this module
if TYPE_CHECKING:
    from typing import Any

    from weighbridge import errors, records
    from weighbridge.advisor import Advisor
    from weighbridge.hookspecs import API_VERSION, hookimpl
    from weighbridge.needs import Needs
    from weighbridge.plugins.data import DataPlugin, data_plugin

    __version__: str

__all__ = [
    "API_VERSION",
    "Advisor",
    "DataPlugin",
    "Needs",
    "__version__",
    "data_plugin",
    "errors",
    "hookimpl",
    "records",
]

_HOME = {
    "API_VERSION": "weighbridge.hookspecs",
    "Advisor": "weighbridge.advisor",
    "DataPlugin": "weighbridge.plugins.data",
    "Needs": "weighbridge.needs",
    "data_plugin": "weighbridge.plugins.data",
    "hookimpl": "weighbridge.hookspecs",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use (PEP 562)."""
    if name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    elif name in ("errors", "records"):
        value = import_module(f"weighbridge.{name}")
    elif name == "__version__":
        value = _installed_version()
    else:
        raise AttributeError(f"module 'weighbridge' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _installed_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("weighbridge")
    except PackageNotFoundError:
        return "0+not-installed"
