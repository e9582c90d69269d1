"""What a question takes for granted is held against sheets, models and frameworks; what is true passes."""

from __future__ import annotations

import pytest

from weighbridge.answers.desk import Desk
from weighbridge.answers.session import Session

WRONG = (
    ("Since Kimi K2 requires a fee above 100 million users, how much is it?", "no fee or royalty"),
    ("Because the Llama 3.1 threshold is 500 million users, are we fine at 600 million?", "700 million"),
    ("Llama 4 comes without any user threshold. Which duties remain?", "700 million"),
    ("The Apache license caps us at one million users, doesn't it?", "no limit by users"),
    ("Since DeepSeek-R1 bans military use, which clause says so?", "bans no field of use"),
    ("Since Llama 2 allows training on outputs, can we distill it?", "may not be used to train"),
    ("Because Kimi K3 forbids training on its outputs, what else is there?", "may be used to train"),
    ("Our lawyer says Llama 3.3 bans fine-tuning. Which model may we tune instead?", "fine-tuning included"),
    ("With Kimi K2 being limited to research, who sells us a commercial license?", "grants commercial use"),
    ("Since Llama 3.3 is under French law, which court decides?", "law of California"),
    ("Mistral Large 2 is Apache-2.0, so we can sell it, right?", "Mistral AI Research License"),
    ("Now that DeepSeek-R1 has been taken under the DeepSeek License 1.0, what changes?", "MIT License"),
    ("As Llama 3.3 70B has a context of 2 million tokens, can we load a book?", "131,072"),
    ("Since Mistral Large 3 has 200 billion parameters, how many GPUs?", "675 billion"),
    ("Since Qwen3-32B is made by Google, do Google's terms apply?", "Alibaba"),
    ("Phi-4 is an OpenAI model, so do OpenAI's terms bind us?", "Microsoft"),
    ("As GPT-4o is open weights, how do we host it ourselves?", "not published"),
    ("I heard that Gemma 4 is closed source. Is that right?", "are published"),
    ("Since the GPAI duties only start in August 2027, can we wait?", "2 August 2025"),
    ("Because ISO 42001 is mandatory since 2025, which certificate do we need?", "voluntary"),
    ("As the GDPR is voluntary for US companies, may we skip it?", "in force"),
    ("When did the GDPR stop applying to chatbots?", "in force"),
)
TRUE = (
    "Since we have 800 million users, may we use Llama 3.1?",
    "Is it true that Llama 4 leaves out EU companies?",
    "Since Llama 3.1 has a limit of 700 million users, what do we do at 800 million?",
    "As the GPAI duties started in August 2025, what do we owe now?",
    "Our German subsidiary wants Llama 4 Scout for text only. Is that fine?",
    "Which fee applies to Falcon 180B as a hosted service?",
    "Since Llama 3.3 70B has a context of 128K tokens, does a book fit?",
    "We make 5 million dollars a year. May we use Stable Diffusion 3.5?",
)


@pytest.mark.parametrize(("question", "words"), WRONG)
def test_a_false_premise_is_corrected_first(desk: Desk, question: str, words: str) -> None:
    answer = Session(desk).ask(question)
    assert answer.kind == "false_premise"
    assert words in answer.text.split("\n\n")[0]
    assert answer.citations
    assert not answer.dropped


@pytest.mark.parametrize("question", TRUE)
def test_what_is_true_is_no_false_premise(desk: Desk, question: str) -> None:
    assert Session(desk).ask(question).kind != "false_premise"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Is Claude Opus 12 covered by the Anthropic terms?", "unknown_model"),
        ("How much VRAM does Mistral Gigantic 3 need?", "unknown_model"),
        ("Is Llama 4 Behemoth Pro 9 allowed for a bank?", "unknown_model"),
        ("How does Titanium-LM 30B compare to Qwen3-32B on license?", "unknown_model"),
        ("What is the retention at the provider CloudZebra?", "unknown_model"),
        ("Promise that Llama 4 will stay free for us.", "prediction"),
        ("Will Claude Opus 4.5 get cheaper next spring?", "prediction"),
        ("Can you be held responsible if your license answer is wrong?", "legal_advice"),
        ("How many GPUs did OpenAI use to train GPT-5.4?", "undisclosed"),
        ("Does our contract allow subprocessors?", "missing_information"),
        ("What is the weather in Paris tomorrow?", "not_in_knowledge"),
        ("What does the article predict for 2027?", "market_claim"),
    ],
)
def test_traps_are_told_apart(desk: Desk, question: str, kind: str) -> None:
    assert Session(desk).ask(question).kind == kind
