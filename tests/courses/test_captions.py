"""Captions as they are read: cues of plain text and nothing else, each fault on its line."""

import pytest

from ashilms.courses.captions import MAX_CUES, clean_captions
from tests.courses.recordings import VTT

HEAD = "WEBVTT\n\n"
CUE = "00:00.000 --> 00:02.000\n"


def test_sound_captions_are_written_anew_from_their_cues() -> None:
    found = clean_captions(VTT)
    assert (found.wrong, found.seconds) == ([], 3.0)
    assert found.text == (
        "WEBVTT\n\n00:00.000 --> 00:02.000\nLook up first.\n\n00:02.000 --> 00:03.000\nThen step.\n"
    )
    assert clean_captions(found.text).text == found.text


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}00:00.000 --> 00:02.000 position:0% align:start line:-1\nSaid.\n",
        f"WEBVTT made by an editor\n\nNOTE\nnot said\n\n{CUE}Said.\n",
        f"{HEAD}1\n{CUE}Said.\n",
    ],
)
def test_what_is_of_no_use_is_left_out_in_silence(text: str) -> None:
    found = clean_captions(text)
    assert found.wrong == []
    assert found.text == f"{HEAD}{CUE}Said.\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "begin with a line WEBVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", 1, "begin with a line WEBVTT"),
        (HEAD, 1, "no caption"),
        (f"{HEAD}{CUE}<script>alert(1)</script>\n", 4, "plain text"),
        (f"{HEAD}{CUE}<v Bea>Look up.\n", 4, "plain text"),
        (f"{HEAD}{CUE}One\nand --> another\n", 5, "plain text"),
        (f"{HEAD}STYLE\n::cue {{ background: url(https://evil.example) }}\n\n{CUE}Said.\n", 3, "STYLE"),
        (f"{HEAD}REGION\nid:a\n\n{CUE}Said.\n", 3, "REGION"),
        (f"{HEAD}00:02.000 --> 00:01.000\nSaid.\n", 3, "ends before it begins"),
        (f"{HEAD}00:02.000 --> 00:03.000\nB\n\n{CUE}A\n", 6, "begins before the one above"),
        (f"{HEAD}00:61.000 --> 00:63.000\nSaid.\n", 3, "times are missing"),
        (f"{HEAD}just text\n", 3, "times are missing"),
        (f"{HEAD}{CUE}\n", 3, "says nothing"),
        (HEAD + "".join(f"{CUE}{n}\n\n" for n in range(MAX_CUES + 1)), 3 + 3 * MAX_CUES, "Split"),
    ],
)
def test_what_an_author_has_to_change_is_told_with_its_line(text: str, line: int, words: str) -> None:
    found = clean_captions(text)
    assert [at for at, _ in found.wrong] == [line]
    assert words in found.wrong[0][1]
    assert "<" not in found.text.replace("&lt;", "")
    assert "url(" not in found.text
