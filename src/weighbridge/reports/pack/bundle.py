"""All files of the pack together, with a manifest of their hashes."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports.pack.decision import decide
from weighbridge.reports.pack.formats import PACK_FORMATS, render_pack

MANIFEST = "manifest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: equal packs are equal files."""


def bundle(result: Recommendation, option_id: str | None = None) -> dict[str, bytes]:
    """File name to content, the manifest last. Raises what `render_pack` raises."""
    files = {form.file_name: render_pack(name, result, option_id) for name, form in PACK_FORMATS.items()}
    decision = decide(result, option_id)
    manifest = {
        "decision": decision.id,
        "option": decision.chosen.id,
        "snapshot": decision.snapshot.id,
        "as_of": decision.snapshot.as_of.isoformat(),
        "files": [
            {
                "name": form.file_name,
                "title": form.title,
                "media_type": form.media_type,
                "bytes": len(files[form.file_name]),
                "sha256": hashlib.sha256(files[form.file_name]).hexdigest(),
            }
            for form in PACK_FORMATS.values()
        ],
    }
    return {**files, MANIFEST: (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip; the same files give the same bytes."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()
