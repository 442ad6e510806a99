"""Packages of QTI: what is in them is told file by file, and hostile ones are refused within bounds."""

import stat
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from ashilms.quizzes.formats.found import BadFile
from ashilms.quizzes.formats.qti import package
from ashilms.quizzes.formats.qti.door import read_qti
from tests.quizzes import qti_samples as samples

pytestmark = pytest.mark.any_database


def resource(name: str, sort: str = "imsqti_item_xmlv2p1", inside: str = "") -> str:
    """Return a resource of a manifest."""
    return f'<resource identifier="r-{len(name)}" type="{sort}" href="{name}">{inside}</resource>'


def manifest(*resources: str) -> str:
    """Return a manifest."""
    return (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><organizations/>'
        f"<resources>\n{''.join(resources)}</resources></manifest>"
    )


def zipped(files: dict[str, str | bytes], how: int = ZIP_DEFLATED) -> bytes:
    """Return a zip."""
    held = BytesIO()
    with ZipFile(held, "w", how) as into:
        for name, content in files.items():
            into.writestr(name, content)
    return held.getvalue()


def test_each_item_is_read_from_its_file_and_whatever_else_is_there_is_told() -> None:
    data = zipped(
        {
            "imsmanifest.xml": manifest(
                resource("a b.xml".replace(" ", "%20"), inside='<file href="a%20b.xml"/><file href="pic.png"/>'),
                resource("gone.xml"),
                resource("bad.xml", "imsqti_item_xmlv3p0"),
                resource("test.xml", "imsqti_test_xmlv2p1"),
                resource("old.xml", "imsqti_xmlv1p2"),
            ),
            "a b.xml": samples.SINGLE_21,
            "bad.xml": "<qti-assessment-item>\n<",
            "test.xml": "<assessmentTest/>",
            "old.xml": "<questestinterop/>",
            "pic.png": b"",
            "notes/read.me": b"",
            "xsd/imsqti.xsd": b"",
        }
    )  # fmt: skip
    told = [
        (one.status, one.file, one.line, one.kind, " ".join([*one.against, *one.lost]))
        for one in read_qti(data)
    ]
    assert [row[:4] for row in told] == [
        ("ok", "a b.xml", 2, "single"),
        ("refused", "imsmanifest.xml", 2, None),
        ("refused", "imsmanifest.xml", 2, None),
        ("lossy", "imsmanifest.xml", 2, "test"),
        ("refused", "imsmanifest.xml", 2, None),
        ("lossy", "notes/read.me", 1, "file"),
    ]
    assert [part in row[4] for part, row in zip(
        ["", "'gone.xml', which is not in", "Line 2: this is no XML", "A test's order", "imsqti_xmlv1p2", "not kept"],
        told, strict=True,
    )] == [True] * 6  # fmt: skip


def test_a_package_may_lie_in_one_folder() -> None:
    data = zipped(
        {"bank/imsmanifest.xml": manifest(resource("q.xml")), "bank/q.xml": samples.SINGLE_3.encode()}
    )
    assert [(one.status, one.file) for one in read_qti(data)] == [("ok", "q.xml")]


@pytest.mark.parametrize(
    "href", ["../q.xml", "/q.xml", "%2e%2e/q.xml", "file:///etc/passwd", "http://127.0.0.1:9/q.xml", "", ".", ".."]
)  # fmt: skip
def test_an_address_outside_the_package_is_not_followed(href: str) -> None:
    """T14, T15: what the manifest names is only looked up among the files of the zip."""
    data = zipped({"imsmanifest.xml": manifest(resource(href)), "q.xml": samples.SINGLE_21})
    refused, beside = read_qti(data)
    assert (refused.status, beside.file) == ("refused", "q.xml")
    assert "not in the package" in refused.against[0]


def _with(name: str, **more: int) -> bytes:
    entry = ZipInfo(name)
    for field, value in more.items():
        setattr(entry, field, value)
    held = BytesIO()
    with ZipFile(held, "w") as into:
        into.writestr("imsmanifest.xml", manifest())
        into.writestr(entry, "x")
    return held.getvalue()


def _locked() -> bytes:
    data = bytearray(_with("q.xml"))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"PK no zip", "no zip that can be read"),
        (zipped({"imsmanifest.xml": manifest()})[:-30], "no zip that can be read"),
        (zipped({"q.xml": ""}), "no imsmanifest.xml"),
        (zipped({"imsmanifest.xml": "<manifest>"}), "no XML"),
        (zipped({"imsmanifest.xml": manifest()}, ZIP_BZIP2), "packed in a way"),
        (_with("../q.xml"), "lies outside"),
        (_with("/q.xml"), "lies outside"),
        (_with("a/../../q.xml"), "lies outside"),
        (_with("c:q.xml"), "lies outside"),
        (_with("a\\q.xml"), "lies outside"),
        (_with("q.xml", external_attr=(stat.S_IFLNK | 0o777) << 16), "is a link"),
        (_with("q.xml", external_attr=(stat.S_IFIFO | 0o777) << 16), "is a link"),
        (_with("imsmanifest.xmk").replace(b"xmk", b"xml"), "twice"),
        (_locked(), "locked with a password"),
        (zipped({"imsmanifest.xml": " " * 200_000}), "unfolds to more"),
        (zipped({"imsmanifest.xml": "<!DOCTYPE m SYSTEM 'http://127.0.0.1:9/x'><manifest/>"}), "never read"),
    ],
)  # fmt: skip
def test_a_hostile_package_is_refused(data: bytes, part: str) -> None:
    """T14: bombs, links, names that lead outside and headers that lie are refused, and nothing is written anywhere."""
    with pytest.raises(BadFile, match=part):
        read_qti(data)


def test_a_header_that_lies_about_its_size_is_refused() -> None:
    """T14: a file is read no further than it says, and one that says otherwise than it is, is no item."""
    data = bytearray(zipped({"imsmanifest.xml": manifest(resource("q.xml")), "q.xml": samples.SINGLE_21}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (len(samples.SINGLE_21) + 9).to_bytes(4, "little")
    (told,) = read_qti(bytes(data))
    assert (told.status, "another size than the zip says" in told.against[0]) == ("refused", True)


def test_a_package_of_too_many_files_is_refused_before_its_list_is_read() -> None:
    """T14: each entry of the list takes memory, so they are counted first."""
    with pytest.raises(BadFile, match="more than 10000 files"):
        read_qti(b"PK\x03\x04" + b"PK\x01\x02" * (package.MOST_FILES + 1))


def test_items_are_read_until_the_package_is_too_large() -> None:
    """T14: the whole of what is unfolded is bounded, whatever each file is."""
    files = {f"q{at}.xml": samples.SINGLE_21 for at in range(3)}
    listed = manifest(*map(resource, files))
    data = zipped({"imsmanifest.xml": listed, **files})
    told = read_qti(data, len(listed) + len(samples.SINGLE_21))
    assert [one.status for one in told] == ["ok", "refused", "refused"]
    assert "unfolds to more than" in told[-1].against[0]


def test_a_package_of_nothing_but_marks_is_refused_before_anything_is_made_of_them() -> None:
    """T14: a million elements in few bytes take time and memory, so they are counted in the text."""
    with pytest.raises(BadFile, match="unfolds to more than"):
        read_qti(zipped({"imsmanifest.xml": "<a>" * 500}, ZIP_STORED), 4000)
