"""`weighbridge app`: the wizard in a browser, served from this machine."""

from __future__ import annotations

import os
import socket
import tomllib
from contextlib import suppress
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli.common import CatalogRequest, catalog_options, today

if TYPE_CHECKING:
    from weighbridge.records.base import Record
    from weighbridge.wizard.launch import Launch

PORT = 8501
_SIGN_IN = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
"""What the section [auth] of a sign-in file must hold."""
_EXAMPLES = """\b
Examples:
  weighbridge app
  weighbridge app --needs examples/claims-assistant.yaml --open
  weighbridge app --pack ./our-prices --policy policy.yaml --port 9000
  weighbridge app --address 0.0.0.0 --base-path /weighbridge      (behind a proxy; see docs/wizard.md)"""


@click.command(epilog=_EXAMPLES)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--base-path", default="", metavar="/PATH", help="Path below which a reverse proxy serves it.")
@click.option(
    "--host", "hosts", multiple=True, metavar="NAME", help="Host name people use; no other is served then. Repeatable."
)
@click.option(
    "--needs", type=click.Path(path_type=Path), metavar="FILE", help="Needs file that a new visit begins with."
)
@click.option("--policy", type=click.Path(path_type=Path), metavar="FILE", help="Policy that applies to every visit.")
@click.option(
    "--sign-in",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="TOML file with the settings of sign-in; then nobody enters without it.",
)
@click.option("--open", "show", is_flag=True, help="Open a browser as soon as it runs.")
@catalog_options
def command(  # noqa: PLR0913, PLR0917  # one argument per option
    port: int,
    address: str,
    base_path: str,
    hosts: tuple[str, ...],
    needs: Path | None,
    policy: Path | None,
    sign_in: Path | None,
    show: bool,
    request: CatalogRequest,
) -> None:
    """Open the wizard: state your needs step by step, see the ranking, ask, and take the decision pack with you.

    It runs on this machine until Ctrl-C; nothing is sent anywhere. Needs the extra `app`.
    """
    from weighbridge.errors import MissingExtra

    if find_spec("streamlit") is None:
        raise MissingExtra("The wizard", "app")
    if sign_in is not None:
        _check_sign_in(sign_in)
    launch = _launch(request, needs, policy, sign_in=sign_in is not None)
    port = _free_port(address, port)
    path = base_path.strip("/")
    os.environ.update(launch.environment())
    host = f"[{address}]" if ":" in address else "127.0.0.1" if address == "0.0.0.0" else address  # noqa: S104  # shown
    click.echo(f"The wizard is at http://{host}:{port}/{path}{'/' if path else ''}  Ctrl-C ends it.")
    if sign_in is None and not _is_loopback(address):
        click.echo(
            "Whoever reaches this address may use it. Ask for sign-in with --sign-in; see docs/wizard.md.", err=True
        )
    options = {"server.port": port, "server.address": address, "server.baseUrlPath": path, "server.headless": not show}
    if hosts:
        options["server.allowedHosts"] = ",".join((*hosts, "localhost", "127.0.0.1"))
    if sign_in is not None:
        options["secrets.files"] = str(sign_in.resolve())
    _serve(options)


def _launch(request: CatalogRequest, needs: Path | None, policy: Path | None, *, sign_in: bool) -> Launch:
    """What the wizard starts with. Files are read now, so that what is wrong in them is said here and not in a browser.

    Raises the errors of reading a needs file, a policy or the manifest of a pack.
    """
    from weighbridge.needs import MAX_NEEDS_BYTES, Needs
    from weighbridge.plugins.packs import load_pack
    from weighbridge.policy import MAX_POLICY_BYTES, Policy
    from weighbridge.wizard.launch import Launch

    for folder in request.packs:
        load_pack(folder)
    if request.locked is not None:
        from weighbridge.trust.lock import check_lock

        check_lock(request.locked, request.packs, request.selection)
    return Launch(
        as_of=None if request.as_of == today() else request.as_of,
        packs=tuple(folder.resolve() for folder in request.packs),
        no_plugins=request.no_plugins,
        only_plugins=request.only_plugins,
        needs=None if needs is None else _data(needs, MAX_NEEDS_BYTES, Needs, "needs"),
        policy=None if policy is None else _data(policy, MAX_POLICY_BYTES, Policy, "policy"),
        sign_in=sign_in,
    )


def _data(path: Path, max_bytes: int, shape: type[Record], what: str) -> dict[str, Any]:
    """Plain data of a file that is valid as `shape`."""
    from weighbridge import yamlfile

    file = yamlfile.read(path, max_bytes)
    yamlfile.validate(file, shape, what)
    data: dict[str, Any] = file.data
    return data


def _free_port(address: str, port: int) -> int:
    """`port`, or for 0 any free one. Raises PortUnusable when nothing can listen there."""
    from weighbridge.errors import PortUnusable

    try:
        family, kind, protocol, _, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            probe.listen(1)
            return int(probe.getsockname()[1])
    except OSError as error:
        raise PortUnusable(address, port, error.strerror or str(error)) from error


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _check_sign_in(path: Path) -> None:
    """Raises FileMissing, FileUnreadable or SignInIncomplete when nobody could sign in with the settings of a file."""
    from weighbridge.errors import FileMissing, FileUnreadable, MissingExtra, SignInIncomplete

    if find_spec("authlib") is None:
        raise MissingExtra("Sign-in", "app")
    if not path.is_file():
        raise FileMissing(path)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FileUnreadable(path, str(error)) from error
    section = found.get("auth")
    missing = [name for name in _SIGN_IN if not isinstance(section, dict) or not section.get(name)]
    if missing:
        raise SignInIncomplete(path, missing)


def _load_ahead() -> None:
    """Load the catalog while the first visitor is still on the way; a visitor who comes sooner waits for the same."""
    import logging

    from weighbridge.errors import WeighbridgeError
    from weighbridge.wizard import resources

    # Streamlit warns when what it keeps is asked for outside a visit, which is the point here.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    with suppress(WeighbridgeError):  # every visit says what is wrong
        resources.advisor()


def _serve(options: dict[str, Any]) -> None:
    """Run Streamlit in this process until it is told to stop. Its banner stays away: the address was said."""
    from streamlit.web.cli import main as streamlit

    from weighbridge.wizard import SCRIPT

    Thread(target=_load_ahead, daemon=True).start()
    quiet = {"server.showEmailPrompt": False, "logger.hideWelcomeMessage": True, "logger.level": "warning"}
    flags = [
        f"--{name}={str(value).lower() if isinstance(value, bool) else value}"
        for name, value in {**options, **quiet}.items()
    ]
    streamlit(["run", str(SCRIPT), *flags], standalone_mode=False)
