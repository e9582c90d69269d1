"""The exchange with a language model: tool calls, then the answer, asked for in three forms because servers differ."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from weighbridge.answers.llm_errors import ModelFailed, failure
from weighbridge.answers.llm_evidence import Given
from weighbridge.answers.llm_model import API_KEY_VARIABLE
from weighbridge.answers.llm_prompt import answer_messages, tool_messages
from weighbridge.answers.llm_reply import (
    MAX_CHARACTERS,
    SCHEMA,
    Sentence,
    Unreadable,
    finished_sentences,
    read_object,
    read_text,
)
from weighbridge.answers.llm_words import any_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.tools import BaseTool

T = TypeVar("T")
Form = Literal["json_schema", "function_calling", "text"]
FORMS: tuple[Form, ...] = ("json_schema", "function_calling", "text")
TOOL_ROUNDS = 3
TOOL_CALLS = 6
PATIENCE_SECONDS = 5.0
"""A server that asks to wait longer than this is not waited for."""

Take = Callable[[Sentence], None]
"""Gets each sentence as soon as it is complete; raises to stop."""


class Rejected(Exception):
    """The check refused a sentence; the message says why."""


@dataclass
class Exchange:
    """One exchange with one model. Everything it raises is ModelFailed or Rejected."""

    model: BaseChatModel
    stream: bool
    """Whether the answer is read while it is written."""
    deadline: float = field(default_factory=lambda: time.monotonic() + 60)
    """On the clock of `time.monotonic`."""

    def with_tools(self, given: Given, tools: Sequence[BaseTool]) -> Given:
        """The evidence with what the model looked up. A model or server without tool calls goes on without them."""
        from langchain_core.messages import BaseMessage, ToolMessage

        known = {tool.name: tool for tool in tools}
        messages: list[BaseMessage | tuple[str, str]] = [*tool_messages(given)]
        try:
            bound = self.model.bind_tools(tools)
        except (NotImplementedError, ValueError, TypeError):
            return given
        calls = 0
        for _ in range(TOOL_ROUNDS):
            try:
                reply = self._request(lambda: bound.invoke(messages))
            except ModelFailed as error:
                if error.final:
                    raise
                return given
            if not reply.tool_calls:
                return given
            messages.append(reply)
            for call in reply.tool_calls:
                calls += 1
                result = _run(known.get(call["name"]), call) if calls <= TOOL_CALLS else "No more calls."
                given = given.with_result(call["name"], call["args"], result)
                messages.append(ToolMessage(result, tool_call_id=call["id"] or "call"))
        return given

    def answer(self, given: Given, take: Take) -> None:
        """Ask for the answer, form after form until one can be read, and hand over its sentences."""
        taken = 0

        def counted(sentence: Sentence) -> None:
            nonlocal taken
            taken += 1
            take(sentence)

        last = ModelFailed("it gave no answer")
        for form in FORMS:
            try:
                self._ask(given, form, counted)
            except ModelFailed as error:
                last = error
                if error.final or taken:
                    break
            else:
                return
        raise last

    def _ask(self, given: Given, form: Form, take: Take) -> None:
        messages = answer_messages(given)
        runnable: Any = self.model
        if form != "text":
            runnable = _asking_for(self.model, form)
        done = 0
        if self.stream:
            whole: Any = None
            for message in self._streamed(runnable, messages):
                whole = message if whole is None else whole + message
                if len(_content(whole, form)) > MAX_CHARACTERS:
                    raise ModelFailed("its answer is far too long")
                ready = finished_sentences(_content(whole, form)) if "}" in _content(message, form) else ()
                for sentence in ready[done:]:
                    take(sentence)
                done = max(done, len(ready))
        else:
            whole = self._request(lambda: runnable.invoke(messages))
        if whole is None:
            raise ModelFailed("its answer is empty", final=False)
        for sentence in _sentences(whole, form)[done:]:
            take(sentence)

    def _streamed(self, runnable: Any, messages: Any) -> Any:
        """Message chunks as they come; the first one decides whether a limit of rate is waited for."""
        chunks = self._request(lambda: _begun(runnable.stream(messages)))
        try:
            yield from chunks
        except Exception as error:  # every client has errors of its own
            raise failure(error, API_KEY_VARIABLE) from error

    def _request(self, send: Callable[[], T]) -> T:
        """Send; wait once where the server asks for a short wait. Raises ModelFailed."""
        for attempt in range(2):
            try:
                return send()
            except Exception as error:
                failed = failure(error, API_KEY_VARIABLE)
                wait = failed.retry_after
                left = self.deadline - time.monotonic()
                if attempt or wait is None or wait > min(PATIENCE_SECONDS, left):
                    raise failed from error
                time.sleep(wait)
        raise AssertionError  # pragma: no cover


def within(seconds: float, work: Callable[[], T]) -> T:
    """Run `work` in a thread that is left behind when time is up. Raises ModelFailed, or what `work` raises."""
    outcome: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001  # handed to the caller's thread
            raised.append(error)

    thread = threading.Thread(target=run, name="language-model", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise ModelFailed(f"it took longer than {seconds:g} s")
    if raised:
        raise raised[0]
    return outcome[0]


def _asking_for(model: BaseChatModel, form: Form) -> Any:
    """The model bound to a form. The adapter's parser is left off: on a long text it takes minutes."""
    try:
        bound = model.with_structured_output(SCHEMA, method=form)
    except (NotImplementedError, ValueError, TypeError) as error:
        raise failure(error, API_KEY_VARIABLE) from error
    first = getattr(bound, "first", None)
    if first is None:
        raise ModelFailed("it cannot be asked in this form", final=False)
    return first


def _begun(chunks: Any) -> Any:
    """The same chunks, with the first already received: errors of the connection show now."""
    from itertools import chain

    first = next(chunks, None)
    return chain([] if first is None else [first], chunks)


def _content(message: Any, form: Form) -> str:
    """What a message says: its text or, where asked for as a call, the arguments as they were written."""
    if form == "function_calling":
        chunks = getattr(message, "tool_call_chunks", None) or []
        return "".join(chunk.get("args") or "" for chunk in chunks[:1])
    return str(message.text)


def _sentences(message: AIMessage, form: Form) -> tuple[Sentence, ...]:
    """The sentences of a complete message. Raises ModelFailed."""
    ended = str(message.response_metadata.get("finish_reason") or message.response_metadata.get("stop_reason") or "")
    if message.additional_kwargs.get("refusal") or ended in ("content_filter", "refusal"):
        raise ModelFailed("it declined to answer")
    if ended in ("length", "max_tokens"):
        raise ModelFailed("its answer broke off at its length limit")
    try:
        if form == "function_calling" and message.tool_calls:
            return read_object(message.tool_calls[0]["args"])
        if form == "function_calling" and message.invalid_tool_calls:
            raise ModelFailed("its call is malformed", final=False)
        found = read_text(str(message.text), prose=form == "text")
    except Unreadable as error:
        raise ModelFailed(str(error), final=False) from error
    if form == "text" and any_of("declines").search(found[0].text):
        raise ModelFailed("it declined to answer")
    return found


def _run(tool: BaseTool | None, call: Any) -> str:
    """The result of a call as text. What goes wrong is told to the model; it supports nothing."""
    if tool is None:
        return "There is no such tool."
    try:
        return str(tool.invoke(call["args"]))
    except Exception as error:  # noqa: BLE001  # arguments come from a model, and may be anything
        return f"The call failed ({type(error).__name__})."
