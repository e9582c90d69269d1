"""`weighbridge ask` and `weighbridge check answers` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from weighbridge.cli import ask as ask_command
from weighbridge.cli import check as check_command


def run(*words: str, lines: str | None = None) -> Result:
    return CliRunner().invoke(ask_command.command, [*words, "--as-of", "2026-11-23"], input=lines)


def test_json_holds_the_contract() -> None:
    found = json.loads(run("Does MIT give us a patent grant?", "--format", "json").stdout)
    assert found["status"] == "answered"
    assert {citation["id"] for citation in found["citations"]} == {"mit"}
    assert set(found) == {"question", "answer", "status", "kind", "citations", "figures", "suggestions", "snapshot"}


def test_text_shows_answer_sources_and_says_once_that_it_is_no_advice() -> None:
    text = run("Does the Kimi K3 license stop a bank from internal use?").stdout
    assert text.startswith("No.")
    assert "Sources:" in text
    assert text.count("Not legal advice.") == 1
    assert max(len(line) for line in text.splitlines()) <= 100


def test_a_conversation_over_standard_input() -> None:
    lines = "\n".join(
        [
            "What does GPT-5 cost for 1 million queries a month with 1,000 input tokens and 500 output tokens?",
            "and for 10 million queries?",
            "/sources",
            "/new",
            "/quit",
            "never asked",
        ]
    )
    text = run(lines=lines).stdout
    assert "$6,250" in text
    assert "$62,500" in text
    assert '"' in text.partition("$62,500")[2]
    assert "Forgotten." in text
    assert "never asked" not in text


def test_an_empty_question_is_a_usage_error() -> None:
    assert run("  ").exit_code == 2


def test_check_answers(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    case = {"id": "A", "question": "Does MIT give us a patent grant?", "expected_facts": ["no express patent grant"],
            "must_cite": ["mit"]}  # fmt: skip
    file.write_text(json.dumps(case) + "\n")
    good = CliRunner().invoke(
        check_command.command, ["answers", str(file), "--as-of", "2026-11-23", "--format", "json"]
    )
    assert good.exit_code == 0
    found = json.loads(good.stdout)
    assert found["cases"][0]["ok"] is True
    assert found["summary"]["cases"] == 1
    file.write_text(json.dumps({**case, "must_cite": ["apache-2.0"]}) + "\n")
    bad = CliRunner().invoke(check_command.command, ["answers", str(file), "--as-of", "2026-11-23"])
    assert bad.exit_code == 1
    assert "0 of 1 cases as expected." in bad.stdout
