"""Starting the wizard and driving it: shared by the browser tests, the screenshots and the benchmark."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, sync_playwright

AS_OF = "2026-11-23"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 60
PATIENCE_MS = 90_000
"""How long a test waits for what must come; far above what it takes, for a machine that is busy with other things."""
_REACTION_MS = 150
"""What a click may take to reach the server, so that `settled` does not look before anything began."""
_AT_REST = """() => {
    const moves = one => one.playState == 'running' && isFinite(one.effect.getComputedTiming().endTime)
    const drawn = !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')
    return drawn && !document.getAnimations().some(moves)
}"""
"""All is drawn, and nothing still moves or fades, except what never ends, such as a spinner."""
_EXPECTED_404 = ("_stcore/health", "_stcore/host-config")
"""Streamlit's page looks for its server below the page's own path first."""


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "The browser tests need Chromium: run `sh tools/browser.sh` or name one in WEIGHBRIDGE_CHROMIUM."
        )


@contextmanager
def browser_at_hand() -> Iterator[Browser]:
    """Chromium without a window. Raises NoBrowser."""
    stated = os.environ.get("WEIGHBRIDGE_CHROMIUM")
    program = stated or next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        raise NoBrowser
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        # No shared memory file and no graphics card: a container has little of the one and none of the other.
        launched = playwright.chromium.launch(
            executable_path=program, args=[*arguments, "--disable-dev-shm-usage", "--disable-gpu"]
        )
        try:
            yield launched
        finally:
            launched.close()


@dataclass(frozen=True)
class Wizard:
    """A running wizard."""

    url: str
    """Its address, with the base path, ending in a slash."""
    process: subprocess.Popen[str]

    @classmethod
    @contextmanager
    def started(cls, *options: str, base_path: str = "", environment: Mapping[str, str] | None = None,
                port: int | None = None) -> Iterator[Wizard]:  # fmt: skip
        """`weighbridge app` on a free port unless one is given, stopped at the end as Ctrl-C does it."""
        port = port or free_port()
        command = [sys.executable, "-c", "from weighbridge.cli import main; main()", "app", "--port", str(port)]
        command += [*options, *(["--base-path", base_path] if base_path else [])]
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "WEIGHBRIDGE_"))
        }
        process = subprocess.Popen(  # noqa: S603  # our own command
            command, env={**kept, **(environment or {})}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        path = f"{base_path.strip('/')}/" if base_path else ""
        running = cls(f"http://127.0.0.1:{port}/{path}", process)
        try:
            running.wait()
            yield running
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()

    def resident_mib(self) -> float:
        """Memory of the server in MiB. Linux only."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                output = self.process.stdout.read() if self.process.stdout else ""
                raise RuntimeError(f"the wizard ended at once: {output}")
            try:
                with urlopen(f"{self.url}_stcore/health", timeout=2) as answer:  # noqa: S310  # loopback
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"the wizard did not answer within {START_SECONDS} seconds")


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Visit:
    """A tab that shows the wizard, with what it asked of other hosts and what went wrong in it."""

    page: Page
    wizard: Wizard
    outside: list[str] = field(default_factory=list)
    """Requests to any other host than this machine."""
    faults: list[str] = field(default_factory=list)
    """Scripts that failed, and errors on the console."""

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("request", self._seen)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._said)

    def go(self, path: str = "") -> Visit:
        """Open a page by its path and wait until it is drawn."""
        self.page.goto(f"{self.wizard.url}{path}")
        return self.settled()

    def settled(self) -> Visit:
        """Wait until nothing runs any more and the page stands."""
        self.page.wait_for_timeout(_REACTION_MS)
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.page.wait_for_function(_AT_REST)
        return self

    def pointer_away(self) -> Visit:
        """Take the pointer off the page, so that nothing shows itself under it, and wait until the page stands."""
        self.page.mouse.move(0, 0)
        return self.settled()

    def reload(self) -> Visit:
        """Load the page again."""
        self.page.reload()
        return self.settled()

    def heading(self) -> str:
        """The heading of the page."""
        return self.page.get_by_role("heading", level=2).first.inner_text()

    def text(self) -> str:
        """Everything readable in the main part."""
        return self.page.locator("[data-testid=stMain]").inner_text()

    def button(self, name: str) -> Locator:
        """A button by its words."""
        return self.page.locator("[data-testid=stMain]").get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> Visit:
        """Press a button and wait for what it does."""
        self.button(name).first.click()
        return self.settled()

    def menu(self, title: str) -> Visit:
        """Choose a page in the side bar."""
        self.page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click()
        return self.settled()

    def _seen(self, request: Request) -> None:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        local = host in ("127.0.0.1", "::1") or host.split(".")[-1] == "localhost"
        if parts.scheme not in ("data", "blob", "about") and not local:
            self.outside.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        where = str(message.location.get("url", ""))
        if message.type == "error" and not where.endswith(_EXPECTED_404):
            self.faults.append(f"{message.text} ({where})")
