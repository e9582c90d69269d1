"""The app under `AppTest`: opened, filled in, walked through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from weighbridge.wizard import SCRIPT, entry
from weighbridge.wizard.state import Session

FORWARD = ("Continue", "Weigh the options")
Start = Callable[..., AppTest]


def session_of(app: AppTest) -> Session:
    found: Session = app.session_state["weighbridge_session"]
    return found


def step_of(app: AppTest) -> str:
    """The heading of the step shown, `Step 2 of 7`."""
    return str(app.subheader[0].value).split(":", maxsplit=1)[0]


def forward(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.label in FORWARD).click().run()


def visit(app: AppTest, page: str) -> AppTest:
    return app.switch_page(entry.path_of(f"{page}.py")).run()


def widget(app: AppTest, kind: str, label: str) -> Any:
    return next(item for item in app.get(kind) if item.label == label)


def texts(app: AppTest) -> str:
    """Everything written on the page."""
    parts = [
        *app.markdown,
        *app.caption,
        *app.info,
        *app.error,
        *app.warning,
        *app.success,
        *app.header,
        *app.subheader,
    ]
    return "\n".join(str(item.value) for item in parts) + "\n".join(str(item.value) for item in app.html)


@pytest.fixture
def start() -> Start:
    """Opens the app; `example` fills in its needs."""

    def opened(example: str | None = None, **query: str) -> AppTest:
        app = AppTest.from_file(str(SCRIPT), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if example is not None:
            app.selectbox(key="example").select(example).run()
            app.button(key="use_example").click().run()
        assert not app.exception
        return app

    return opened


@pytest.fixture
def walked(start: Start) -> Callable[[str], AppTest]:
    """The app with an example's needs, walked to the results."""

    def walk(example: str) -> AppTest:
        app = start(example)
        for _ in range(7):
            forward(app)
            assert not app.exception
        return app

    return walk
