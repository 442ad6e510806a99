"""Questions by command: what a file becomes is said before anything is written, and by name what can't be kept."""

import json
from pathlib import Path

import pytest
import yaml

from ashilms.quizzes.formats.known import OUT
from tests.cli.conftest import Site

pytestmark = pytest.mark.any_database
GIFT = Path(__file__).parents[1] / "quizzes/fixtures/gift/giftFormatPhpExamples.gift"
PACK = Path(__file__).parents[2] / "ashilms/curriculum/barefoot-bar-massage/questions/m00.yaml"


def test_a_dry_run_says_what_each_question_becomes(new_site: Site) -> None:
    said = new_site.run("questions", "import", GIFT, "--format", "gift", "--dry-run", "--json")
    items = json.loads("\n".join(said.lines))["items"]
    assert len(items) == 10
    assert items[7]["item"].pop("options")
    assert items[7] == {
        "line": 28,
        "title": "Difficult multiple choice question.",
        "kind": "single",
        "status": "lossy",
        "problems": ["An option earns part of the mark; here it is right or wrong, and so it is wrong."],
        "item": {"stem": "Difficult multiple choice question.", "kind": "single"},
    }


@pytest.mark.parametrize("name", OUT)
def test_questions_go_out_and_come_back(new_site: Site, tmp_path: Path, name: str) -> None:
    there, back = tmp_path / "out", tmp_path / "back.yaml"
    said = new_site.run("questions", "export", PACK, "--format", name, "--out", there, "--json")
    told = {one["title"]: one for one in json.loads("\n".join(said.lines))["items"]}
    new_site.run("questions", "import", there, "--format", name.removesuffix("-2.2"), "--out", back).lines  # noqa: B018  asserts
    ours = [item for item in yaml.safe_load(PACK.read_text("utf-8"))["items"]]
    kept = [item for item in ours if told[item["id"]]["status"] != "refused"]
    assert {item["kind"] for item in ours if item not in kept} <= {"hotspot", "placement", "vignette"}
    assert [(item["stem"], item["options"]) for item in yaml.safe_load(back.read_text("utf-8"))["items"]] == [
        (item["stem"], item["options"]) for item in kept
    ]
    again = new_site.run("questions", "import", there, "--format", name.removesuffix("-2.2"), "--out", back)
    assert (again.code, "File exists" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("command", "content", "part"),
    [
        ("import --dry-run", b"\xff", "not UTF-8"),
        ("import --dry-run", b"x\x00", "hidden control character"),
        ("import", b"Q {T}", "Add --dry-run to look first"),
        ("import --dry-run", b" " * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        ("export --out /dev/null", b"[]", "no list of items"),
        ("export --out /dev/null", b"a: [", "items.txt:2: This is not YAML"),
    ],
)
def test_a_file_that_is_none_ends_the_command_with_2(
    new_site: Site, tmp_path: Path, command: str, content: bytes, part: str
) -> None:
    file = tmp_path / "items.txt"
    file.write_bytes(content)
    said = new_site.run("questions", *command.split(), file, "--format", "gift")
    assert (said.code, said.out) == (2, "")
    assert part in said.err


def test_a_format_that_is_not_known_is_refused_with_those_that_are(new_site: Site) -> None:
    said = new_site.run("questions", "import", GIFT, "--format", "word", "--dry-run")
    assert said.code == 2
    assert "'gift'" in said.err
