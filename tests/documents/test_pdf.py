"""Drawing: the same bytes for the same page, what the file says of itself, and what is refused."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from ashilms.documents.pdf import LONGEST_PAGE, About, Attached, NotDrawn, draw_pdf, warm_up

ROOT = Path(__file__).parents[2]
ABOUT = About(
    "A <b>title</b>",
    "Harbour School",
    "A test",
    "en",
    datetime(2026, 11, 24, 12, tzinfo=UTC),
    bytes(range(16)),
)
PAGE = (
    "<html lang=pt><title>Not this</title><meta name=author content=Mallory><body><h1>Heading</h1><p>Text</p>"
)
DATA = Attached("payload.json", b'{"a":1}', "As data")


def draw(
    assets: Path, page: str = PAGE, about: About = ABOUT, attached: tuple[Attached, ...] = (DATA,)
) -> bytes:
    return draw_pdf(page, stylesheets=["page.css"], assets=assets, about=about, attached=attached)


def test_the_same_page_gives_the_same_bytes(assets: Path) -> None:
    first = draw(assets)
    assert draw(assets) == first
    assert draw(assets, about=replace(ABOUT, identifier=bytes(16))) != first


def test_it_does_so_in_another_process_at_another_time(assets: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from tests.documents.test_pdf import draw\n"
        "sys.stdout.buffer.write(draw(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(assets), str(ROOT)]
    done = subprocess.run(command, capture_output=True, check=True, env=os.environ | {"TZ": "Asia/Tokyo"})
    assert done.stdout == draw(assets)


def test_the_file_says_of_itself_what_it_is_told(assets: Path) -> None:
    with pikepdf.open(BytesIO(draw(assets))) as pdf:
        assert str(pdf.docinfo.Title) == "A <b>title</b>"
        assert str(pdf.docinfo.Author) == "Harbour School"
        assert str(pdf.docinfo.CreationDate) == "D:20261124120000Z"
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as said:
            assert said["pdfaid:part"] == "3"
            assert said["pdfaid:conformance"] == "A"
            assert said["pdfuaid:part"] == "1"
            assert said["dc:title"] == "A <b>title</b>"


def test_both_claims_stand_in_one_description(assets: Path) -> None:
    with pikepdf.open(BytesIO(draw(assets))) as pdf:
        assert pdf.Root.Metadata.read_bytes().count(b"<rdf:RDF") == 1


def test_what_is_attached_is_there_once_and_whole(assets: Path) -> None:
    with pikepdf.open(BytesIO(draw(assets))) as pdf:
        assert list(pdf.attachments) == ["payload.json"]
        assert pdf.attachments["payload.json"].get_file().read_bytes() == b'{"a":1}'
        [specification] = pdf.Root.AF
        assert specification.AFRelationship == "/Source"


def test_several_threads_draw_one_after_another(assets: Path) -> None:
    one = draw(assets)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: draw(assets), range(8))) == {one}


def test_a_forked_process_draws_and_leaves_its_parent_s_fonts_alone(assets: Path) -> None:
    one = draw(assets)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, b"same" if draw(assets) == one else b"other")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        assert answer.read() == b"same"
    assert os.waitpid(child, 0)[1] == 0
    assert draw(assets, "<p>Other letters: qjxzäß</p>")
    assert draw(assets) == one


def test_the_process_ends_well_after_drawing(assets: Path) -> None:
    """Fonts freed after Pango is unloaded crash the process as it ends."""
    code = "import sys\nfrom pathlib import Path\nfrom tests.documents.test_pdf import draw\ndraw(Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code, str(assets)], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_a_design_without_its_style_sheet_is_not_drawn(assets: Path, tmp_path: Path) -> None:
    with pytest.raises(NotDrawn, match="no style sheet gone"):
        draw_pdf(PAGE, stylesheets=["gone.css"], assets=assets, about=ABOUT)
    with pytest.raises(NotDrawn, match="no style sheet"):
        warm_up(stylesheets=["page.css"], assets=tmp_path)


def test_a_design_without_its_font_is_not_drawn(tmp_path: Path) -> None:
    """Else the page would silently be set in whatever the machine has."""
    (tmp_path / "page.css").write_text('@font-face { font-family: "Gone"; src: url("gone.ttf") }')
    with pytest.raises(NotDrawn, match="needs gone"):
        draw(tmp_path)


def test_a_page_that_is_too_long_is_not_drawn(assets: Path) -> None:
    """T19."""
    with pytest.raises(NotDrawn, match=re.escape(str(LONGEST_PAGE))):
        draw(assets, "x" * (LONGEST_PAGE + 1))
