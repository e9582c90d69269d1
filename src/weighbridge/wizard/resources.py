"""What all sessions share: the advisor, its catalog, rankings by what was asked, and drafts that survive a reload."""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from weighbridge.wizard.launch import Launch

if TYPE_CHECKING:
    from weighbridge.advisor import Advisor
    from weighbridge.answers.names import NameIndex
    from weighbridge.catalog import Catalog
    from weighbridge.needs import Needs
    from weighbridge.policy import Policy
    from weighbridge.ranking.recommendation import Recommendation
    from weighbridge.ranking.swing import Swing

RANKINGS_KEPT = 24
"""Rankings kept for all sessions together, a few megabytes each; the least recently asked for go first."""
DRAFTS_KEPT = 500


def advisor() -> Advisor:
    """The advisor over the catalog of this launch. The first call loads it."""
    launch = Launch.from_environment()
    return _advisor(launch.model_dump_json(), launch.day.isoformat())


def catalog() -> Catalog:
    """The catalog of this launch."""
    return advisor().catalog


def loading(height: int = 320) -> AbstractContextManager[Any]:
    """A skeleton that stands in for what the block draws, until it has drawn it."""
    skeleton: AbstractContextManager[Any] = st.skeleton(height=height)
    return skeleton


def rank(needs: Needs, policy: Policy | None) -> Recommendation:
    """Rank, or take the ranking that was made for the same needs and policy. Raises the errors of `Advisor.rank`."""
    asked = needs.model_dump_json(by_alias=True), policy.model_dump_json() if policy else ""
    return _ranked(catalog().snapshot.id, *asked, needs, policy)


@st.cache_resource(max_entries=2, show_spinner=False)
def _advisor(launch: str, day: str) -> Advisor:
    from weighbridge.advisor import Advisor

    del day  # part of the key, so that a server that runs for days follows the calendar
    stated = Launch.model_validate_json(launch)
    found = Advisor.load(stated.day, packs=stated.packs, selection=stated.selection)
    found.warm()
    # Streamlit looks for garbage after every run of a page; what lives as long as the server need not be looked at.
    gc.freeze()
    return found


@st.cache_resource(max_entries=RANKINGS_KEPT, show_spinner=False)
def _ranked(snapshot: str, needs: str, policy: str, _needs: Needs, _policy: Policy | None) -> Recommendation:
    del snapshot, needs, policy  # the key
    return advisor().rank(_needs, _policy)


Made = TypeVar("Made")


def once(result: Recommendation, name: str, make: Callable[[], Made]) -> Made:
    """What is dear to make from a ranking, made once and kept with it for all sessions."""
    context = result.ranking.context
    asked = context.needs.model_dump_json(by_alias=True), context.policy.model_dump_json()
    made: Made = _once(catalog().snapshot.id, *asked, name, make)
    return made


@st.cache_resource(max_entries=RANKINGS_KEPT, show_spinner=False)
def _once(snapshot: str, needs: str, policy: str, name: str, _make: Callable[[], Any]) -> Any:
    del snapshot, needs, policy, name  # the key
    return _make()


@st.cache_resource(max_entries=2, show_spinner=False)
def _names(snapshot: str) -> NameIndex:
    from weighbridge.answers.names import NameIndex

    del snapshot  # the key
    return NameIndex(catalog())


def names() -> NameIndex:
    """Names of the catalog, to recognize them in free text."""
    return _names(catalog().snapshot.id)


def swings() -> tuple[Swing, ...]:
    """The ways from worst to best that weights are about, those of plugins included."""
    from weighbridge.ranking.criteria import BUILT_IN_CRITERIA
    from weighbridge.ranking.swing import swings

    added = [criterion for _, criterion in catalog().criteria]
    return swings((*BUILT_IN_CRITERIA, *added))


@dataclass
class Drafts:
    """Sessions by owner and name, so that a reloaded page finds its own again and nobody else's. In memory only."""

    kept: OrderedDict[tuple[str, str], str] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def put(self, owner: str, key: str, value: str) -> None:
        """Keep a draft; the oldest makes room."""
        with self.lock:
            self.kept[owner, key] = value
            self.kept.move_to_end((owner, key))
            while len(self.kept) > DRAFTS_KEPT:
                self.kept.popitem(last=False)

    def get(self, owner: str, key: str) -> str | None:
        """A draft of that owner, None when it is gone or somebody else's."""
        with self.lock:
            return self.kept.get((owner, key))


@st.cache_resource(show_spinner=False)
def drafts() -> Drafts:
    """The drafts of this server."""
    return Drafts()
