"""What answering needs: the catalog, the library over it, and the names; the heavy parts are loaded when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from weighbridge.answers.names import NameIndex
from weighbridge.knowledge.library import Library

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.knowledge.passage import Hit, Passage
    from weighbridge.needs import Needs
    from weighbridge.ranking.recommendation import Recommendation

Rank = Callable[["Needs"], "Recommendation"]

LIGHT_HOOKS = ("models", "providers", "licenses", "accelerators", "frameworks", "benchmarks", "claims", "documents",
               "fine_tuning_services")  # fmt: skip
"""What most questions need of a catalog: everything but the offers, whose prices take longest to load."""


@dataclass
class Desk:
    """One catalog and everything to answer from. Shared by the turns of a session; nothing in it changes."""

    catalog: Catalog
    """May lack its offers."""
    load_full: Callable[[], Catalog] | None = None
    """Gives the catalog with its offers; None when `catalog` has them."""
    rank: Rank | None = None
    """Ranks options for needs; None when nobody can."""
    library: Library = field(init=False)

    def __post_init__(self) -> None:
        self.library = Library.open(self.catalog)

    @cached_property
    def names(self) -> NameIndex:
        """Names of the catalog."""
        return NameIndex(self.catalog)

    @cached_property
    def full(self) -> Catalog:
        """The catalog with its offers."""
        return self.load_full() if self.load_full else self.catalog

    @property
    def loaded(self) -> Catalog:
        """What was answered from: the catalog with its offers once a question has asked for prices."""
        return self.full if "full" in vars(self) else self.catalog

    def search(self, query: str, about: tuple[str, ...] = (), kinds: tuple[str, ...] = (), limit: int = 8) -> list[Hit]:
        """Passages, best first."""
        return self.library.search(query, about=about, kinds=kinds, limit=limit)

    def passage(self, passage_id: str) -> Passage | None:
        """A passage by its id."""
        return self.library.passage(passage_id)
