"""Chroma, embedded in this process or as a shared server, behind one way to reach its collections.

Embedded Chroma is not coherent between processes: a reader does not see what another process wrote, and two writers
can harm the index. So every use holds a file lock, and a process that finds that another one was there in between
opens the database again. A server needs neither.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from weighbridge.errors import InvalidSetting, KnowledgeBusy, KnowledgeStoreUnreachable, MissingExtra

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

URL_VARIABLE = "WEIGHBRIDGE_CHROMA_URL"
TOKEN_VARIABLE = "WEIGHBRIDGE_CHROMA_TOKEN"  # noqa: S105  # the name of a variable, not a token
FOLDER = "chroma"
LOCK_SECONDS = 20.0
"""How long to wait while another process works on the database; each of its steps takes far less."""


class Store(Protocol):
    """Reaches a Chroma database."""

    def client(self) -> AbstractContextManager[ClientAPI]:
        """The database's client, for the time of one step."""

    def close(self) -> None:
        """Let go of the database."""


def store_at(data_dir: Path) -> Store:
    """The shared server that the environment names, else the embedded database below `data_dir`.

    Raises InvalidSetting for an address that is none.
    """
    address = os.environ.get(URL_VARIABLE, "").strip()
    return _server(address) if address else _embedded(data_dir.resolve() / FOLDER)


def is_there(data_dir: Path) -> bool:
    """Whether a server is named or an embedded database exists."""
    return bool(os.environ.get(URL_VARIABLE, "").strip()) or (data_dir / FOLDER).is_dir()


class EmbeddedStore:
    """A database in a folder, used by one process at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mutex = threading.RLock()
        self._me = f"{os.getpid()}-{uuid.uuid4().hex}"
        self._client: Any = None

    @contextmanager
    def client(self) -> Iterator[ClientAPI]:
        """The client, alone on this database. Raises MissingExtra, or KnowledgeBusy when another keeps it too long."""
        with self._mutex, _locked(self.folder.with_name(f"{self.folder.name}.lock")) as lock:
            lock.seek(0)
            if self._client is not None and lock.read() != self._me.encode():
                self._client.close()
                self._client = None
            if self._client is None:
                self._client = _open_folder(self.folder)
                lock.seek(0)
                lock.truncate()
                lock.write(self._me.encode())
                lock.flush()
            yield self._client

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The files of the database at rest: closed here, and kept from other processes. Raises KnowledgeBusy."""
        with self._mutex, _locked(self.folder.with_name(f"{self.folder.name}.lock")):
            self.close()
            yield

    def close(self) -> None:
        """Let go of the database; the next use opens it again."""
        with self._mutex:
            if self._client is not None:
                self._client.close()
            self._client = None


class ServerStore:
    """A Chroma server; it takes care of its many users itself."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._mutex = threading.Lock()
        self._client: Any = None

    @contextmanager
    def client(self) -> Iterator[ClientAPI]:
        """The client. Raises MissingExtra, or KnowledgeStoreUnreachable when nobody answers."""
        with self._mutex:
            if self._client is None:
                self._client = _connect(self.address)
        import httpx

        try:
            yield self._client
        except httpx.HTTPError as error:
            raise KnowledgeStoreUnreachable(self.address, type(error).__name__) from error

    def close(self) -> None:
        """Close the connection; the next use opens another."""
        with self._mutex:
            if self._client is not None:
                _hang_up(self._client)
            self._client = None


@cache
def _embedded(folder: Path) -> EmbeddedStore:
    """One per folder and process: Chroma shares its inner state between clients of a folder."""
    return EmbeddedStore(folder)


@cache
def _server(address: str) -> ServerStore:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidSetting(URL_VARIABLE, address, "an address such as http://127.0.0.1:8000")
    return ServerStore(address)


def _open_folder(folder: Path) -> ClientAPI:
    chromadb, settings = _chroma()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    client: ClientAPI = chromadb.PersistentClient(path=str(folder), settings=settings)
    return client


def _connect(address: str) -> ClientAPI:
    chromadb, settings = _chroma()
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    token = os.environ.get(TOKEN_VARIABLE)
    try:
        client: ClientAPI = chromadb.HttpClient(
            host=parts.hostname,
            port=parts.port or (443 if secure else 8000),
            ssl=secure,
            headers={"Authorization": f"Bearer {token}"} if token else None,
            settings=settings,
        )
    except Exception as error:  # the client raises ValueError, httpx and its own errors alike
        raise KnowledgeStoreUnreachable(address, type(error).__name__) from error
    return client


def _hang_up(client: Any) -> None:
    """Close a client of a server and its connections, which Chroma leaves open."""
    parts = (client, getattr(client, "_admin_client", None))
    sessions = [getattr(getattr(part, "_server", None), "_session", None) for part in parts]
    client.close()
    for session in sessions:
        if session is not None:
            session.close()


def _chroma() -> tuple[Any, Any]:
    """The package, and settings without telemetry. Raises MissingExtra."""
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    try:
        import chromadb
        from chromadb.config import Settings
    except ImportError as error:
        raise MissingExtra("Your own documents", "knowledge") from error
    return chromadb, Settings(anonymized_telemetry=False)


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    """An exclusive lock on a file, given up when the process ends, however it ends. Raises KnowledgeBusy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _try_lock(file):
            if time.monotonic() > deadline:
                raise KnowledgeBusy(path, LOCK_SECONDS)
            time.sleep(0.02)
        try:
            yield file
        finally:
            _unlock(file)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        with suppress(OSError):
            file.seek(1 << 30)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            return True
        return False

    def _unlock(file: IO[bytes]) -> None:
        file.seek(1 << 30)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
