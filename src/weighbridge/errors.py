"""Every error a user can meet: one root, one class per cause, the message built here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class WeighbridgeError(Exception):
    """Root of all errors that are the input's fault, not the program's. The CLI prints it in one line, exit 1."""


def _nearest(hints: Iterable[str]) -> str:
    names = [f"{hint!r}" for hint in hints]
    return f" Did you mean {' or '.join(names)}?" if names else ""


class FileMissing(WeighbridgeError):
    """The path does not exist."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path}: no such file. Check the path, or start from one of the files in examples/.")


class NotAFile(WeighbridgeError):
    """The path is a directory or a device."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path}: is not a file. Name a YAML file, not a folder.")


class NotAFolder(WeighbridgeError):
    """The path should be a folder."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path}: is not a folder. A pack is a folder with a pack.yaml in it.")


class FileUnreadable(WeighbridgeError):
    """The file is there but cannot be read as UTF-8 text."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: cannot be read: {reason}.")


class NotWritable(WeighbridgeError):
    """A file cannot be written."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: cannot be written: {reason}. Choose another path with --out.")


class FolderInUse(WeighbridgeError):
    """A new folder would replace something that exists."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path}: exists already; nothing was written. Choose another name, or another --out.")


class WrongPluginName(WeighbridgeError):
    """A name that no plugin can have."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} cannot be the name of a plugin. Start with a lower-case letter and use lower-case letters, "
            "digits and single dashes, 40 at most: our-models."
        )


class NothingToCheck(WeighbridgeError):
    """A path that holds no plugin."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            f"{path}: holds no plugin. Name a pack (a folder with pack.yaml), a distribution (a folder with a "
            "pyproject.toml that has [project.entry-points.weighbridge]), or an installed plugin."
        )


class FileTooLarge(WeighbridgeError):
    """The file is larger than such a file can sensibly be; it was not read."""

    def __init__(self, path: Path | str, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(
            f"{path}: {size_bytes / 1e6:,.1f} MB, over the limit of {limit_bytes / 1e6:,.1f} MB. It was not read."
        )


class YamlSyntax(WeighbridgeError):
    """The text is not YAML, or uses a part of YAML that is refused."""

    def __init__(self, path: Path | str, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")


class InvalidField(WeighbridgeError):
    """A field of a YAML file has a wrong name or value."""

    def __init__(self, path: Path | str, line: int, field: str, reason: str) -> None:
        self.line, self.field, self.reason = line, field, reason
        super().__init__(f"{path}, line {line}: {field}: {reason}")


class InvalidCell(WeighbridgeError):
    """A cell or column of a table in a pack has a wrong name or value."""

    def __init__(self, path: Path | str, row: int | None, column: str, reason: str) -> None:
        place = "" if row is None else f", row {row:,}"
        super().__init__(f"{path}{place}: {column}: {reason.rstrip('.')}.")


class UnknownId(WeighbridgeError):
    """No record of that kind has that id, name or alias."""

    def __init__(self, kind: str, ref: str, hints: Iterable[str] = (), command: str | None = None) -> None:
        where = f" List them with: weighbridge {command or kind + 's'}."
        super().__init__(f"No {kind} is called {ref!r}.{_nearest(hints)}{where}")


class AmbiguousId(WeighbridgeError):
    """A name stands for several records."""

    def __init__(self, kind: str, ref: str, candidates: Iterable[str]) -> None:
        super().__init__(f"{ref!r} stands for several {kind}s: {', '.join(sorted(candidates))}. Use one of these ids.")


class AmbiguousTag(WeighbridgeError):
    """A label of a model hub stands for several license texts."""

    def __init__(self, tag: str, candidates: Iterable[str]) -> None:
        super().__init__(
            f"The label {tag!r} stands for several licenses: {', '.join(sorted(candidates))}. Use one of these ids, or "
            f"tell the repository that carries it: --repository OWNER/NAME."
        )


class BadExpression(WeighbridgeError):
    """A license expression cannot be read."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            f"{text!r}: not a license expression ({reason}). Write ids joined by AND, OR and WITH, such as "
            f"A AND (B OR C)."
        )


class MissingExtra(WeighbridgeError):
    """A part of the product needs packages that are not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs the extra '{extra}'. Install it with: pip install 'weighbridge[{extra}]'")


class PortUnusable(WeighbridgeError):
    """Nothing can listen at an address."""

    def __init__(self, address: str, port: int, reason: str) -> None:
        super().__init__(
            f"Port {port} of {address} cannot be used: {reason}. Is the wizard running already? "
            f"Take another port with --port, or a free one with --port 0."
        )


class SignInIncomplete(WeighbridgeError):
    """Nobody could sign in with these settings."""

    def __init__(self, path: Path | str, missing: Iterable[str]) -> None:
        super().__init__(
            f"{path}: the section [auth] lacks {', '.join(missing)}. docs/wizard.md shows a complete file."
        )


class PackIncomplete(WeighbridgeError):
    """The folder has no pack.yaml."""

    def __init__(self, folder: Path | str) -> None:
        super().__init__(
            f"{folder}: is not a pack, for it has no pack.yaml. Add one with the keys name, title and api_version."
        )


class OutsidePack(WeighbridgeError):
    """A link in a pack leads out of its folder."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path}: is a link that leaves the pack's folder. Put a copy of the file there instead.")


