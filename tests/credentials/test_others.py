"""What credentials that others wrote are worth: each with the right one of the four answers."""

import json
from pathlib import Path

import pytest

from ashilms.credentials.answers import Fault
from ashilms.credentials.judging import judge
from tests.credentials.conftest import NOW

FOLDER = Path(__file__).with_name("ob3")
YES, NO, UNCHECKED = True, False, None
VERDICTS = {
    "simple.json": (Fault.NONE, YES, YES, UNCHECKED, NO),
    "simple-json.png": (Fault.NONE, YES, YES, UNCHECKED, NO),
    "simple-jwt.svg": (Fault.NONE, YES, YES, UNCHECKED, NO),
    "simple.jwt": (Fault.NONE, UNCHECKED, YES, UNCHECKED, NO),
    "simple-err-expired.json": (Fault.EXPIRED, YES, NO, UNCHECKED, NO),
    "simple-err-proof-value.json": (Fault.SIGNATURE, NO, UNCHECKED, UNCHECKED, NO),
    "simple-err-evidence-type.json": (Fault.MALFORMED, NO, UNCHECKED, UNCHECKED, UNCHECKED),
    "bitstring-credential-status-revoked.json": (Fault.REVOKED, YES, YES, NO, NO),
    "bitstring-testlist": (Fault.NONE, YES, YES, UNCHECKED, NO),
    "complete.json": (Fault.NONE, UNCHECKED, YES, UNCHECKED, NO),
}
"""By file: what is wrong, and the answers: authentic, in date, stands, issuer known."""


@pytest.mark.parametrize("name", VERDICTS)
def test_each_file_of_others_gets_the_answers_that_it_deserves(name: str) -> None:
    revoked = json.loads((FOLDER / "bitstring-credential-status-revoked.json").read_text())
    lists = {
        revoked["credentialStatus"]["statusListCredential"]: (FOLDER / "bitstring-testlist").read_bytes()
    }
    found = judge((FOLDER / name).read_bytes(), now=NOW, issuers={}, lists=lists)
    answers = [one.answer for one in (found.authentic, found.in_date, found.stands, found.issuer_known)]
    assert (found.fault, *answers) == VERDICTS[name], found


def test_every_file_of_others_has_a_verdict() -> None:
    assert {path.name for path in FOLDER.iterdir()} == VERDICTS.keys() | {"SOURCES.md"}


def test_a_list_that_is_not_at_hand_leaves_the_question_open() -> None:
    found = judge((FOLDER / "bitstring-credential-status-revoked.json").read_bytes(), now=NOW, issuers={})
    assert (found.authentic.answer, found.stands.answer) == (True, None)
    assert "isn’t at hand" in found.stands.why
