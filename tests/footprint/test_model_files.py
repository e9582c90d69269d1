"""Model directories, config files and GGUF files become models that size like those of the catalog.

The GGUF files of `data/gguf` were written by the format's own `gguf` package (0.19.0) with the tensors and keys of real
models; they end after the header, since no weights are ever read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from weighbridge.errors import NotAModelFile, UnknownLayout, WeightsUnreadable
from weighbridge.footprint.components import of_architecture
from weighbridge.footprint.files.folder import read_model
from weighbridge.footprint.files.gguf_header import gguf_types, read_header
from weighbridge.footprint.operands import number
from weighbridge.footprint.parameters import count
from weighbridge.footprint.size import size
from weighbridge.records import Accelerator, Model
from weighbridge.records.architecture import Architecture

GGUF = Path(__file__).parent / "data" / "gguf"
CONFIG: dict[str, Any] = {
    "architectures": ["AnyForCausalLM"],
    "hidden_size": 5120,
    "vocab_size": 151_936,
    "num_hidden_layers": 64,
    "num_attention_heads": 64,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "intermediate_size": 25_600,
    "max_position_embeddings": 40_960,
    "tie_word_embeddings": False,
}
"""The sizes of a 32B model of the catalog."""
TWIN = "alibaba/qwen3-32b"

Save = Callable[[dict[str, Any]], Path]


def nothing() -> Iterable[Model]:
    return ()


def layout(path: Path, models: Callable[[], Iterable[Model]] = nothing) -> Architecture:
    found = read_model(path, models).model.architecture
    assert found is not None
    return found


def weight_bytes(architecture: Architecture) -> float:
    return number(of_architecture(architecture, architecture.stored_precision).weight_bytes)


def write_safetensors(path: Path, tensors: dict[str, tuple[str, list[int], int]], *, short: bool = False) -> None:
    """A file of zeros with tensors given as (dtype, shape, bytes)."""
    header, end = {}, 0
    for name, (kind, shape, length) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [end, end + length]}
        end += length
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + (end // 2 if short else end))


def small_checkpoint(config: dict[str, Any]) -> dict[str, tuple[str, list[int], int]]:
    """Every 16-bit tensor of a plain layout."""
    hidden, heads = config["hidden_size"], config["num_attention_heads"] * config["head_dim"]
    keys, inner = config["num_key_value_heads"] * config["head_dim"], config["intermediate_size"]
    shapes = {"model.embed_tokens": [config["vocab_size"], hidden], "lm_head": [config["vocab_size"], hidden]}
    shapes["model.norm"] = [hidden]
    for layer in range(config["num_hidden_layers"]):
        parts = {"q_proj": [heads, hidden], "k_proj": [keys, hidden], "v_proj": [keys, hidden]}
        parts |= {"o_proj": [hidden, heads]}
        shapes |= {f"model.layers.{layer}.self_attn.{name}": shape for name, shape in parts.items()}
        parts = {"gate_proj": [inner, hidden], "up_proj": [inner, hidden], "down_proj": [hidden, inner]}
        shapes |= {f"model.layers.{layer}.mlp.{name}": shape for name, shape in parts.items()}
        shapes |= {f"model.layers.{layer}.{name}": [hidden] for name in ("input_layernorm", "post_attention_layernorm")}
    found = {}
    for name, shape in shapes.items():
        weights = 1
        for extent in shape:
            weights *= extent
        found[f"{name}.weight"] = ("BF16", shape, 2 * weights)
    return found


SMALL = {**CONFIG, "hidden_size": 256, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2}
SMALL |= {"head_dim": 64, "intermediate_size": 512, "vocab_size": 1000}


def test_a_config_sizes_like_the_catalogs_model_of_the_same_layout(
    save: Save, models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    found = read_model(save(CONFIG), nothing)
    mine = size(found.model, accelerators["h100-sxm"], "bf16", 8192, 20).as_dict()
    theirs = size(models[TWIN], accelerators["h100-sxm"], "bf16", 8192, 20).as_dict()
    assert {key: value for key, value in mine.items() if key != "model"} == {
        key: value for key, value in theirs.items() if key != "model"
    }
    assert found.model.context_tokens == 40_960
    assert found.notes == ()


def test_a_folder_and_its_config_file_are_the_same_model(save: Save) -> None:
    folder = save(CONFIG)
    assert layout(folder) == layout(folder / "config.json")


def test_the_weights_are_what_the_headers_of_the_files_say(save: Save) -> None:
    folder = save(SMALL)
    tensors = small_checkpoint(SMALL)
    names = sorted(tensors)
    write_safetensors(folder / "model-00001-of-00002.safetensors", {name: tensors[name] for name in names[::2]})
    write_safetensors(folder / "model-00002-of-00002.safetensors", {name: tensors[name] for name in names[1::2]})
    stored = sum(length for _, _, length in tensors.values())
    assert weight_bytes(layout(folder)) == pytest.approx(stored)
    computed = layout(folder).model_copy(update={"stored_weight_bytes": None})
    assert weight_bytes(computed) == pytest.approx(stored), "the formula explains every byte"


def test_draft_layers_are_stored_but_not_served(save: Save) -> None:
    folder = save(SMALL)
    tensors = small_checkpoint(SMALL)
    write_safetensors(folder / "model.safetensors", tensors)
    plain = weight_bytes(layout(folder))
    drafts = {"model.layers.2.mlp.up_proj.weight": ("BF16", [512, 256], 262_144), "mtp.0.w": ("BF16", [9], 18)}
    write_safetensors(folder / "model.safetensors", tensors | drafts)
    assert weight_bytes(layout(folder)) == plain


def test_whether_the_head_is_shared_is_read_from_the_files(save: Save) -> None:
    silent = {key: value for key, value in SMALL.items() if key != "tie_word_embeddings"}
    folder, tensors = save(silent), small_checkpoint(SMALL)
    assert any("output head" in note for note in read_model(folder, nothing).notes)
    write_safetensors(folder / "model.safetensors", tensors)
    assert not layout(folder).tied_embeddings
    del tensors["lm_head.weight"]
    write_safetensors(folder / "model.safetensors", tensors)
    assert layout(folder).tied_embeddings


def test_a_checkpoint_of_32_bit_is_served_in_16(save: Save) -> None:
    folder = save(SMALL)
    tensors = {name: ("F32", shape, 2 * length) for name, (_, shape, length) in small_checkpoint(SMALL).items()}
    write_safetensors(folder / "model.safetensors", tensors)
    assert weight_bytes(layout(folder)) == sum(length for _, _, length in tensors.values()) / 2


def test_a_download_that_is_not_complete_is_sized_and_said_so(save: Save) -> None:
    folder = save(SMALL)
    write_safetensors(folder / "model.safetensors", small_checkpoint(SMALL), short=True)
    assert any("shorter than its header" in note for note in read_model(folder, nothing).notes)


def test_files_that_the_index_lists_and_that_are_not_there_are_an_error(save: Save) -> None:
    folder = save(SMALL)
    write_safetensors(folder / "model-00001-of-00002.safetensors", small_checkpoint(SMALL))
    index = {"weight_map": {"a.weight": "model-00002-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(WeightsUnreadable, match="1 tensors of its index"):
        read_model(folder, nothing)


def test_quantization_in_a_file_of_its_own_is_honored(save: Save) -> None:
    folder = save(CONFIG)
    stated = {"quantization": {"quant_algo": "NVFP4", "exclude_modules": ["lm_head", "*self_attn*"]}}
    (folder / "hf_quant_config.json").write_text(json.dumps(stated), encoding="utf-8")
    found = layout(folder)
    assert (found.stored_precision, found.stored_exceptions) == ("nvfp4", {"attention": "bf16"})


def test_what_a_config_leaves_to_its_familys_code_is_taken_from_the_catalog(
    save: Save, models: dict[str, Model]
) -> None:
    silent = {**CONFIG, "hidden_size": 5376, "num_hidden_layers": 62, "num_attention_heads": 32}
    silent |= {"num_key_value_heads": 16, "intermediate_size": 21_504, "vocab_size": 262_208, "sliding_window": 1024}
    del silent["tie_word_embeddings"]
    found = read_model(save({"text_config": silent}), models.values)
    twin = models["google/gemma-3-27b-it"].architecture
    assert twin is not None and found.model.architecture is not None
    assert found.model.architecture.groups == twin.groups
    assert found.model.architecture.tied_embeddings
    assert any("google/gemma-3-27b-it" in note for note in found.notes)


def test_without_a_relative_windows_are_not_counted_on(save: Save) -> None:
    found = read_model(save({**CONFIG, "sliding_window": 1024}), nothing)
    assert any("counted in full" in note for note in found.notes)
    assert found.model.architecture is not None
    assert all(getattr(group.mixer, "window", None) is None for group in found.model.architecture.groups)


def test_layers_without_a_formula_get_an_upper_bound_from_the_stored_weights(save: Save) -> None:
    folder, tensors = save({**SMALL, "num_mem_blocks": 2}), small_checkpoint(SMALL)
    with pytest.raises(UnknownLayout, match="num_mem_blocks"):
        read_model(folder, nothing)
    write_safetensors(folder / "model.safetensors", tensors)
    found = read_model(folder, nothing)
    assert found.model.architecture is not None
    assert found.model.architecture.upper_bound
    assert weight_bytes(found.model.architecture) == pytest.approx(sum(length for _, _, length in tensors.values()))
    assert "num_mem_blocks" in found.notes[-1]


@pytest.mark.parametrize(
    ("name", "twin", "precision"),
    [
        ("dense-8b-q4_k_m", "alibaba/qwen3-8b", "gguf_q4_k_m"),
        ("experts-30b-q8_0", "alibaba/qwen3-30b-a3b", "gguf_q8_0"),
        ("latent-671b-f16", "deepseek/deepseek-v3", "bf16"),
        ("window-27b-q4_0", "google/gemma-3-27b-it", "gguf_q4_k_s"),
    ],
)
def test_a_gguf_file_has_the_layout_of_the_catalogs_model(
    name: str, twin: str, precision: str, models: dict[str, Model]
) -> None:
    found = read_model(GGUF / f"{name}.gguf", models.values)
    architecture, theirs = found.model.architecture, models[twin].architecture
    assert architecture is not None and theirs is not None
    assert architecture.stored_precision == precision
    text_only = theirs.model_copy(update={"extra_parameters": 0})
    assert count(architecture).total == count(text_only).total
    mine, other = of_architecture(architecture, "bf16"), of_architecture(theirs, "bf16")
    for field in ("full_token_bytes", "latent_token_bytes", "window_token_bytes", "window_tokens", "state_bytes"):
        assert getattr(mine, field) == getattr(other, field), field
    stored = sum(tensor.size_bytes for tensor in read_header(GGUF / f"{name}.gguf").tensors)
    assert weight_bytes(architecture) == pytest.approx(stored)


def test_a_folder_with_one_gguf_model_is_that_model_and_with_two_asks_which(tmp_path: Path) -> None:
    data = (GGUF / "dense-8b-q4_k_m.gguf").read_bytes()
    (tmp_path / "a.gguf").write_bytes(data)
    (tmp_path / "mmproj-a.gguf").write_bytes(data)
    assert layout(tmp_path) == layout(GGUF / "dense-8b-q4_k_m.gguf")
    (tmp_path / "b.gguf").write_bytes(data)
    with pytest.raises(NotAModelFile, match=r"2 GGUF models; name one, such as a\.gguf"):
        read_model(tmp_path, nothing)


def test_a_split_gguf_model_needs_all_its_parts(tmp_path: Path) -> None:
    data = (GGUF / "dense-8b-q4_k_m.gguf").read_bytes()
    (tmp_path / "m-00001-of-00003.gguf").write_bytes(data)
    with pytest.raises(WeightsUnreadable, match="2 of its 3 parts"):
        read_model(tmp_path, nothing)


def test_every_tensor_type_has_a_plausible_size() -> None:
    for name, block, size_bytes in gguf_types().tensor_types.values():
        assert 1.0 <= size_bytes * 8 / block <= 64, name
