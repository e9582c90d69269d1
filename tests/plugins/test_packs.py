"""Packs: what a folder of YAML gives, and every way in which it can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from weighbridge.errors import (
    ApiVersionUnsupported,
    FileTooLarge,
    InvalidField,
    NotAFolder,
    OutsidePack,
    PackIncomplete,
    RecordTwice,
    WeighbridgeError,
    YamlSyntax,
)
from weighbridge.plugins.kinds import RECORD_TYPES, kind_of
from weighbridge.plugins.packs import load_pack

BuildPack = Callable[..., Path]

SOURCES = """\
sources:
  card: {grade: primary, source: "model card", as_of: 2026-01-02}
  list: {grade: secondary, source: "a list"}
"""
MODEL = """\
- id: acme/small
  name: Small
  maker: acme
  open_weights: true
"""
LAYOUT = """\
architectures:
  acme/small:
    hidden_size: 64
    vocab_size: 1000
    tied_embeddings: true
    groups:
    - count: 2
      mixer: {kind: grouped, query_heads: 4, kv_heads: 2, head_dim: 16}
      feed_forward: {kind: dense, width: 128}
"""


def models(rows: str) -> dict[str, str]:
    return {"models.yaml": f"{SOURCES}models:\n{rows}"}


def test_evidence_is_put_in_where_it_is_named(pack: BuildPack) -> None:
    folder = pack(
        {
            **models(f'{MODEL}  evidence: {{"*": card, name: list, maker: {{grade: claimed, source: they say}}}}\n'),
            "providers.yaml": f"{SOURCES}providers:\n- id: acme\n  name: Acme\n  roles: [api]\n  evidence: card\n"
            "  postures:\n  - retention: {days: 0, evidence: card, zero_evidence: list}\n"
            "    certificates: {hipaa_baa: {value: conditional, evidence: list}}\n",
        }
    )
    loaded = load_pack(folder)
    (model,) = loaded.records("models")
    assert [model.evidence_for(name).source for name in ("aliases", "name", "maker")] == [
        "model card",
        "a list",
        "they say",
    ]
    (provider,) = loaded.records("providers")
    posture = provider.postures[0]
    assert provider.evidence["*"].grade == "primary"
    assert posture.retention.evidence.source == "model card"
    assert posture.retention.zero_evidence.source == "a list"
    assert posture.certificates["hipaa_baa"].evidence.source == "a list"


def test_files_of_one_kind_are_merged_and_sorted(pack: BuildPack) -> None:
    folder = pack({**models(MODEL), "closed_models.yaml": f"closed_models:\n{MODEL.replace('small', 'large')}"})
    loaded = load_pack(folder)
    assert loaded.kinds == ("models",)
    assert [model.id for model in loaded.records("models")] == ["acme/large", "acme/small"]
    assert loaded.records("offers") == ()


def test_architectures_join_the_models_of_the_pack(pack: BuildPack) -> None:
    folder = pack({**models(MODEL), "architectures.yaml": LAYOUT})
    (model,) = load_pack(folder).records("models")
    assert model.architecture.groups[0].mixer.kv_heads == 2


def test_a_document_has_front_matter(pack: BuildPack) -> None:
    text = """\
        ---
        id: acme/guide
        title: Guide
        kind: guide
        evidence: own
        sources:
          own: {grade: primary, source: us}
        ---

        # Hello
    """
    (document,) = load_pack(pack({"documents/guide.md": text})).records("documents")
    assert (document.text, document.evidence["*"].source) == ("# Hello", "us")


def test_yaml_keeps_a_country_a_country(pack: BuildPack) -> None:
    folder = pack({"providers.yaml": "providers:\n- {id: acme, name: Acme, roles: [maker], country: NO}\n"})
    assert load_pack(folder).records("providers")[0].country == "NO"


@pytest.mark.parametrize(
    ("files", "line", "words"),
    [
        (models(f"{MODEL}  contxt_tokens: 5\n"), 9, ["acme/small", "contxt_tokens", "unknown key", "'context_tokens'"]),
        (models(f"{MODEL}  context_tokens: many\n"), 9, ["acme/small", "context_tokens", "integer", "'many'"]),
        (models("- id: acme/small\n  name: Small\n  open_weights: true\n"), 5, ["acme/small: maker", "is missing"]),
        (models(f'{MODEL}  evidence: {{"*": crad}}\n'), 9, ["acme/small: evidence.*", "'crad'", "did you mean 'card'"]),
        (models(f"{MODEL}  evidence: {{nmae: card}}\n"), 9, ["evidence for an unknown field", "'name'"]),
        (models("- just a text\n"), 5, ["row 1", "key: value"]),
        ({"models.yaml": "sources: {a: {grade: bad, source: b}}\nmodels: []\n"}, 1, ["sources.a", "grade", "'bad'"]),
        ({"models.yaml": "sources: [a]\nmodels: []\n"}, 1, ["sources", "map from a name"]),
        ({"models.yaml": "models: {a: b}\n"}, 1, ["must be a list"]),
        ({"models.yaml": "modles: []\n"}, 1, ["modles", "did you mean 'models'"]),
        ({"models.yaml": "[1, 2]\n"}, 1, ["`models:`"]),
        ({"modles.yaml": "models: []\n"}, 1, ["did you mean models.yaml"]),
        ({**models(MODEL), "architectures.yaml": LAYOUT.replace("small", "smal")}, 2, ["no model", "'acme/small'"]),
        ({**models(MODEL), "architectures.yaml": LAYOUT.replace("kv_heads", "kv_haeds")}, 8, ["'kv_heads'"]),
        ({**models(f"{MODEL}  architecture: {{}}\n"), "architectures.yaml": LAYOUT}, 9, ["architecture", "keep one"]),
        ({"documents/a.md": "no front matter"}, 1, ["front matter"]),
        ({"documents/a.md": "---\nid: a\ntitel: A\n---\ntext\n"}, 3, ["a: titel", "'title'"]),
    ],
)  # fmt: skip
def test_an_error_names_file_line_record_field_and_fix(
    pack: BuildPack, files: dict[str, str], line: int, words: list[str]
) -> None:
    with pytest.raises(InvalidField) as caught:
        read_all(pack(files))
    assert caught.value.line == line
    message = str(caught.value)
    assert any(name in message for name in files)
    for word in words:
        assert word in message, message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("models: [\n", "not valid YAML"),
        ("a: &x [1]\nb: *x\n", "anchors"),
        ("models: !!python/object/apply:os.system [echo]\n", "python/object"),
        ("models: []\nmodels: []\n", "stands twice"),
        (f"models: {'[' * 60}{']' * 60}\n", "levels deep"),
    ],
)
def test_unsafe_yaml_is_refused(pack: BuildPack, text: str, words: str) -> None:
    with pytest.raises(YamlSyntax, match=words):
        read_all(pack({"models.yaml": text}))


def test_a_pack_has_each_id_once(pack: BuildPack) -> None:
    with pytest.raises(RecordTwice, match=r"acme/small.*closed_models\.yaml and in models\.yaml"):
        read_all(pack({**models(MODEL), "closed_models.yaml": f"models:\n{MODEL}"}))


def test_a_huge_file_is_not_read(pack: BuildPack) -> None:
    folder = pack()
    with (folder / "models.yaml").open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(FileTooLarge, match=r"100\.0 MB"):
        read_all(folder)


def test_a_link_may_not_leave_the_folder(pack: BuildPack, tmp_path: Path) -> None:
    folder = pack({"rows.txt": "models: []\n"})
    (folder / "models.yaml").symlink_to(folder / "rows.txt")
    assert read_all(folder) == []
    (tmp_path / "secret.yaml").write_text("offers: []\n")
    (folder / "offers.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(OutsidePack, match=r"offers\.yaml"):
        load_pack(folder)


def test_a_linked_documents_folder_may_not_leave_either(pack: BuildPack, tmp_path: Path) -> None:
    folder = pack()
    (tmp_path / "elsewhere").mkdir()
    (folder / "documents").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(OutsidePack):
        load_pack(folder)


@pytest.mark.parametrize(
    ("manifest", "error", "words"),
    [
        ("name: acme\ntitle: Acme\napi_version: 2\nsignature: x\n", ApiVersionUnsupported, "Update weighbridge"),
        ("name: acme\ntitle: Acme\napi_version: 0\n", ApiVersionUnsupported, "newer version of the plugin"),
        ("name: acme\ntitle: Acme\n", InvalidField, "api_version: is missing"),
        ("name: Acme Inc\ntitle: Acme\napi_version: 1\n", InvalidField, "name"),
        ("name: acme\ntitel: Acme\napi_version: 1\n", InvalidField, "'title'"),
        ("", InvalidField, "key: value"),
    ],
)
def test_a_wrong_manifest_is_refused(pack: BuildPack, manifest: str, error: type[WeighbridgeError], words: str) -> None:
    with pytest.raises(error, match=words):
        load_pack(pack(manifest=manifest))


def test_a_folder_without_manifest_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(PackIncomplete, match=r"pack\.yaml"):
        load_pack(tmp_path)
    with pytest.raises(NotAFolder):
        load_pack(tmp_path / "nowhere")


def test_other_yaml_files_are_named_not_read(pack: BuildPack) -> None:
    loaded = load_pack(pack({"prices-to-check.yaml": "&"}))
    assert (loaded.other_files, loaded.kinds) == (("prices-to-check.yaml",), ())


def test_kinds_follow_file_names() -> None:
    assert kind_of("community_licenses") == "licenses"
    assert kind_of("fine_tuning_services") == "fine_tuning_services"
    assert kind_of("supermodels") is None


def read_all(folder: Path) -> list[object]:
    loaded = load_pack(folder)
    return [record for kind in RECORD_TYPES for record in loaded.records(kind)]
