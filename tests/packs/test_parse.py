"""YAML of a pack is data with lines: nothing is constructed, nothing grows, words stay words."""

import pytest

from ashilms.packs.parse import decode, parse_lesson, parse_yaml

BILLION_LAUGHS = "a: &a [x, x, x]\n" + "".join(
    f"{n}: &{n} [*{m}, *{m}, *{m}]\n" for m, n in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_each_part_has_its_line() -> None:
    document, problems = parse_yaml("f.yaml", "a: 1\nb:\n  - x\n  - {c: 2}\n", first_line=5)
    assert document is not None
    assert problems == []
    assert document.data == {"a": 1, "b": ["x", {"c": 2}]}
    assert [document.line_of(*p) for p in [(), ("a",), ("b",), ("b", 1), ("b", 1, "c"), ("b", 9), ("z",)]] == [
        5, 5, 6, 8, 8, 6, 5,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("2026-11-24", "2026-11-24"), ("14:30", "14:30"), ("007", "007"),
        ("1e3", "1e3"), (".inf", ".inf"), ("0x1f", "0x1f"), ("1_000", "1_000"), ("true", True), ("false", False),
        ("null", None), ("~", None), ("", None), ("12", 12), ("-3", -3), ("1.5", 1.5),
        ("'12'", "12"), ("9" * 16, "9" * 16),
    ],
)  # fmt: skip
def test_only_plain_numbers_and_true_false_are_more_than_words(text: str, value: object) -> None:
    document, _ = parse_yaml("f.yaml", f"a: {text}\n")
    assert document is not None
    assert document.data["a"] == value
    assert type(document.data["a"]) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (BILLION_LAUGHS, 1, "Anchors and aliases"),
        ("x: 1\ny: *missing\n", 2, "Anchors and aliases"),
        ("x: !!python/object/apply:os.system ['touch /tmp/x']\n", 1, "Tags"),
        ("x: !custom y\n", 1, "Tags"),
        ("[" * 5000 + "]" * 5000, 1, "nested too deeply"),
        ("- " * 300_000, 1, "nested too deeply or too long"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: 1\n? [b]\n: 2\n", 2, "has to be a word"),
        ("a: 1\nb: 2\na: 3\n", 3, "stands in line 1"),
        ("a: b: c\n", 1, "not YAML"),
        ("a:\n\t- b\n", 2, "not YAML"),
        ('a: "x\\0y"\n', 1, "control character"),
        ("", 1, "empty"),
    ],
)
def test_what_is_no_plain_data_is_refused_with_its_line(text: str, line: int, told: str) -> None:
    """V1.3.2: aliases, tags, depth, length, doubles."""
    _, problems = parse_yaml("f.yaml", text)
    assert [problem.line for problem in problems] == [line]
    assert told in problems[0].message


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (b"ok\n\xff\n", 2, "not UTF-8"),
        (b"a\x00b", 1, "U+0000"),
        ("a\nb\u202ec".encode(), 2, "U+202E"),
        (b"a\x1b[31m", 1, "U+001B"),
    ],
)
def test_hidden_characters_are_refused(content: bytes, line: int, told: str) -> None:
    """Text that reads otherwise than it is stored can't be reviewed."""
    _, problems = decode("f.yaml", content)
    assert [(problem.line, told in problem.message) for problem in problems] == [(line, True)]


def test_a_byte_order_mark_and_windows_line_ends_are_taken() -> None:
    assert decode("f.yaml", b"\xef\xbb\xbfa: 1\r\nb: 2\r\n") == ("a: 1\nb: 2\n", [])


def test_a_lesson_is_front_matter_and_text_with_the_lines_of_the_file() -> None:
    lesson, problems = parse_lesson("l.md", "---\nid: a\nminutes: 5\n---\n\nText.\n")
    assert lesson is not None
    assert problems == []
    assert (lesson.data, lesson.body, lesson.body_line) == ({"id": "a", "minutes": 5}, "\nText.\n", 5)
    assert lesson.line_of("minutes") == 3
