"""One desk over the full catalog, shared by the tests of answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from weighbridge.advisor import Advisor
from weighbridge.answers.answer import Answer
from weighbridge.answers.desk import Desk
from weighbridge.answers.session import Session
from weighbridge.catalog import Catalog


@pytest.fixture(scope="session")
def desk(catalog: Catalog) -> Desk:
    return Desk(catalog, rank=Advisor(catalog).rank)


@pytest.fixture
def ask(desk: Desk) -> Callable[..., Answer]:
    """Ask questions of one conversation and give the answer to the last."""

    def run(*questions: str) -> Answer:
        session = Session(desk)
        answers = [session.ask(question) for question in questions]
        return answers[-1]

    return run
