"""`weighbridge bundle`: packs and documents in one signed file, for machines without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli.common import format_option, pack_folder, print_json, table

if TYPE_CHECKING:
    from weighbridge.trust.bundle import Contents

EXAMPLES = """
\b
Examples:
  weighbridge bundle keygen ours
  weighbridge bundle create facts.bundle --key ours-private.pem --pack ./our-prices --knowledge
  weighbridge bundle verify facts.bundle --key ours-public.pem
  weighbridge bundle install facts.bundle --key ours-public.pem
  weighbridge rank needs.yaml --pack our-prices
"""

_PUBLIC = click.option(
    "--key", required=True, type=click.Path(path_type=Path), metavar="PUBLIC.pem", help="Public key of whoever made it."
)
_FILE = click.argument("bundle", metavar="FILE", type=click.Path(path_type=Path))


@click.group(name="bundle", epilog=EXAMPLES)
def command() -> None:
    """Carry packs and your documents to machines without a network, signed and verified.

    Needs the extra 'bundle'. A bundle holds data alone, no code: weighbridge itself is installed there by its wheel.
    """


@command.command(epilog="Example: weighbridge bundle keygen ours")
@click.argument("name", type=click.Path(path_type=Path))
@format_option("text", "json")
def keygen(name: Path, output: str) -> None:
    """Make a pair of keys: NAME-private.pem signs and stays secret, NAME-public.pem is given to those who verify."""
    from weighbridge.trust.keys import fingerprint, make_keys, read_public

    private, public = (name.with_name(f"{name.name}-{side}.pem") for side in ("private", "public"))
    make_keys(private, public)
    mark = fingerprint(read_public(public))
    if output == "json":
        print_json({"private": str(private), "public": str(public), "fingerprint": mark})
        return
    click.echo(f"{private}: keep it secret; whoever has it can sign in your name.")
    click.echo(f"{public}: give it to those who verify, on another way than the bundle. Fingerprint {mark}.")


@command.command(epilog="Example: weighbridge bundle create facts.bundle --key ours-private.pem --pack ./our-prices")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--key", required=True, type=click.Path(path_type=Path), metavar="PRIVATE.pem", help="Key to sign with.")
@click.option(
    "--pack", "packs", multiple=True, type=click.Path(path_type=Path), metavar="DIR", help="Pack. Repeatable."
)
@click.option("--knowledge", is_flag=True, help="Your own documents with their index, and license texts.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where your documents are kept. [default: WEIGHBRIDGE_DATA_DIR, or the system's place for user data]",
)
@format_option("text", "json")
def create(out: Path, key: Path, packs: tuple[Path, ...], knowledge: bool, data_dir: Path | None, output: str) -> None:
    """Write packs and documents into the signed file OUT. The same input gives the same bytes."""
    from weighbridge.knowledge.place import data_folder, documents_folder
    from weighbridge.trust import pack_up
    from weighbridge.trust.keys import read_private

    documents = documents_folder(data_dir or data_folder()) if knowledge else None
    made = pack_up.create(out, read_private(key), [pack_folder(pack) for pack in packs], documents)
    _say(out, made, "written and signed", output)


@command.command(epilog="Example: weighbridge bundle verify facts.bundle --key ours-public.pem")
@_FILE
@_PUBLIC
@format_option("text", "json")
def verify(bundle: Path, key: Path, output: str) -> None:
    """Check signature, manifest and every file of a bundle, without unpacking anything."""
    from weighbridge.trust.bundle import verified
    from weighbridge.trust.keys import read_public

    with verified(bundle, read_public(key)) as (contents, _):
        pass
    _say(bundle, contents, "signed with this key and whole", output)


@command.command(epilog="Example: weighbridge bundle install facts.bundle --key ours-public.pem")
@_FILE
@_PUBLIC
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Data folder. [default: WEIGHBRIDGE_DATA_DIR, or the system's place for user data]",
)
@format_option("text", "json")
def install(bundle: Path, key: Path, into: Path | None, output: str) -> None:
    """Verify a bundle, then install it; afterwards --pack NAME finds its packs, and questions its documents."""
    from weighbridge.knowledge.place import data_folder
    from weighbridge.trust.install import install as install_bundle
    from weighbridge.trust.keys import read_public

    done = install_bundle(bundle, read_public(key), into or data_folder())
    _say(bundle, done.contents, f"installed in {done.folder}", output, replaced=list(done.replaced))
    if output == "text":
        for name in done.contents.packs:
            again = " (replaces that of an earlier bundle)" if name in done.replaced else ""
            click.echo(f"Use it with: --pack {name}{again}")


def _say(path: Path, contents: Contents, what: str, output: str, **more: Any) -> None:
    packs = {name: entry.model_dump(mode="json") for name, entry in contents.packs.items()}
    if output == "json":
        facts = {"files": len(contents.files), "size_bytes": contents.size_bytes, "knowledge": contents.knowledge}
        print_json({"ok": True, "bundle": str(path), "packs": packs, **facts, **more})
        return
    from rich.markup import escape

    from weighbridge.cli.common import console
    from weighbridge.reports.words import printable

    shown = table(("Holds", "Version", "Title"), fold=("Title",))
    for name, entry in contents.packs.items():
        shown.add_row(*(escape(printable(cell)) for cell in (name, entry.version or "-", entry.title)))
    if contents.knowledge:
        shown.add_row("knowledge", "-", "Documents with their index")
    console().print(shown)
    click.echo(f"{path}: {what}. {len(contents.files)} files, {contents.size_bytes / 1e6:,.1f} MB.")
