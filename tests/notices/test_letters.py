"""How mails are worded: named places alone are filled, once, and what was typed is text."""

import pytest

from ashilms.notices.rules.letters import (
    DIGEST,
    FRAME,
    Letter,
    Wording,
    as_text,
    draw,
    fill_subject,
    problems_of,
)
from ashilms.notices.services import all_letters

LETTER = Letter.from_data(
    "sent",
    {
        "group": "Sessions", "about": "…", "subject": "{trainee} sent a session", "act": "Open it",
        "text": "{trainee} sent one {days}.\n\n{link}\n", "samples": {"trainee": "Ben", "days": "today"},
    },
)  # fmt: skip
VALUES = {"name": "Bea", "school": "S", "link": "https://s.example/1", "trainee": "Ben", "days": "today"}


@pytest.mark.parametrize("letter", all_letters().values(), ids=lambda letter: letter.kind)
def test_every_default_keeps_the_rules_that_a_registrar_is_held_to(letter: Letter) -> None:
    assert problems_of(letter, letter.default) == {}


@pytest.mark.parametrize("letter", all_letters().values(), ids=lambda letter: letter.kind)
def test_every_default_is_drawn_whole_from_its_samples(letter: Letter) -> None:
    drawn = fill_subject(letter, letter.default, letter.samples) + as_text(
        draw(letter.default, letter.samples)
    )
    assert "{" not in drawn
    assert letter.default.act in drawn
    for name in {*letter.needs} - {"text", "items"}:
        assert letter.samples[name] in drawn


@pytest.mark.parametrize("kind", [
    "reset", "register", "invitation", "have-account", "changed", "supervisor-link", "supervisor-code", "incident",
    "incident-urgent", "certificate-suspended", "certificate-revoked", "certificate-signed-anew", "sessions-paused",
    "case-decided", "allowance",
])  # fmt: skip
def test_what_cannot_wait_is_urgent(kind: str) -> None:
    assert all_letters()[kind].urgent


@pytest.mark.parametrize(
    "kind", ["entry-decided", "entry-sent", "marked", "document-ends", "observation", "asked"]
)
def test_what_can_wait_is_not(kind: str) -> None:
    assert not all_letters()[kind].urgent


@pytest.mark.parametrize(
    ("part", "said", "sentence"),
    [
        (
            "subject",
            "Hello {nmae}",
            "{nmae} is nothing that this mail knows. It may have: {name}, {school}, {link}",
        ),
        ("text", "{{ config }} {link}", "{ config } is nothing"),
        ("text", "{} {link}", "{} is nothing"),
        ("text", "{Name} {link}", "{Name} is nothing"),
        ("text", "{name.__class__} {link}", "{name.__class__} is nothing"),
        ("text", "{name!r} {link}", "{name!r} is nothing"),
        ("text", "{name:>999999999} {link}", "{name:>999999999} is nothing"),
        ("text", "No way on.", "{link} can’t be left out of this mail."),
        ("text", " \n ", "Write something here"),
        ("subject", "", "Write something here"),
        ("act", "", "Write something here"),
        ("subject", "\u200b", "Write something here"),
        (
            "text",
            "See https://s.example/?u={link}",
            "{link} has a space or the end of the line on both sides.",
        ),
        ("text", "{link}.", "{link} has a space"),
        ("text", "{name}{link}", "{link} has a space"),
        ("subject", "Go to {link}", "{link} stands in the text alone."),
        ("act", "{link}", "{link} stands in the text alone."),
        ("text", "{link}" + "x" * 4000, "longer than 4000 characters"),
        ("subject", "x" * 151, "longer than 150 characters"),
    ],
)
def test_a_wording_that_cannot_be_taken_is_refused_in_a_sentence_that_names_why(
    part: str, said: str, sentence: str
) -> None:
    parts = {"subject": "x", "text": "{link}", "act": "x", part: said}
    (found,) = problems_of(LETTER, Wording(**parts)).items()
    assert found[0] == part
    assert sentence in found[1]


