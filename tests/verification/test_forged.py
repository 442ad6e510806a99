"""Every forgery and accident of the catalogue, asked about on the page and by the command, and the table of them."""

import json
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from ashilms.apart import Ended
from ashilms.certificates.signing import SigningKey
from ashilms.certificates.signing import apart as signing
from ashilms.cli import group
from ashilms.credentials import apart as judging
from ashilms.documents import reading
from tests.certified import Certified
from tests.schooling import text_of
from tests.verification.forged import CASES, FILES, GOOD, Case
from tests.verification.forging import Asked, File, Link, Scene
from tests.verification.forging import stranger as a_stranger
from tests.verification.test_views import answers, send

pytestmark = pytest.mark.any_database
ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "verification.md"
LOOKS = {"yes": "is-yes", "no": "is-no", "could not check": "is-unknown"}
NAMES = ("authentic", "in_date", "stands", "issuer_known")


@pytest.fixture(scope="session")
def stranger() -> SigningKey:
    """Somebody who calls themselves what the school is called."""
    return a_stranger()


@pytest.fixture
def scene(certified_here: Certified, app: Flask, stranger: SigningKey) -> Scene:
    """Ana's certificate, and what is needed to forge it."""
    return Scene(certified_here, app, stranger)


def here(work: str, data: bytes, told: Any = None, **_limits: int) -> Any:
    """Do in this process what belongs in one with limits: a whole one for each file would take minutes."""
    module, _, function = work.partition(":")
    try:
        return json.loads(json.dumps(getattr(import_module(module), function)(data, told)))
    except Exception as problem:  # a process would have ended by it
        raise Ended(work) from problem


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the processes where the file is not one that only they bear."""
    case = request.node.callspec.params.get("case") if hasattr(request.node, "callspec") else None
    if case is not None and not case.apart:
        for module in (signing, judging, reading):
            monkeypatch.setattr(module, "run_apart", here)


def by_page(scene: Scene, asked: Asked) -> tuple[list[str], str]:
    """Return the looks of the answers on the public page, and what it says."""
    client = scene.app.test_client()
    if isinstance(asked, File):
        answer = send(client, asked.data)
    elif isinstance(asked, Link):  # as if copied into the page, which leads on to one of ours
        answer = client.post("/verify", data={"number": asked.address}, follow_redirects=True)
    else:
        answer = client.post("/verify", data={"number": asked.number, "surname": asked.surname})
    page = " ".join(unescape(text_of(answer, answer.status_code)).split())
    return answers(page), page


def by_command(scene: Scene, asked: Asked, folder: Path) -> tuple[int, dict[str, Any]]:
    """Return the command's exit code and what it says to a machine."""
    what = [getattr(asked, "address", "") or getattr(asked, "number", "")]
    if isinstance(asked, File):
        path = folder / "given.pdf"
        path.write_bytes(asked.data)
        what = [str(path)]
    elif not isinstance(asked, Link):
        what += ["--surname", asked.surname]
    info = ScriptInfo(create_app=lambda: scene.app)
    done = CliRunner().invoke(group, ["verify", "--json", *what], obj=info, prog_name="flask ashilms")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    if not done.stdout and done.exit_code == 2:  # it says on the other channel what is out of reach
        return 2, {**dict.fromkeys(NAMES, "could not check"), "changes": []}
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_page_and_the_command_answer_what_the_table_says(
    scene: Scene, case: Case, tmp_path: Path
) -> None:
    """T22 to T26, T28: each caught by both, with the right one of the four answers, and never a tick."""
    asked = case.ask(scene)
    looks, page = by_page(scene, asked)
    assert looks in ([LOOKS[one] for one in case.answers], [])  # none where only a form is shown again
    assert looks or case.answers[0] != "yes"
    said = case.says.replace("'", "’")
    assert said in page.replace("'", "’")
    for change in case.changes:
        assert change in page.replace("'", "’")
    code, read = by_command(scene, asked, tmp_path)
    assert tuple(read[name] for name in NAMES) == case.answers
    assert tuple(change.replace("'", "’") for change in read["changes"]) == case.changes or not case.changes
    assert code == (0 if case.answers == GOOD else 1 if "no" in case.answers else 2)
    if case.answers[0] != "yes":
        assert scene.said.holder not in page


def test_there_are_enough_of_them_and_each_is_another() -> None:
    assert len([case for case in CASES if case.answers != GOOD]) >= 40
    assert len({case.what for case in CASES}) == len(CASES)
    assert len(FILES) >= 30


SIGNS = {"yes": "yes", "no": "**no**", "could not check": "?"}


def row_of(case: Case) -> str:
    """Return a case as a row of the table."""
    changed = " ".join(case.changes)
    return f"| {case.what} | {' | '.join(SIGNS[one] for one in case.answers)} | {changed} |"


def test_the_table_says_what_is_tested() -> None:
    """It lists these cases, in this order, and no others; what is missing is printed to be copied."""
    rows = [row_of(case) for case in CASES]
    written = [line for line in TABLE.read_text("utf-8").splitlines() if line.count("|") == 7]
    assert written[2:] == rows, "\n".join(rows)
