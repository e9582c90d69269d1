"""`weighbridge check`: run a file of cases and compare with what you expect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge.cli import common

if TYPE_CHECKING:
    from weighbridge.answers.cases import CaseResult as AnswerResult
    from weighbridge.licensing.cases import CaseResult
    from weighbridge.policy import Policy
    from weighbridge.reports.policy_cases import PolicyResult

_EXAMPLES = """\b
Examples:
  weighbridge check licenses our_license_cases.csv
  weighbridge check licenses cases.yaml --pack ./our-pack --format json
  weighbridge check answers our_questions.jsonl
  weighbridge check sizing our_measurements/ --format json
  weighbridge check policy examples/policies/finance.yaml examples/policies/finance-cases.yaml"""


@click.group(short_help="Run a file of cases and compare with what you expect.")
def command() -> None:
    """Run a file of cases in one process and compare with what you expect.

    Keep your own cases in git: exit code 1 says that at least one came out differently.
    """


@command.command("licenses", epilog=_EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@common.catalog_options
@common.format_option("table", "json")
def check_licenses(file: Path, request: common.CatalogRequest, output: str) -> None:
    """Judge the license cases in FILE (CSV or YAML).

    Columns: case_id, license_id, expected_verdict, expected_obligations (at least these, separated by semicolons), and
    any circumstance: purpose, region, mau_at_release, annual_revenue, model_multimodal, distributes_weights, tags ...
    """
    from weighbridge.licensing.cases import results_to_json, run_cases

    catalog = common.open_catalog(request)
    results = run_cases(file, catalog.licenses.get)
    if output == "json":
        common.print_json(results_to_json(results))
    else:
        _print(results)
    common.show_failures(catalog.failures)
    if not all(result.ok for result in results):
        raise click.exceptions.Exit(1)


@command.command("policy", epilog=_EXAMPLES)
@click.argument("policy", metavar="POLICY.yaml", type=click.Path(path_type=Path))
@click.argument("file", metavar="[CASES.yaml]", type=click.Path(path_type=Path), required=False)
@common.catalog_options
@common.format_option("table", "json")
def check_policy(policy: Path, file: Path | None, request: common.CatalogRequest, output: str) -> None:
    """Hold a policy against cases of what it should allow, ask about or deny.

    A case names a model (with provider, hosting, region and data_class as you like) or a license, and what is expected:
    allow, ask or deny; `because` may name the gate that should decide. With one file only, it holds the cases and
    names its policy under `policy:`.
    """
    from weighbridge.advisor import Advisor
    from weighbridge.errors import InvalidField
    from weighbridge.policy import load_policy
    from weighbridge.reports.policy_cases import policy_results_to_json, read_policy_cases, run_policy_cases

    cases = read_policy_cases(file or policy)
    if file is None and cases.policy is None:
        raise InvalidField(policy, 1, "policy", "name the policy file here, or give it before the cases.")
    rules = load_policy(policy if file else policy.parent / (cases.policy or ""))
    advisor = Advisor(common.open_catalog(request))
    results = run_policy_cases(cases.cases, rules, advisor.rank)
    if output == "json":
        common.print_json(policy_results_to_json(results))
    else:
        _print_policy(rules, results)
    common.show_failures(advisor.catalog.failures)
    if not all(result.ok for result in results):
        raise click.exceptions.Exit(1)


@command.command("answers", epilog=_EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@common.catalog_options
@common.format_option("table", "json")
def check_answers(file: Path, request: common.CatalogRequest, output: str) -> None:
    """Ask the questions in FILE (JSONL) and look at sources, facts, traps and numbers of the answers.

    Fields: id, question and, optionally, expected_facts, must_cite, answerable, trap, before (earlier questions).
    """
    from weighbridge.answers.cases import results_to_json, run_cases
    from weighbridge.answers.desk import Desk

    catalog = common.open_catalog(request)
    results = run_cases(file, Desk(catalog))
    if output == "json":
        common.print_json(results_to_json(results))
    else:
        _print_answers(results)
    common.show_failures(catalog.failures)
    if not all(result.ok for result in results):
        raise click.exceptions.Exit(1)


@command.command("sizing", epilog=_EXAMPLES)
@click.argument("path", type=click.Path(path_type=Path))
@common.catalog_options
@common.format_option("table", "json")
def check_sizing(path: Path, request: common.CatalogRequest, output: str) -> None:
    """Predict the measurements in PATH (a folder of CSV files, or one) and show how far off the predictions are.

    Columns of speeds: model, system, backend, precision, isl, osl, tp, attn_dp, pp (or parallelism: TP2,PP2 or DEP4),
    gpus, concurrency and measured_out_tok_s_per_gpu; without concurrency, as many sequences as memory holds. Of sizes:
    params_hf_safetensors, safetensors_total_bytes, bytes_per_token..., or quantity, configuration and observed from
    server logs.
    A speed counts as right when the range shown holds it, as nine of ten should be. This is a report: exit code 0
    however far off.
    """
    from weighbridge.cli.check_sizing import print_sizing
    from weighbridge.footprint.cases.run import results_to_json, run_cases

    catalog = common.open_catalog(request)
    found = run_cases(path, catalog)
    if output == "json":
        common.print_json(results_to_json(found))
    else:
        print_sizing(found)
    common.show_failures(catalog.failures)


def _print_policy(rules: Policy, results: list[PolicyResult]) -> None:
    from rich.markup import escape

    from weighbridge.reports.policy_cases import matrix

    wrong = [result for result in results if not result.ok]
    if wrong:
        table = common.table(["Case", "Expected", "Result", "Gate", "Reason"], fold=["Reason"])
        for result in wrong:
            gate = result.gate or "-"
            table.add_row(result.case.id, result.case.expected, result.result, gate, escape(result.reason))
        common.console().print(table)
    rows = matrix(rules)
    grid = common.table(["Data class", *(name.replace("_", " ") for name in rows[0][1])])
    for data_class, words in rows:
        grid.add_row(data_class, *words.values())
    common.console().print(grid)
    click.echo(f"{len(results) - len(wrong)} of {len(results)} cases as expected.")


def _print_answers(results: list[AnswerResult]) -> None:
    from weighbridge.answers.cases import summary

    wrong = [result for result in results if not result.ok]
    if wrong:
        table = common.table(["Case", "Kind", "Cited", "Handled", "Facts", "Question"], fold=["Question"])
        for result in wrong:
            facts = f"{sum(result.present)} of {len(result.present)}"
            cited, handled = ("yes" if flag else "no" for flag in (result.cited, result.handled))
            table.add_row(result.case.id, result.answer.kind, cited, handled, facts, result.case.question)
        common.console().print(table)
    found = summary(results)
    for name in ("answered_with_expected_citation", "facts_present", "traps_handled"):
        share = found[name]
        click.echo(f"{name.replace('_', ' ').capitalize()}: {share['count']} of {share['of']} ({share['percent']} %).")
    click.echo(f"Fabricated citations: {found['fabricated_citations']}.")
    click.echo(f"Numbers without basis: {found['numbers_without_basis']}.")
    click.echo(f"{found['ok']} of {found['cases']} cases as expected.")


def _print(results: list[CaseResult]) -> None:
    wrong = [result for result in results if not result.ok]
    if wrong:
        table = common.table(["Case", "License", "Expected", "Result", "Missing duties"], fold=["Missing duties"])
        for result in wrong:
            case = result.case
            missing = ", ".join(result.missing)
            table.add_row(case.id, case.license_id, case.expected_verdict, result.verdict.verdict, missing)
        common.console().print(table)
    click.echo(f"{len(results) - len(wrong)} of {len(results)} cases as expected.")
