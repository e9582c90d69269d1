"""What the command line hands to the wizard: day, packs, plugins, needs, policy. It travels in one environment variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from weighbridge.plugins.host import Selection
from weighbridge.records.base import Record

VARIABLE = "WEIGHBRIDGE_APP"


class Launch(Record):
    """Which catalog the wizard shows. The default is every installed plugin, as of today."""

    as_of: date | None = None
    packs: tuple[Path, ...] = ()
    no_plugins: tuple[str, ...] = ()
    only_plugins: tuple[str, ...] | None = None
    needs: dict[str, Any] | None = None
    """Plain data of the needs that a new visit begins with."""
    policy: dict[str, Any] | None = None
    """Plain data of the policy that a new visit begins with."""
    sign_in: bool = False
    """Whether nobody may enter without signing in, whatever the server's secrets say."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Launch:
        """What `environment` (of this process, unless given) says."""
        stated = (os.environ if environment is None else environment).get(VARIABLE)
        return cls() if stated is None else cls.model_validate_json(stated)

    def environment(self) -> dict[str, str]:
        """The variable to set for the process that runs Streamlit."""
        return {VARIABLE: self.model_dump_json()}

    @property
    def day(self) -> date:
        """The day that counts as today."""
        return self.as_of or datetime.now().astimezone().date()

    @property
    def selection(self) -> Selection:
        """Plugins to load."""
        only = None if self.only_plugins is None else frozenset(self.only_plugins)
        return Selection(without=frozenset(self.no_plugins), only=only)
