"""Opening a chat model from one line of text, through LangChain; nothing is imported before that."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from weighbridge.errors import BadModelSpec, MissingExtra, MissingPartnerPackage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

SPEC_VARIABLE = "WEIGHBRIDGE_LLM"
BASE_URL_VARIABLE = "WEIGHBRIDGE_LLM_BASE_URL"
API_KEY_VARIABLE = "WEIGHBRIDGE_LLM_API_KEY"

TIMEOUT_SECONDS = 60.0
"""For one request, and for the whole exchange."""
MAX_ANSWER_TOKENS = 4_000
"""Reasoning counts too."""
EXTRA = "llm"
NO_KEY = "none"
"""Sent where a server of one's own asks for no key, since clients refuse to start without one."""
_SPEC = re.compile(r"(?P<provider>[a-z][a-z0-9_-]*):(?P<model>[^\s@]+(?:@[^\s/@]+)*?)(?:@(?P<url>https?://\S+))?")
_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


@dataclass(frozen=True)
class ModelSpec:
    """`provider:model`, or `provider:model@URL` for a server of one's own."""

    provider: str
    """As LangChain names it; its adapter is the package `langchain-PROVIDER`."""
    model: str
    base_url: str | None = None

    @classmethod
    def parse(cls, text: str, environment: Mapping[str, str] | None = None) -> ModelSpec:
        """Read a spec; a URL in it wins over the one in the environment. Raises BadModelSpec."""
        known = os.environ if environment is None else environment
        match = _SPEC.fullmatch(text.strip())
        if match is None:
            raise BadModelSpec(text)
        url = match["url"] or known.get(BASE_URL_VARIABLE) or None
        if url is not None and not re.fullmatch(r"https?://[^\s/]+\S*", url):
            raise BadModelSpec(url)
        return cls(match["provider"].replace("-", "_"), match["model"], url)

    @property
    def label(self) -> str:
        """For messages: what is asked, and where. Never a key, which a URL may hold before its `@`."""
        at = f" at {re.sub(r'//[^/]*@', '//', self.base_url)}" if self.base_url else ""
        return f"{self.provider}:{self.model}{at}"


def wanted_spec(given: str | None, environment: Mapping[str, str] | None = None) -> str | None:
    """The spec on the command line or, without one, in the environment; None when no model is wanted."""
    known = os.environ if environment is None else environment
    return given or known.get(SPEC_VARIABLE) or None


def open_model(spec: str | ModelSpec, timeout_seconds: float = TIMEOUT_SECONDS) -> BaseChatModel:
    """A LangChain chat model for a spec. No request is sent yet.

    Waiting and trying again are ours (`llm_wire`), so the client's own are off, and so is tracing. With a URL of one's
    own the key comes only from `WEIGHBRIDGE_LLM_API_KEY`: a key meant for a provider is never sent somewhere else.

    Raises BadModelSpec for a spec that cannot be read or that the adapter refuses, MissingExtra without LangChain,
    MissingPartnerPackage without the adapter of that provider.
    """
    wanted = spec if isinstance(spec, ModelSpec) else ModelSpec.parse(spec)
    for name in _TRACING:
        os.environ[name] = "false"
    if find_spec("langchain") is None:
        raise MissingExtra("An answer from a language model", EXTRA)
    from langchain.chat_models import init_chat_model

    settings = _settings(wanted, timeout_seconds)
    try:
        model: BaseChatModel = init_chat_model(wanted.model, model_provider=wanted.provider, **settings)
    except ImportError as error:
        raise MissingPartnerPackage(wanted.provider, _package(wanted.provider, error)) from error
    except Exception as error:  # each adapter has errors of its own for a missing key or an unknown provider
        raise BadModelSpec(wanted.label, _first_line(error)) from error
    return model


def _settings(spec: ModelSpec, timeout_seconds: float) -> dict[str, Any]:
    """Settings that every adapter takes or leaves alone. No temperature: some models refuse any."""
    settings: dict[str, Any] = {"timeout": timeout_seconds, "max_retries": 0, "max_tokens": MAX_ANSWER_TOKENS}
    key = os.environ.get(API_KEY_VARIABLE)
    if spec.base_url:
        settings["base_url"] = spec.base_url
        key = key or NO_KEY
    if key:
        settings["api_key"] = key
    return settings


def _package(provider: str, error: ImportError) -> str:
    """The adapter's package, as the error names it or as such packages are named."""
    named = re.search(r"langchain[-_][a-z0-9_-]+", str(error))
    return (named[0] if named else f"langchain-{provider}").replace("_", "-").rstrip("-")


def _first_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else f"{text[:200]}..."
