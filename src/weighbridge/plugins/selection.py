"""Which plugins to load: all, none, some, or all but some - usable when one of them is broken."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from weighbridge.errors import UnknownId
from weighbridge.plugins.discover import normal

NO_PLUGINS_VARIABLE = "WEIGHBRIDGE_NO_PLUGINS"


@dataclass(frozen=True)
class Selection:
    """Plugins by name. Packs given by path are chosen by giving them, so only `without` leaves one of those out."""

    without: frozenset[str] = frozenset()
    """Plugins left out."""
    only: frozenset[str] | None = None
    """The only installed plugins to load; None loads all."""
    none: bool = False
    """Load no installed plugin."""

    @property
    def nothing_installed(self) -> bool:
        """Whether no installed plugin is wanted, by `none` or by WEIGHBRIDGE_NO_PLUGINS=1."""
        return self.none or os.environ.get(NO_PLUGINS_VARIABLE, "0") not in ("", "0")

    def wants(self, name: str) -> bool:
        """Whether the installed plugin of that name is to be loaded."""
        if self.nothing_installed or self.leaves_out(name):
            return False
        return self.only is None or name in {normal(item) for item in self.only}

    def leaves_out(self, name: str) -> bool:
        """Whether the plugin or pack of that name is named in `without`."""
        return name in {normal(item) for item in self.without}

    def check(self, known: Iterable[str]) -> None:
        """Raises UnknownId for a name that no plugin has, for such a switch would silently do nothing."""
        names = set(known)
        for name in sorted(self.without | (self.only or frozenset())):
            if normal(name) not in names:
                raise UnknownId("plugin", name, get_close_matches(normal(name), names, n=2), "plugins list")