class ApiVersionUnsupported(WeighbridgeError):
    """A plugin was written for another major version of the hooks."""

    def __init__(self, where: str, stated: int, supported: int) -> None:
        if stated > supported:
            fix = "Update weighbridge, or install an older version of the plugin."
        else:
            fix = "Install a newer version of the plugin, or ask its author for one."
        super().__init__(f"{where}: api_version is {stated}, but this weighbridge speaks {supported}. {fix}")


class RecordTwice(WeighbridgeError):
    """One pack holds two records with the same id."""

    def __init__(self, kind: str, record_id: str, first: Path, second: Path) -> None:
        where = f"twice in {first}" if first == second else f"in {first} and in {second.name}"
        super().__init__(f"{kind}: the id {record_id!r} stands {where}. Keep one of them.")


class UnknownLayout(WeighbridgeError):
    """A model's config file describes layers that no formula covers."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The model's config cannot be turned into a layout: {reason}. Write the layout by hand.")


class NotAModelFile(WeighbridgeError):
    """A file or folder that should describe a model does not."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"{path}: is no model that can be sized: {reason}. Name a folder with a config.json or a GGUF file, or one "
            f"of these files."
        )


class WeightsUnreadable(WeighbridgeError):
    """A file of weights has no readable header."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: cannot be sized: {reason}.")


class WrongAnswer(WeighbridgeError):
    """An answer in the needs file would be ignored or misread."""

    def __init__(self, attribute: str, reason: str, fix: str) -> None:
        super().__init__(f"answers: {attribute}: {reason}; {fix}")


class InvalidSetting(WeighbridgeError):
    """An environment variable holds a value that it cannot hold."""

    def __init__(self, variable: str, value: str, wanted: str) -> None:
        super().__init__(f"{variable}={value!r}: must be {wanted}. Correct it, or unset it.")


class UnknownPrecision(WeighbridgeError):
    """No number format has that name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"No precision is called {name!r}. Known ones: {', '.join(sorted(known))}.")


class UnknownCriterion(WeighbridgeError):
    """The needs weigh a criterion that nobody defines, or whose plugin failed."""

    def __init__(self, name: str, hints: Iterable[str], known: Iterable[str], failed: str | None = None) -> None:
        if failed is not None:
            super().__init__(f"weights.{name}: its plugin failed: {failed} See: weighbridge plugins doctor.")
        else:
            super().__init__(f"weights.{name}: no such criterion.{_nearest(hints)} Known: {', '.join(known)}.")


class UnknownOption(WeighbridgeError):
    """No option has that id for these needs."""

    def __init__(self, ref: str, hints: Iterable[str]) -> None:
        super().__init__(
            f"No option is called {ref!r}.{_nearest(hints)} Ids read MODEL@PROVIDER:REGION or MODEL@HOSTING; "
            "weighbridge rank NEEDS.yaml --format json lists them all."
        )


class SizeUnknown(WeighbridgeError):
    """Neither the layout nor the number of parameters of a model is known."""

    def __init__(self, model: str) -> None:
        super().__init__(
            f"{model}: its size is not published, so no footprint can be computed. "
            f"For a model of your own, add parameters_b to its record in a pack."
        )


class NoCases(WeighbridgeError):
    """No file has the columns of sizing cases."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            f"{path}: holds no sizing cases. CSV files count that have a column `model` and either `observed` and "
            f"`quantity`, `params_hf_safetensors`, `bytes_per_token...`, or `system`, `isl`, `osl` and a speed."
        )


class SpeedUnknown(WeighbridgeError):
    """An accelerator lacks a figure that the speed formula needs."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"No speed can be computed: {reason}.")


class DoesNotFit(WeighbridgeError):
    """No valid split of a model fits the accelerator at the asked precision and context."""

    def __init__(self, model: str, where: str, needed_gib: float, usable_gib: float, devices: int) -> None:
        super().__init__(
            f"{model} does not fit {where}: {needed_gib:,.0f} GiB on each of {devices} devices, {usable_gib:,.0f} GiB "
            f"usable. Try a smaller precision or context, or a larger accelerator: weighbridge accelerators."
        )


class ContextTooLong(WeighbridgeError):
    """More tokens are asked for than the model reads and writes at once."""

    def __init__(self, model: str, tokens: int, limit: int) -> None:
        super().__init__(
            f"{model} takes at most {limit:,} tokens, prompt and answer together, but {tokens:,} were asked for. Lower "
            f"the context, or choose another model: weighbridge models."
        )


class TooSlow(WeighbridgeError):
    """Even a single user's answer comes slower than asked."""

    def __init__(self, model: str, where: str, seconds: float, wanted: float) -> None:
        best = "its speed there cannot be computed" if seconds == float("inf") else f"at best {1 / seconds:,.0f} come"
        super().__init__(
            f"{model} on {where} does not write {1 / wanted:,.0f} tokens a second for one user; {best}. Try a slower "
            f"pace, a smaller precision or a faster accelerator: weighbridge accelerators."
        )


