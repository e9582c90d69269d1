"""Documents, their index, and language models that word answers."""

from __future__ import annotations

from pathlib import Path

from weighbridge.errors.root import WeighbridgeError


class KnowledgeMissing(WeighbridgeError):
    """The folder of shipped documents is not there."""

    def __init__(self, package: Path | str) -> None:
        super().__init__(
            f"No knowledge folder beside or in {package}. The installation is incomplete: install weighbridge again."
        )


class DocumentTwice(WeighbridgeError):
    """Two documents have one id."""

    def __init__(self, document_id: str, first: str, second: str) -> None:
        super().__init__(f"The document id {document_id!r} stands in {first} and in {second}. Give one another id.")


class IndexDamaged(WeighbridgeError):
    """A file of the packed index is missing or is not what was written."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"{path}: {reason}. It is not used. Make it again with: python -m weighbridge.knowledge.build "
            f"(in a clone), or install weighbridge again."
        )


class VectorsOfAnotherModel(WeighbridgeError):
    """Stored vectors and the embedding model at hand do not belong together."""

    def __init__(self, where: Path | str, stored: str, present: str) -> None:
        super().__init__(
            f"{where}: its vectors were made with {stored}, but the embedding model is {present}. Set "
            f"WEIGHBRIDGE_EMBEDDINGS as it was, or embed again with: weighbridge knowledge build"
        )


class EmbeddingModelUnusable(WeighbridgeError):
    """The embedding model that is set cannot be loaded."""

    def __init__(self, variable: str, name: str, reason: str) -> None:
        super().__init__(
            f"{variable}={name!r}: cannot be loaded as a sentence-transformers model ({reason}). Name a folder with "
            f"its files, or unset it to use the packaged model. Nothing is downloaded."
        )


class KnowledgeBusy(WeighbridgeError):
    """Another process keeps the company's documents locked."""

    def __init__(self, path: Path | str, seconds: float) -> None:
        super().__init__(
            f"{path}: another process has been working on your documents for {seconds:.0f} seconds. Try again later, "
            f"or share them by a Chroma server (WEIGHBRIDGE_CHROMA_URL)."
        )


class KnowledgeStoreUnreachable(WeighbridgeError):
    """The Chroma server does not answer."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            f"WEIGHBRIDGE_CHROMA_URL={address}: the Chroma server cannot be reached ({reason}). Start it with: "
            f"chroma run --path FOLDER, or unset the variable to use documents of this machine."
        )


class NoLicenseTexts(WeighbridgeError):
    """A source holds no license text."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            f"{path}: no license text found. Name a scancode-toolkit wheel, the folder it is installed in, or a folder "
            f"with files such as LICENSE or ours-1.0.txt."
        )


class BadModelSpec(WeighbridgeError):
    """The language model is not named in a way that can be opened."""

    def __init__(self, text: str, reason: str | None = None) -> None:
        why = f" ({reason})" if reason else ""
        super().__init__(
            f"{text!r}: cannot be opened as a language model{why}. Write PROVIDER:MODEL, or PROVIDER:MODEL@URL for a "
            f"server of your own with a URL such as http://HOST:PORT/v1."
        )


class MissingPartnerPackage(WeighbridgeError):
    """LangChain is there, but not its adapter for that provider."""

    def __init__(self, provider: str, package: str) -> None:
        super().__init__(f"Language models of {provider!r} need the package {package}: pip install {package}")
