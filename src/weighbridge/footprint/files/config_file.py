"""Reads the JSON files of a model directory, bounded, with one clear line for what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from weighbridge.errors import NotAModelFile
from weighbridge.yamlfile import read_text

JSON_MAX = 64_000_000
"""An index of a large model lists every tensor; nothing else comes near."""
SIZES = ("hidden_size", "n_embd", "d_model", "num_hidden_layers", "n_layer", "text_config", "architectures")
"""Keys of which the config of a language model has at least one."""


def read_json(path: Path) -> dict[str, Any]:
    """The object that a JSON file holds.

    Raises NotAModelFile, FileMissing, NotAFile, FileTooLarge or FileUnreadable.
    """
    try:
        found = json.loads(read_text(path, JSON_MAX))
    except RecursionError as error:
        raise NotAModelFile(path, "it is nested too deeply") from error
    except ValueError as error:
        raise NotAModelFile(path, f"it is not valid JSON ({str(error)[:120]})") from error
    if not isinstance(found, dict):
        raise NotAModelFile(path, "it does not hold an object with keys")
    return found


def read_config(path: Path) -> dict[str, Any]:
    """The config of a model, with the quantization that a file of its own beside it states.

    Raises NotAModelFile for JSON that describes no model, and the errors of `read_json`.
    """
    config = read_json(path)
    if not any(config.get(key) for key in SIZES):
        raise NotAModelFile(path, "none of its keys is that of a model's config")
    for key in ("text_config", "vision_config", "quantization_config"):
        if config.get(key) is not None and not isinstance(config[key], dict):
            raise NotAModelFile(path, f"{key} is not an object with keys")
    beside = path.with_name("hf_quant_config.json")
    text = config.get("text_config") or {}
    if not config.get("quantization_config") and not text.get("quantization_config") and beside.is_file():
        config["quantization_config"] = {"quant_method": "modelopt", **_stated(read_json(beside))}
    return config


def _stated(quantization: dict[str, Any]) -> dict[str, Any]:
    inner = quantization.get("quantization")
    return inner if isinstance(inner, dict) else {}
