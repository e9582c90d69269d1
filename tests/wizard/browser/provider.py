"""An OpenID Connect provider of one file: whoever is chosen on its page is signed in."""

from __future__ import annotations

import json
import secrets
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "weighbridge", "test-secret"  # of a provider that lives for one test


@dataclass
class Provider:
    """A running provider."""

    people: dict[str, dict[str, Any]]
    """Name on its page to the claims of that person."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "test"}))
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Code to the person and the nonce it was given for."""
    url: str = ""

    @property
    def metadata_url(self) -> str:
        """Where its description is."""
        return f"{self.url}/.well-known/openid-configuration"

    def token(self, person: str, nonce: str) -> str:
        """A signed identity."""
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "sub": person, "iat": now, "exp": now + 600, "nonce": nonce}
        return jwt.encode({"alg": "RS256", "kid": "test"}, {**claims, **self.people[person]}, self.key)


class _Answer(BaseHTTPRequestHandler):
    def __init__(self, provider: Provider, *rest: Any) -> None:
        self._provider = provider
        super().__init__(*rest)

    def do_GET(self) -> None:  # the name that http.server looks for
        url = self._provider.url
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self._json({
                "issuer": url, "authorization_endpoint": f"{url}/authorize", "token_endpoint": f"{url}/token",
                "jwks_uri": f"{url}/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
            })  # fmt: skip
        elif parts.path == "/keys":
            self._json({"keys": [self._provider.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            links = (
                f'<a href="/chosen?{urlencode({**query, "person": name})}">{name}</a>' for name in self._provider.people
            )
            self._send(200, "text/html", " ".join(links).encode())
        elif parts.path == "/chosen":
            code = secrets.token_urlsafe(16)
            self._provider.codes[code] = query["person"], query["nonce"]
            self.send_response(302)
            self.send_header(
                "Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
            )
            self.end_headers()
        else:
            self._send(204, "text/plain", b"")

    def do_POST(self) -> None:  # the name that http.server looks for
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        _, _, coded = self.headers.get("authorization", "").partition(" ")
        known = [unquote(part) for part in b64decode(coded).decode().split(":")] == [CLIENT_ID, CLIENT_SECRET]
        given = self._provider.codes.pop(form["code"][0], None)
        if not known or given is None:
            self._send(401, "application/json", b'{"error": "invalid_client"}')
            return
        self._json({"access_token": "unused", "token_type": "Bearer", "id_token": self._provider.token(*given)})

    def _json(self, value: Any) -> None:
        self._send(200, "application/json", json.dumps(value).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name of the overridden method
        """Say nothing."""


@contextmanager
def running(people: dict[str, dict[str, Any]]) -> Iterator[Provider]:
    """A provider on a free port."""
    provider = Provider(people)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Answer, provider))
    server.daemon_threads = True
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
