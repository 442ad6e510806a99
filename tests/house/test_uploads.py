"""What is sent is looked at before it is read: how large it is, and whether a file may be there at all."""

import io
from typing import Any

import pytest

from ashilms.guard import LARGEST_FORM
from ashilms.web import state
from tests.campus import Campus
from tests.house.deeds import DEEDS
from tests.house.filling import Deed

pytestmark = pytest.mark.any_database

FORM = "application/x-www-form-urlencoded"
MEGABYTE = 1024 * 1024


class Unread(io.RawIOBase):
    """A body that says so when somebody reads it."""

    def __init__(self) -> None:
        """Begin unread."""
        super().__init__()
        self.was_read = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, into: Any) -> int:
        """Count, and give what was asked for."""
        self.was_read += len(into)
        return len(into)


def sending(body: Unread, kind: str, length: int | None) -> dict[str, Any]:
    """Return how a browser's request for such a body reaches the application."""
    said = {"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": str(length)}
    return {"environ_overrides": {"wsgi.input": body, "CONTENT_TYPE": kind, **said}}


def takes_files(campus: Campus, deed: Deed) -> bool:
    return hasattr(campus.app.view_functions[deed.view], "__ashilms_files__")


@pytest.mark.parametrize("deed", DEEDS, ids=str)
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x"])
def test_a_body_that_is_too_large_is_refused_unread(campus: Campus, deed: Deed, kind: str) -> None:
    """V5.2.1: by what it says of its length, at every view; a form without a file is never large."""
    ready, body = deed.ready(campus), Unread()
    most = state(campus.app).settings.upload_mb * MEGABYTE if takes_files(campus, deed) else LARGEST_FORM
    answer = ready.browser.post(ready.path, **sending(body, kind, most + 1))
    assert answer.status_code == 413
    assert body.was_read == 0


def test_a_body_that_does_not_say_how_large_it_is_is_not_read(campus: Campus) -> None:
    """V5.2.1: sent in pieces without a length, as no browser does."""
    body = Unread()
    answer = campus.browser().post("/verify", **sending(body, FORM, None))
    assert answer.status_code == 422
    assert body.was_read == 0


def test_these_views_alone_take_a_file(campus: Campus) -> None:
    """V5.1.1: it is on the page of what may be uploaded; a file sent anywhere else is refused (`test_input.py`)."""
    fields = {
        view: names
        for view, function in campus.app.view_functions.items()
        if (names := getattr(function, "__ashilms_files__", None))
    }
    assert fields == {
        "ashilms.verification.check_pdf": {"pdf"},
        "ashilms.verification.check_proof": {"proof"},
        "ashilms.cohorts.list_for_cohort": {"file"},
        "ashilms.cohorts.list_for_course": {"file"},
        "ashilms.conversion.convert": {"file"},
        "ashilms.quizzes.send_file": {"answer"},
        "ashilms.supervision.record_credential": {"evidence"},
        "ashilms.sites.show_photos": {"photo"},
        "ashilms.evidence.show_files": {"file"},
        "ashilms.held_documents.send_document": {"file"},
        "ashilms.looks.send_picture": {"file"},
    }


def test_a_host_s_larger_limit_is_not_ours(campus: Campus) -> None:
    campus.app.config["MAX_CONTENT_LENGTH"] = None
    answer = campus.browser().post("/verify", **sending(Unread(), FORM, LARGEST_FORM + 1))
    assert answer.status_code == 413
