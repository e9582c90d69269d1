"""A reverse proxy that serves the wizard below a path, under another host name, and nothing else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "server", "date"})


class _Forward(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, port: int, prefix: str, *rest: Any) -> None:
        self._port, self._prefix = port, prefix
        super().__init__(*rest)

    def handle_any(self) -> None:
        """Pass a request on; one outside the path is not found here."""
        if not urlsplit(self.path).path.startswith(self._prefix):
            self.send_error(404)
        elif "upgrade" in self.headers:
            self._tunnel()
        else:
            self._pass_on()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815  # names that http.server looks for

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        upstream = HTTPConnection("127.0.0.1", self._port, timeout=30)
        upstream.request(self.command, self.path, body or None, dict(self.headers.items()))
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(content if self.command != "HEAD" else b"")
        upstream.close()

    def _tunnel(self) -> None:
        """A WebSocket: the request as it is, then bytes in both directions."""
        upstream = socket.create_connection(("127.0.0.1", self._port))
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        upstream.sendall(f"{self.requestline}\r\n{head}\r\n".encode())
        back = Thread(target=_copy, args=(upstream, self.connection), daemon=True)
        back.start()
        _copy(self.connection, upstream)
        back.join(timeout=5)
        upstream.close()
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name of the overridden method
        """Say nothing."""


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def proxied(port: int, prefix: str) -> Iterator[int]:
    """Port of a proxy in front of a server of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Forward, port, prefix))
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
