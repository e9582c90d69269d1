"""Packs, keys and a data folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from weighbridge.trust.keys import make_keys, read_private, read_public

MakePack = Callable[..., Path]

OFFERS = """
    sources:
      sheet: {grade: primary, source: "price sheet 4", as_of: 2026-09-15}
    offers:
    - id: acme/one
      model_id: acme/model-1
      provider_id: acme
      price: {input_usd_per_mtok: 0.1, output_usd_per_mtok: 0.4}
      price_basis: contract
      evidence: sheet
"""


@dataclass(frozen=True)
class Keys:
    private: Ed25519PrivateKey
    public: Ed25519PublicKey
    private_file: Path
    public_file: Path


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("WEIGHBRIDGE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("WEIGHBRIDGE_CHROMA_URL", raising=False)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def make_pack(tmp_path: Path) -> MakePack:
    """Write a pack with a provider, a model and an offer; `files` adds to them or replaces them."""

    def build(
        files: dict[str, str] | None = None, *, name: str = "acme", version: str = "1", folder: str = "pack"
    ) -> Path:
        place = tmp_path / folder
        place.mkdir()
        texts = {
            "pack.yaml": f'name: {name}\ntitle: Acme\napi_version: 1\nversion: "{version}"\n',
            "providers.yaml": "providers:\n- {id: acme, name: Acme, roles: [api]}\n",
            "models.yaml": "models:\n- {id: acme/model-1, name: Model 1, maker: acme, open_weights: false}\n",
            "offers.yaml": OFFERS,
            **(files or {}),
        }
        for path, text in texts.items():
            (place / path).write_text(dedent(text))
        return place

    return build


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    folder = tmp_path_factory.mktemp("keys")
    private, public = folder / "private.pem", folder / "public.pem"
    make_keys(private, public)
    return Keys(read_private(private), read_public(public), private, public)
