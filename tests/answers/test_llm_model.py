"""Naming and opening a chat model: what is refused says how to write it, and keys stay where they belong."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from typing import Any

import pytest

from weighbridge.answers.llm_model import ModelSpec, open_model, wanted_spec
from weighbridge.errors import BadModelSpec, MissingExtra, MissingPartnerPackage

from .llm_server import Reply, serve


@pytest.mark.parametrize(
    ("text", "provider", "model", "url"),
    [
        ("maker:model-1", "maker", "model-1", None),
        ("maker:model:7b", "maker", "model:7b", None),
        ("maker:owner/model@http://gpu.example:8000/v1", "maker", "owner/model", "http://gpu.example:8000/v1"),
        ("google-genai:model", "google_genai", "model", None),
    ],
)
def test_a_spec_is_provider_model_and_perhaps_a_url(text: str, provider: str, model: str, url: str | None) -> None:
    assert ModelSpec.parse(text, {}) == ModelSpec(provider, model, url)


@pytest.mark.parametrize(
    "text", ["", "model", ":model", "maker:", "maker:a b", "maker:model@file:///etc/passwd", "maker:m@http://"]
)
def test_what_is_no_spec_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(BadModelSpec, match="PROVIDER:MODEL"):
        ModelSpec.parse(text, {})


def test_the_url_of_the_spec_wins_over_the_environment() -> None:
    known = {"WEIGHBRIDGE_LLM_BASE_URL": "http://other.example/v1"}
    assert ModelSpec.parse("maker:m", known).base_url == "http://other.example/v1"
    assert ModelSpec.parse("maker:m@http://own.example/v1", known).base_url == "http://own.example/v1"
    with pytest.raises(BadModelSpec):
        ModelSpec.parse("maker:m", {"WEIGHBRIDGE_LLM_BASE_URL": "ftp://x"})


def test_the_command_line_wins_over_the_environment() -> None:
    assert wanted_spec("a:b", {"WEIGHBRIDGE_LLM": "c:d"}) == "a:b"
    assert wanted_spec(None, {"WEIGHBRIDGE_LLM": "c:d"}) == "c:d"
    assert wanted_spec(None, {"WEIGHBRIDGE_LLM": ""}) is None


def test_a_password_in_a_url_is_not_shown() -> None:
    assert ModelSpec.parse("maker:m@http://me:secret@gpu.example/v1", {}).label == "maker:m at http://gpu.example/v1"


def test_a_provider_key_is_never_sent_to_a_server_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-real")
    monkeypatch.delenv("WEIGHBRIDGE_LLM_API_KEY", raising=False)
    with serve({"text": Reply("hello")}) as server:
        open_model(f"openai:m@{server.url}").invoke("hi")
        monkeypatch.setenv("WEIGHBRIDGE_LLM_API_KEY", "own")
        open_model(f"openai:m@{server.url}").invoke("hi")
        assert server.authorization == ["Bearer none", "Bearer own"]


def test_tracing_is_off_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    open_model("openai:m@http://gpu.example/v1")
    assert os.environ["LANGSMITH_TRACING"] == "false"


def test_an_unknown_provider_and_a_missing_key_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "WEIGHBRIDGE_LLM_API_KEY", "WEIGHBRIDGE_LLM_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(BadModelSpec, match="nonesuch"):
        open_model("nonesuch:m")
    with pytest.raises(BadModelSpec, match="api_key"):
        open_model("openai:m")


def test_a_missing_adapter_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain")
    without(monkeypatch, "langchain_xai")
    with pytest.raises(MissingPartnerPackage, match="pip install langchain-xai"):
        open_model("xai:m")


def test_without_langchain_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weighbridge.answers.llm_model.find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match=r"weighbridge\[llm\]"):
        open_model("maker:m")


def test_nothing_of_langchain_is_loaded_before_a_model_is_opened() -> None:
    program = "import sys, weighbridge.answers.llm; sys.stderr.write(' '.join(sys.modules))"
    run = subprocess.run(  # noqa: S603  # our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert not {"langchain", "langchain_core", "openai", "httpx", "torch"} & set(run.stderr.split())


def without(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """A package that is not installed."""
    real = builtins.__import__

    def refuse(name: str, *arguments: Any, **keywords: Any) -> Any:
        if name.split(".", maxsplit=1)[0] == package:
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        return real(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", refuse)