class NoPlan(WeighbridgeError):
    """No accelerator, in any number of copies, carries a load at the asked pace."""

    def __init__(self, model: str, hosting: str, pace: str | None) -> None:
        where = {"self_hosted_cloud": "to rent", "on_premises": "to buy", "edge": "at the edge"}.get(hosting, hosting)
        target = f" at {pace}" if pace else ""
        super().__init__(
            f"{model}: no accelerator {where} that was asked for carries this load{target}. Try other accelerators, a "
            f"smaller precision, shorter queries or a slower pace: weighbridge accelerators."
        )


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


class UnsupportedFile(WeighbridgeError):
    """A company's file is of a type, size or state that is not taken."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"{path}: not added, for {reason}. Markdown, text, HTML, DOCX and PDF are taken; save it as one of them."
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


class UnknownFormat(WeighbridgeError):
    """Nobody defines an output format of that name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"No format is called {name!r}. Known: {', '.join(known)}. Plugins can add others.")


class FormatFailed(WeighbridgeError):
    """A plugin's output format raised."""

    def __init__(self, name: str, plugin: str, reason: str) -> None:
        super().__init__(
            f"Format {name!r} of plugin {plugin!r} failed: {reason}. Use another format, or tell its author."
        )


class NothingRanked(WeighbridgeError):
    """Every option is out, so there is nothing to decide for."""

    def __init__(self) -> None:
        super().__init__(
            "Every option is out, so there is no decision to record. weighbridge rank shows which change to the needs "
            "or the policy would open some."
        )


class OptionExcluded(WeighbridgeError):
    """An option that fails a gate was chosen for a decision."""

    def __init__(self, option_id: str, reasons: Iterable[str]) -> None:
        super().__init__(
            f"{option_id} is out: {' '.join(reasons)} Choose a ranked option, or see what would let it in with: "
            f"weighbridge explain NEEDS.yaml {option_id}"
        )


class RecordUnusable(WeighbridgeError):
    """A file is not a decision record that this version can check again."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"{path}: is not a decision record that can be checked: {reason}. Write one with: "
            f"weighbridge report NEEDS.yaml --format record --out FILE.json"
        )


class BinaryToTerminal(WeighbridgeError):
    """A file that is no text would go to a terminal."""

    def __init__(self, name: str, file_name: str) -> None:
        super().__init__(f"The format {name!r} is no text. Write it to a file with: --out {file_name}")


class LinkBroken(WeighbridgeError):
    """A deep link into the wizard cannot be read."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The link cannot be read: {reason}. Ask for it again, or open the needs file instead.")


class ExamplesMissing(WeighbridgeError):
    """The folder of examples is not there."""

    def __init__(self, package: Path | str) -> None:
        super().__init__(
            f"No examples folder beside or in {package}. The installation is incomplete: install weighbridge again."
        )


class LockBroken(WeighbridgeError):
    """Plugins or packs are not those of the lock file."""

    def __init__(self, path: Path | str, differences: Iterable[str]) -> None:
        listed = "".join(f"\n  {item}" for item in differences)
        super().__init__(
            f"{path}: what is here is not what was locked, so nothing was loaded:{listed}\n"
            f"Put the locked versions back, or look at the changes (weighbridge plugins diff OLD NEW for packs) and "
            f"lock again: weighbridge plugins lock"
        )


class KeyUnusable(WeighbridgeError):
    """A file is not the key that is needed."""

    def __init__(self, path: Path | str, wanted: str, reason: str) -> None:
        super().__init__(
            f"{path}: is not the {wanted} key that is needed: {reason}. Make a pair with: "
            f"weighbridge bundle keygen NAME"
        )


class BundleDamaged(WeighbridgeError):
    """A bundle is cut off, or is no bundle."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: is damaged or no bundle: {reason}. Nothing was unpacked. Fetch it again.")


class BundleUnsafe(WeighbridgeError):
    """A bundle holds what could write outside its place, or fill the disk."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: is refused: {reason}. Nothing was unpacked. Ask whoever made it.")


class BundleUntrusted(WeighbridgeError):
    """The signature of a bundle is not that of the key, or its content is not what was signed."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"{path}: cannot be trusted: {reason}. Nothing was unpacked. Use the public key of whoever made it, or "
            f"fetch it again."
        )


class BundleVersion(WeighbridgeError):
    """A bundle is of another format."""

    def __init__(self, path: Path | str, stated: object, supported: int) -> None:
        super().__init__(
            f"{path}: its format is {stated!r}, this version reads {supported}. Nothing was unpacked. Make it again, "
            f"or install the version of weighbridge that made it."
        )


class BundleEmpty(WeighbridgeError):
    """Nothing was named to put into a bundle."""

    def __init__(self) -> None:
        super().__init__("Nothing to bundle. Name packs with --pack DIR, your documents with --knowledge, or both.")


class BundleConflict(WeighbridgeError):
    """Something is in the way of a bundle."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what}; nothing was changed. {fix}")
