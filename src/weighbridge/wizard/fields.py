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
    """The fields of one step. Draw each once; what is typed then reaches the session as soon as its field is left."""

    def __init__(self, session: Session, step: str) -> None:
        self._session, self._step, self._number = session, step, session.step
        self.labels: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        """What the widgets say, by path below the needs, after `take`."""
        self._readers: dict[str, Callable[[], Any]] = {}

    def take(self) -> dict[str, str]:
        """Take over what the widgets say and holds; what is wrong stays as it was and is returned with its reason.

        It is called by callbacks, which run before anything is drawn again.
        """
        self.values = {path: reader() for path, reader in self._readers.items()}
        wrong = self.problems()
        self._session.take(self.candidate(without=wrong))
        return wrong

    def changed(self) -> None:
        """Take over a change. What is merely missing is not called wrong before the step is sent."""
        if self._session.step != self._number:
            return  # the click that left the step came with the change, and took it over
        wrong, told = self.take(), self._session.problems
        self._session.problems = {
            path: reason for path, reason in wrong.items() if path in told or self.values[path] is not None
        }

    def text(self, path: str, label: str, *, help: str | None = None, limit: int = 120) -> None:  # noqa: A002
        """A line of text; empty is not stated."""
        st.text_input(
            label,
            value=self.stated(path) or "",
            key=self.key(path),
            help=help,
            max_chars=limit,
            autocomplete="off",
            on_change=self.changed,
        )
        self._put(path, label, lambda said: said.strip() or None)

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
        kind |= {"help": help, "placeholder": hint or NOT_STATED, "on_change": self.changed}
        st.number_input(label, key=self.key(path), **kind)
        self._put(path, label, lambda said: said if said is None or scale == 1.0 else float(f"{said * scale:.9g}"))

    def flag(self, path: str, label: str, *, help: str | None = None) -> None:  # noqa: A002  # Streamlit's word
        """Yes or no, where not stated is no."""
        st.checkbox(label, value=bool(self.stated(path)), key=self.key(path), help=help, on_change=self.changed)
        self._put(path, label)

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
            "on_change": self.changed,
        }
        if horizontal:
            st.radio(label, offered, horizontal=True, **shared)
        else:
            st.selectbox(label, offered, **shared)
        self._put(path, label)

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
        st.multiselect(
            label,
            offered,
            default=stated,
            format_func=_in_words(words),
            key=self.key(path),
            help=help,
            placeholder=hint,
            on_change=self.changed,
        )
        self._put(path, label, list)

    def boxes(self, path: str, label: str, options: Mapping[Any, str]) -> None:
        """Any number of a short list, a box each; the order is that of `options`."""
        stated = list(self.stated(path) or ())
        st.markdown(label)
        for name, words in options.items():
            st.checkbox(words, value=name in stated, key=self.key(f"{path}:{name}"), on_change=self.changed)
        self.made_of(path, label, lambda: [name for name in options if self.said(f"{path}:{name}")])

    def made_of(self, path: str, label: str, reader: Callable[[], Any]) -> None:
        """A value that `reader` makes of several widgets, with its problems below them."""
        self.labels[path], self._readers[path] = label, reader
        wrong = self._session.problems.get(path)
        if wrong is not None:
            st.caption(f":red[:material/error: {plain(label)}: {plain(wrong)}]")

    def candidate(self, without: Iterable[str] = ()) -> dict[str, Any]:
        """The needs with what the widgets say. What equals the default is left out; `without` stays as it was."""
        left = set(without)
        stated = {
            path: None if value in (None, _default(path)) else value
            for path, value in self.values.items()
            if path not in left
        }
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

    def said(self, part: str) -> Any:
        """What a widget says whose key was made of `part`."""
        return st.session_state[self.key(part)]

    def _put(self, path: str, label: str, take: Callable[[Any], Any] | None = None) -> None:
        self.made_of(path, label, lambda: take(self.said(path)) if take else self.said(path))


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