@pytest.mark.parametrize(
    "text", ["Hello {text}", "{text}\n{school}", "{text}\n\n{text}", "x {text}\n\n{text}"]
)
def test_what_a_frame_stands_around_is_there_once_and_alone(text: str) -> None:
    problems = problems_of(all_letters()[FRAME], Wording("", text, ""))
    assert problems == {"text": "{text} stands once, alone between two empty lines."}
    assert problems_of(all_letters()[FRAME], Wording("", "Hello\r\n\r\n{text}\r\n \r\nBye", "")) == {}


@pytest.mark.parametrize("text", [
    "Set it: https://evil.example/?u={link}", "Set it: {link}", "{link} now", "{link}\n{link}", "{link}\n\n{link}",
])  # fmt: skip
def test_the_link_of_a_letter_that_lets_in_stands_alone(text: str) -> None:
    """T41: nothing before it makes it a part of another address, to which its secret would go."""
    assert set(problems_of(all_letters()["reset"], Wording("x", text, "x"))) == {"text"}


@pytest.mark.parametrize("where", ["https://evil.example", "HTTP://evil.example/?u=", "www.evil.example"])
@pytest.mark.parametrize("part", ["subject", "text", "act"])
def test_a_letter_that_lets_in_leads_nowhere_else(part: str, where: str) -> None:
    said = {"subject": "x", "text": "{link}", "act": "x"}
    said[part] = f"Go to {where}\n\n{said[part]}"
    problems = problems_of(all_letters()["reset"], Wording(**said))
    assert problems == {part: "A mail that lets somebody in leads nowhere else: take the address out."}
    assert problems_of(LETTER, Wording("x", f"See {where}\n\n{{link}}", "x")) == {}


def test_what_a_button_says_is_filled_on_one_line() -> None:
    button = Wording("x", "{link}", "Open {school}, {name}")
    (block,) = draw(button, VALUES | {"name": "Bea\n" + "x" * 100})
    assert block.act == "Open S, Bea " + "x" * 48
    assert as_text(draw(button, VALUES)) == "Open S, Bea:\nhttps://s.example/1\n"


def test_a_subject_of_which_nothing_is_left_is_the_default_s() -> None:
    assert fill_subject(LETTER, Wording("{days}"), VALUES | {"days": ""}) == "Ben sent a session"


def test_a_digest_cannot_leave_out_what_it_holds() -> None:
    assert "{items} can’t be left out" in problems_of(all_letters()[DIGEST], Wording("x", "Hi", ""))["text"]


@pytest.mark.parametrize("value", ["{link}", "{trainee}", "{{ 7 * 7 }}", "{% x %}", "<b>x</b>", "%s{0}"])
def test_what_a_value_holds_is_text_and_filled_no_second_time(value: str) -> None:
    """T41."""
    (block, _) = draw(LETTER.default, VALUES | {"trainee": value})
    assert block.plain == f"{value} sent one today."
    assert fill_subject(LETTER, LETTER.default, VALUES | {"trainee": value}) == f"{value} sent a session"


def test_where_nothing_is_put_the_space_before_it_goes_and_an_empty_paragraph_too() -> None:
    wording = Wording("It counts {days}.", "It counts {days}.\n\n{days}\n\n{trainee} {days}\n\n{link}")
    blocks = draw(wording, VALUES | {"days": ""})
    assert [block.plain for block in blocks] == ["It counts.", "Ben", "https://s.example/1"]
    assert fill_subject(LETTER, wording, VALUES | {"days": ""}) == "It counts."


def test_a_link_on_a_line_of_its_own_is_a_button_and_elsewhere_a_link() -> None:
    alone, within = draw(Wording("", "{link}\n\nSee {link} now,\nplease.", "Open it"), VALUES)
    assert (alone.sort, alone.act, alone.plain) == ("act", "Open it", "https://s.example/1")
    assert [[(p.text, p.is_link) for p in line if p.text] for line in within.lines] == [
        [("See ", False), ("https://s.example/1", True), (" now,", False)], [("please.", False)],
    ]  # fmt: skip
    assert as_text([alone]) == "Open it:\nhttps://s.example/1\n"


def test_braces_around_more_than_a_line_are_braces() -> None:
    wording = Wording("x", "a { b\nc } {link}")
    assert problems_of(LETTER, Wording("x", wording.text, "x")) == {}
    assert draw(wording, VALUES)[0].plain == "a { b\nc } https://s.example/1"
