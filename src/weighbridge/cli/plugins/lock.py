"""`weighbridge plugins lock`: write down which plugins and packs results may rest on."""

from __future__ import annotations

from pathlib import Path

import click

from weighbridge.cli.common import CatalogRequest, catalog_options, format_option, print_json, write

EXAMPLES = (
    "Examples: weighbridge plugins lock --pack ./our-prices; weighbridge rank needs.yaml --pack ./our-prices --locked"
)


@click.command(epilog=EXAMPLES)
@catalog_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("weighbridge.lock"),
    show_default=True,
    metavar="FILE",
    help="File to write.",
)
@format_option("text", "json")
def lock(request: CatalogRequest, out: Path, output: str) -> None:
    """Write the versions and hashes of all plugins and of the packs given.

    Keep the file in git. Commands with --locked refuse to load anything else, before any of it runs. With --locked
    here, nothing is written: the file is compared with what is there.
    """
    from weighbridge.reports.plugin_health import counted
    from weighbridge.trust.lock import check_lock, current_lock, lock_text

    if request.locked is not None:
        found = check_lock(request.locked, request.packs, request.selection)
        if output == "json":
            print_json({"ok": True, "file": str(request.locked), "hashes": found})
        else:
            click.echo(f"{request.locked}: all {len(found)} plugins and packs are as locked.")
        return
    made = current_lock(request.packs, request.selection)
    write(lock_text(made), out)
    if output == "json":
        print_json({"file": str(out), **made.model_dump(mode="json")})
    else:
        parts = f"{counted('plugins', len(made.plugins))} and {counted('packs', len(made.packs))}"
        click.echo(f"{parts} locked. Keep {out} in git.")
