"""A scripted server that speaks the chat-completions protocol on the loopback: answers, streams and faults."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Phase = Literal["tools", "json_schema", "function_calling", "text"]
PIECE = 9
"""Characters in each chunk of a stream."""


@dataclass(frozen=True)
class Reply:
    """One HTTP answer."""

    content: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    finish: str = "stop"
    refusal: str | None = None
    calls: tuple[tuple[str, str], ...] = ()
    """Tool calls: name and arguments as raw text."""
    raw: bytes | None = None
    """Sent as the body in place of everything else."""
    delay_s: float = 0.0
    cut_after: int | None = None
    """Chunks of a stream after which the connection is closed."""
    drip_s: float = 0.0
    """Pause between the chunks of a stream."""


@dataclass
class Server:
    """Where it listens, what it was asked, and what it says."""

    url: str
    script: dict[Phase, list[Reply]]
    requests: list[dict[str, Any]] = field(default_factory=list)
    authorization: list[str] = field(default_factory=list)

    def phases(self) -> list[Phase]:
        """What was asked for, in order."""
        return [phase_of(request) for request in self.requests]

    def next(self, request: dict[str, Any]) -> Reply:
        """The next reply of the script for that kind of request; the last one stays."""
        listed = self.script.get(phase_of(request)) or [Reply("READY")]
        return listed.pop(0) if len(listed) > 1 else listed[0]


def phase_of(request: Mapping[str, Any]) -> Phase:
    """Which of our requests this is."""
    if "response_format" in request:
        return "json_schema"
    names = [tool["function"]["name"] for tool in request.get("tools", [])]
    return "function_calling" if names == ["answer"] else "tools" if names else "text"


@contextmanager
def serve(script: Mapping[Phase, Reply | list[Reply]]) -> Iterator[Server]:
    """A server with that script."""
    httpd = ThreadingHTTPServer(("localhost", 0), _Handler)
    httpd.daemon_threads = True
    listed = {phase: list(item) if isinstance(item, list) else [item] for phase, item in script.items()}
    server = Server(f"http://localhost:{httpd.server_port}/v1", listed)
    httpd.server = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        state: Server = self.server.server  # type: ignore[attr-defined]
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state.requests.append(request)
        state.authorization.append(self.headers.get("Authorization", ""))
        reply = state.next(request)
        time.sleep(reply.delay_s)
        try:
            self._send(reply, streamed=bool(request.get("stream")))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _send(self, reply: Reply, *, streamed: bool) -> None:
        if reply.raw is not None or reply.status != 200 or not streamed:
            body = reply.raw if reply.raw is not None else json.dumps(_whole(reply)).encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for number, chunk in enumerate(_chunks(reply)):
            if reply.cut_after is not None and number >= reply.cut_after:
                return
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.flush()
            time.sleep(reply.drip_s)
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *arguments: object) -> None:
        """Nothing is printed."""


def _whole(reply: Reply) -> dict[str, Any]:
    if reply.status != 200:
        return {"error": {"message": reply.content or "failed", "type": "server_error"}}
    message = {
        "role": "assistant",
        "content": reply.content,
        "refusal": reply.refusal,
        "tool_calls": _calls(reply) or None,
    }
    return _frame("chat.completion") | {
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def _chunks(reply: Reply) -> Iterator[dict[str, Any]]:
    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return _frame("chat.completion.chunk") | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    yield chunk({"role": "assistant", "content": ""})
    text = reply.content or ""
    for start in range(0, len(text), PIECE):
        yield chunk({"content": text[start : start + PIECE]})
    if reply.refusal:
        yield chunk({"refusal": reply.refusal})
    for number, call in enumerate(_calls(reply)):
        arguments = call["function"]["arguments"]
        yield chunk({"tool_calls": [{"index": number, **call, "function": {**call["function"], "arguments": ""}}]})
        for start in range(0, len(arguments), PIECE):
            piece = {"index": number, "function": {"arguments": arguments[start : start + PIECE]}}
            yield chunk({"tool_calls": [piece]})
    yield chunk({}, reply.finish)


def _frame(kind: str) -> dict[str, Any]:
    return {"id": "r1", "object": kind, "created": 1, "model": "scripted"}


def _calls(reply: Reply) -> list[dict[str, Any]]:
    return [
        {"id": f"c{number}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for number, (name, arguments) in enumerate(reply.calls)
    ]


Cite = tuple[str, str]


def told(*sentences: tuple[str, list[Cite]] | str) -> str:
    """Sentences, with citations or without, in the asked form."""
    rows = [(item, []) if isinstance(item, str) else item for item in sentences]
    return json.dumps(
        {
            "sentences": [
                {"text": text, "citations": [{"passage": passage, "quote": quote} for passage, quote in cited]}
                for text, cited in rows
            ]
        }
    )


Serve = Callable[[Mapping[Phase, Reply | list[Reply]]], Server]
