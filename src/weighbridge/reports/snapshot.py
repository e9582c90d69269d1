"""What a result was computed from, as plain data: the key `snapshot` of every JSON output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weighbridge.catalog import Snapshot


def snapshot_json(snapshot: Snapshot) -> dict[str, Any]:
    """What a result was computed from: id, day, and every plugin and pack with its version."""
    return {
        "id": snapshot.id,
        "as_of": snapshot.as_of.isoformat(),
        "plugins": [
            {
                "name": item.name,
                "version": item.version,
                "distribution": item.distribution,
                "pack": item.from_folder,
                "sha256": item.sha256,
            }
            for item in snapshot.plugins
        ],
    }
