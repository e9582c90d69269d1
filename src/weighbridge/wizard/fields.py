"""Widgets as views of the needs: each takes its value from a field, says what is wrong with it, and gives it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import streamlit as st
from pydantic import BaseModel

from weighbridge import yamlfile
from weighbridge.needs import Needs
from weighbridge.wizard.state import Session, changed
from weighbridge.wizard.text import plain

Words = Callable[[Any], str]
NOT_STATED = "Not stated"
YES_NO = {None: NOT_STATED, True: "Yes", False: "No"}


class Fields:
    """The fields of one step. Draw each once; `values` then holds what the widgets say, by path below the needs."""

    def __init__(self, session: Session, step: str) -> None:
        self._session, self._step = session, step
        self.values: dict[str, Any] = {}
        self.labels: dict[str, str] = {}

    def text(self, path: str, label: str, *, help: str | None = None, limit: int = 120) -> None:  # noqa: A002
        """A line of text; empty is not stated."""
        said = st.text_input(
            label, value=self.stated(path) or "", key=self.key(path), help=help, max_chars=limit, autocomplete="off"
        )
        self._put(path, label, said.strip() or None)

    def number(  # noqa: PLR0913  # what a number may need, all of it named
        self,
        path: str,
        label: str,
        *,
        help: str | None = None,  # noqa: A002  # Streamlit's word
        whole: bool = True,
        scale: float = 1.0,
        step: float | None = None,
        hint: str | None = None,
    ) -> None:
        """A number; empty is not stated. `scale` is what one of the shown unit is in the unit of the field."""
        stated = self.stated(path)
        shown = None if stated is None else stated / scale
        kind: dict[str, Any] = (
            {"value": None if shown is None else round(shown), "step": int(step or 1), "format": "%d"}
            if whole
            else {"value": None if shown is None else float(f"{shown:.9g}"), "step": step or 0.1, "format": "%g"}
        )
        said = st.number_input(label, key=self.key(path), help=help, placeholder=hint or NOT_STATED, **kind)
        value = None if said is None else said if scale == 1.0 else float(f"{said * scale:.9g}")
        self._put(path, label, value)

    def flag(self, path: str, label: str, *, help: str | None = None) -> None:  # noqa: A002  # Streamlit's word
        """Yes or no, where not stated is no."""
        said = st.checkbox(label, value=bool(self.stated(path)), key=self.key(path), help=help)
        self._put(path, label, said)

    def asked(self, path: str, label: str, *, help: str | None = None) -> None:  # noqa: A002  # Streamlit's word
        """Yes, no or not stated."""
        self.choice(path, label, list(YES_NO), YES_NO, help=help, horizontal=True)

    def choice(
        self,
        path: str,
        label: str,
        options: Sequence[Any],
        words: Mapping[Any, str] | Words = str,
        *,
        help: str | None = None,  # noqa: A002  # Streamlit's word
        horizontal: bool = False,
    ) -> None:
        """One of a few; a stated value that is not among them is offered too, so that it is not lost."""
        stated = self.stated(path)
        offered = list(options) if stated in options else [*options, stated]
        shared: dict[str, Any] = {
            "index": offered.index(stated),
            "format_func": _in_words(words),
            "key": self.key(path),
            "help": help,
        }
        said = (
            st.radio(label, offered, horizontal=True, **shared)
            if horizontal
            else st.selectbox(label, offered, **shared)
        )
        self._put(path, label, said)

    def many(
        self,
        path: str,
        label: str,
        options: Iterable[Any],
        words: Mapping[Any, str] | Words = str,
        *,
        help: str | None = None,  # noqa: A002  # Streamlit's word
        hint: str = "Any",
    ) -> None:
        """Any number of a list; stated values that are not in it are offered too."""
        stated = list(self.stated(path) or ())
        offered = list(dict.fromkeys([*options, *stated]))
        said = st.multiselect(
            label,
            offered,
            default=stated,
            format_func=_in_words(words),
            key=self.key(path),
            help=help,
            placeholder=hint,
        )
        self._put(path, label, list(said))

    def boxes(self, path: str, label: str, options: Mapping[Any, str]) -> None:
        """Any number of a short list, a box each; the order is that of `options`."""
        stated = list(self.stated(path) or ())
        st.markdown(label)
        said = [
            name
            for name, words in options.items()
            if st.checkbox(words, value=name in stated, key=f"{self.key(path)}:{name}")
        ]
        self._put(path, label, said)

    def set(self, path: str, label: str, value: Any) -> None:
        """A value that other widgets made, with its problems below them."""
        self._put(path, label, value)

    def candidate(self) -> dict[str, Any]:
        """The needs with what the widgets say. What equals the default is left out."""
        stated = {path: None if value in (None, _default(path)) else value for path, value in self.values.items()}
        result = changed(self._session.needs, stated)
        result.setdefault("workload", {})
        return result

    def problems(self) -> dict[str, str]:
        """What is wrong with this step's fields, by path, in the words of the command line."""
        found: dict[str, str] = {}
        for problem in yamlfile.problems(self.candidate(), Needs):
            path = problem.field or problem.reason.split(" ", 1)[0]
            owner = next((name for name in self.values if f"{path}.".startswith(f"{name}.")), None)
            if owner is not None:
                found.setdefault(owner, problem.reason)
        return found

    def stated(self, path: str) -> Any:
        """What the needs say, or the default."""
        section, _, name = path.partition(".")
        held = self._session.needs.get(section)
        if name:
            held = held.get(name) if isinstance(held, Mapping) else None
        return _default(path) if held is None else held

    def key(self, path: str) -> str:
        """Key of a widget; it changes when the needs are replaced, so that the widget takes its value anew."""
        return f"{self._step}:{path}:{self._session.version}"

    def _put(self, path: str, label: str, value: Any) -> None:
        self.values[path], self.labels[path] = value, label
        wrong = self._session.problems.get(path)
        if wrong is not None:
            st.caption(f":red[:material/error: {plain(label)}: {plain(wrong)}]")


def _in_words(words: Mapping[Any, str] | Words) -> Words:
    if not isinstance(words, Mapping):
        return words
    return lambda value: words.get(value, str(value))


def _default(path: str) -> Any:
    """The value that the needs take for a field that is not stated; tuples as lists, as a file has them."""
    section, _, name = path.partition(".")
    fields: Mapping[str, Any] = Needs.model_fields
    if name:
        shape = fields[section].annotation
        if not (isinstance(shape, type) and issubclass(shape, BaseModel)):
            return None
        fields = {field.alias or key: field for key, field in shape.model_fields.items()}
    field = fields[name or section]
    if field.is_required():
        return None
    value = field.get_default(call_default_factory=True)
    return list(value) if isinstance(value, tuple) else value
