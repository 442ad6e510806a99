"""Single leaves, shown to somebody: whatever was changed in the file is told apart, and no other leaf is given away."""

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from ashilms.programs.rules.frozen import Frozen, freeze
from ashilms.programs.rules.showing import LARGEST, Unreadable, Worth, judge, read, show
from tests.programs.evidence import live, session
from tests.programs.test_frozen import EVIDENCE, stand

NUMBER, OTHERS = "BBM1-ANA", "BBM1-BEN"
OURS = freeze(stand(), EVIDENCE, secrets.token_bytes)
THEIRS = freeze(stand(), (session(1), live(90)), secrets.token_bytes)
"""Another certificate on a proof that says the same."""
File = dict[str, Any]


def file_of(frozen: Frozen = OURS, number: str = NUMBER, *places: int) -> File:
    return json.loads(show(frozen, number, places or (0,)).written())


def worth_of(file: File, frozen: Frozen = OURS) -> Worth:
    """Return what a file is worth against a certificate, when there is the other one besides."""
    other = THEIRS if frozen is OURS else OURS
    data = json.dumps(file).encode()
    return judge(read(data), frozen.root, len(frozen.leaves), frozen.hashes, lambda root: root == other.root)


def changed(change: Callable[[File], Any]) -> File:
    file = file_of()
    change(file)
    return file


def flip(hex_: str) -> str:
    return f"{int(hex_[0], 16) ^ 1:x}{hex_[1:]}"


def swap(file: File, name: str) -> None:
    """Put what another certificate's file says in this one."""
    file["shown"][0][name] = file_of(THEIRS)["shown"][0][name]


def show_last(file: File) -> None:
    """Show the last line alone: its path leads to the root from any place past the end, too, if one lets it."""
    file["shown"] = file_of(OURS, NUMBER, len(OURS.leaves) - 1)["shown"]


def move(file: File, place: int) -> None:
    file["shown"][0]["place"] = place


def turn(file: File) -> None:
    file["shown"][0]["path"][0] = flip(file["shown"][0]["path"][0])


ROWS: dict[str, tuple[Callable[[File], Any], Worth]] = {
    "nothing": (lambda file: None, Worth.HOLDS),
    "how much": (lambda file: file["shown"][0]["leaf"].update(have="14 h of 1 h"), Worth.LEAF_CHANGED),
    "what": (lambda file: file["shown"][0]["leaf"].update(title="Supervised, P5"), Worth.LEAF_CHANGED),
    "the day": (lambda file: file["shown"][0]["leaf"].update(on="2026-11-25"), Worth.LEAF_CHANGED),
    "the salt": (lambda file: file["shown"][0]["leaf"].update(salt="0" * 32), Worth.LEAF_CHANGED),
    "a word more": (lambda file: file["shown"][0]["leaf"].update(grade="A"), Worth.LEAF_CHANGED),
    "what it rests on": (lambda file: file["shown"][0]["leaf"].update(evidence=[]), Worth.LEAF_CHANGED),
    "a bit of the path": (turn, Worth.PATH_CHANGED),
    "no path": (lambda file: file["shown"][0].update(path=[]), Worth.PATH_CHANGED),
    "a longer path": (lambda file: file["shown"][0]["path"].append("0" * 64), Worth.PATH_CHANGED),
    "the place": (lambda file: file["shown"][0].update(place=1), Worth.PATH_CHANGED),
    "a place that is none": (lambda file: file["shown"][0].update(place=2), Worth.PATH_CHANGED),
    "the last one's, past the end": (lambda file: (show_last(file), move(file, 2)), Worth.PATH_CHANGED),
    "the last one's, far past the end": (
        lambda file: (show_last(file), move(file, 1000)),
        Worth.PATH_CHANGED,
    ),
    "a bit of the root": (lambda file: file.update(root=flip(file["root"])), Worth.ROOT_UNKNOWN),
    "how many leaves": (lambda file: file.update(leaves=3), Worth.ROOT_UNKNOWN),
    "the root of another": (lambda file: file.update(root=THEIRS.root), Worth.OF_ANOTHER),
    "leaf and path of another": (
        lambda file: (swap(file, "leaf"), swap(file, "path")),
        Worth.OF_ANOTHER,
    ),
    "the leaf of another alone": (lambda file: swap(file, "leaf"), Worth.LEAF_CHANGED),
    "the path of another alone": (lambda file: swap(file, "path"), Worth.PATH_CHANGED),
}


