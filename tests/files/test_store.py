"""The same files in a bucket: a local S3 server, reached by its address alone."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ashilms.config import Settings
from ashilms.errors import Missing, Unavailable
from ashilms.files import services as files
from ashilms.files.services import Store, store_of

pytestmark = pytest.mark.any_database
PAPER = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(scope="module")
def bucket() -> Iterator[Store]:
    """A folder in a bucket on a server of our own; nothing leaves this machine."""
    from moto.server import ThreadedMotoServer  # slow to load, and one test file needs it

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {
        "AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing", "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name, value in keys.items():
            patch.setenv(name, value)
        store = store_of(Settings(files_url="s3://evidence/school"))
        store.fs.mkdir("evidence", region_name="eu-central-1")
        yield store
    server.stop()


def test_a_file_in_a_bucket_is_kept_once_by_its_hash_and_read_back_as_it_was(bucket: Store) -> None:
    """T12: under the folder that the setting names, and nowhere else."""
    kept = files.keep(bucket, PAPER)
    assert files.keep(bucket, PAPER) == kept
    assert kept.sha256 == hashlib.sha256(PAPER).hexdigest()
    assert list(files.all_kept(bucket)) == [kept.sha256]
    assert bucket.fs.find("evidence") == [
        f"evidence/school/{kept.sha256[:2]}/{kept.sha256[2:4]}/{kept.sha256}"
    ]
    assert files.read(bucket, kept.sha256) == PAPER
    assert files.is_kept(bucket, kept.sha256)
    file, size = files.find(bucket, kept.sha256)
    with file:
        file.seek(4)
        assert (size, file.read(5)) == (len(PAPER), PAPER[4:9])


def test_a_file_that_is_not_in_the_bucket_is_missing_and_one_that_was_changed_is_said(bucket: Store) -> None:
    other = PAPER.replace(b"1 0 obj", b"2 0 obj")
    sha256 = files.keep(bucket, other).sha256
    bucket.fs.pipe_file(f"{bucket.root}/{sha256[:2]}/{sha256[2:4]}/{sha256}", b"swapped")
    with pytest.raises(Unavailable, match="not as it was kept"):
        files.read(bucket, sha256)
    assert files.keep(bucket, other).sha256 == sha256, "kept again, it is whole"
    assert files.read(bucket, sha256) == other
    files.forget(bucket, sha256)
    files.forget(bucket, sha256)
    assert not files.is_kept(bucket, sha256)
    for ask in (files.read, files.find):
        with pytest.raises(Missing):
            ask(bucket, sha256)


def test_what_no_row_names_is_swept_from_the_bucket_after_a_day(bucket: Store) -> None:
    named, orphan = files.keep(bucket, PAPER).sha256, files.keep(bucket, PAPER.replace(b"1 0", b"3 0")).sha256
    later = datetime.now(UTC) + timedelta(hours=25)
    assert files.sweep(bucket, [named], now=later - timedelta(hours=2)) == []
    assert files.sweep(bucket, [named], now=later) == [orphan]
    assert list(files.all_kept(bucket)) == [named]


def test_a_bucket_that_is_not_there_is_said(bucket: Store) -> None:
    gone = Store(bucket.fs, "no-such-bucket/school")
    with pytest.raises(Unavailable, match="couldn't be kept"):
        files.keep(gone, PAPER)


@pytest.mark.parametrize("address", ["s3x://bucket/folder", "nothing://here"])
def test_an_address_that_nothing_reaches_stops_the_start(address: str) -> None:
    with pytest.raises(ValueError, match="ASHILMS_FILES_URL names a store"):
        store_of(Settings(files_url=address))
