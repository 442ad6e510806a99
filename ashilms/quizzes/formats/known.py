"""The formats that are read and written, by name."""

from collections.abc import Callable
from typing import Any

from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.gift_reader import read_gift
from ashilms.quizzes.formats.gift_writer import write_gift
from ashilms.quizzes.formats.moodle_reader import read_moodle
from ashilms.quizzes.formats.moodle_writer import write_moodle
from ashilms.quizzes.formats.sheet import read_sheet, write_questions

LARGEST = 5 * 1024 * 1024
"""Bytes of one file."""
READERS: dict[str, Callable[[str], list[Found]]] = {
    "gift": read_gift,
    "csv": read_sheet,
    "moodle-xml": read_moodle,
}
WRITERS: dict[str, Callable[[list[tuple[int, dict[str, Any]]]], tuple[str, list[Found]]]] = {
    "gift": write_gift,
    "csv": write_questions,
    "moodle-xml": write_moodle,
}