@pytest.mark.parametrize(("change", "worth"), ROWS.values(), ids=ROWS)
def test_whatever_was_changed_is_told_apart(change: Callable[[File], Any], worth: Worth) -> None:
    assert worth_of(changed(change)) is worth


def test_a_file_with_the_number_of_another_certificate_belongs_to_that_other() -> None:
    assert worth_of(file_of(OURS, OTHERS), THEIRS) is Worth.OF_ANOTHER


@pytest.mark.parametrize(
    ("file", "worth"), [(file_of(), Worth.ROOT_UNKNOWN), (file_of(THEIRS), Worth.OF_ANOTHER)]
)
def test_where_there_is_no_such_certificate_a_root_that_is_ours_is_another_s(
    file: File, worth: Worth
) -> None:
    """T28: whether a number was ever given out is told to nobody who does not know its root."""
    found = judge(read(json.dumps(file).encode()), None, 0, (), lambda root: root == THEIRS.root)
    assert found is worth


def test_of_several_lines_one_that_was_changed_spoils_the_file() -> None:
    file = file_of(OURS, NUMBER, 0, 1)
    assert worth_of(file) is Worth.HOLDS
    file["shown"][1]["leaf"]["have"] = "90 h"
    assert worth_of(file) is Worth.LEAF_CHANGED


def test_a_file_says_nothing_of_the_lines_that_are_not_shown() -> None:
    shown, hidden = OURS.read()
    text = show(OURS, NUMBER, [0]).written().decode()
    assert shown["title"] in text
    for value in (hidden["title"], hidden["salt"], hidden["evidence"][0]["id"], OURS.evidence_key):
        assert value not in text


def test_a_file_reads_as_it_was_written() -> None:
    showing = show(OURS, NUMBER, [1, 0, 1])
    assert read(showing.written()) == showing
    assert [one.place for one in showing.shown] == [0, 1]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"null", b"{}", b"%PDF-1.7", b"\xff\xfe\xfd", b"[" * 100_000, b'{"a":1,"a":2}',
        b" " * (LARGEST + 1),
        *(
            json.dumps(changed(change)).encode()
            for change in (
                lambda file: file.pop("format"),
                lambda file: file.update(format="ashilms-proof-2"),
                lambda file: file.pop("certificate"),
                lambda file: file.update(certificate=7),
                lambda file: file.update(more=1),
                lambda file: file.update(leaves=True),
                lambda file: file.update(leaves=-1),
                lambda file: file.update(leaves=2.0),
                lambda file: file.update(leaves=10**6),
                lambda file: file.update(root=file["root"].upper()),
                lambda file: file.update(root=file["root"][:-1]),
                lambda file: file.update(shown=[]),
                lambda file: file.update(shown="all"),
                lambda file: file["shown"][0].update(place="0"),
                lambda file: file["shown"][0].update(place=-1),
                lambda file: file["shown"][0].update(path=["x" * 64]),
                lambda file: file["shown"][0].update(path=["0" * 64] * 33),
                lambda file: file["shown"][0].update(path=[None]),
                lambda file: file["shown"][0].update(leaf="Supervised, P3"),
                lambda file: file["shown"][0]["leaf"].pop("have"),
                lambda file: file["shown"][0]["leaf"].update(have=None),
                lambda file: file["shown"][0]["leaf"].update(have="\ud800"),
                lambda file: file["shown"][0].pop("path"),
                lambda file: file["shown"][0].update(name="Ana"),
                lambda file: file["shown"].append(file["shown"][0]),
                lambda file: file.update(shown=file_of(OURS, NUMBER, 0, 1)["shown"][::-1]),
            )
        ),
    ],
)  # fmt: skip
def test_what_is_no_proof_is_said_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^The|^This"):
        read(data)
