"""The pages on which anybody checks a certificate: what they answer, to whom, how often, and what they keep back."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from ashilms import create_app
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status, new_number
from ashilms.verification.views.asking import MISTYPED, NO_LINK, UNKNOWN
from tests.certified import Certified
from tests.conftest import NOW, make_host
from tests.schooling import PRINTED, Counted, text_of

Sign = Callable[[str | None], FlaskClient]
NOBODY = new_number("BBM1", bytes(10))
"""Well formed, and nobody's."""
TICK, NONE = "is-yes", "is-unknown"


def ask(client: FlaskClient, number: str, surname: str = "Reis") -> Any:
    return client.post("/verify", data={"number": number, "surname": surname})


def send(client: FlaskClient, pdf: bytes, name: str = "certificate.pdf", *, at: int = 1) -> Any:
    """Send the form with a file, byte for byte as a browser does; `at` tells one employer's address from another's."""
    head = f'--x\r\nContent-Disposition: form-data; name="pdf"; filename="{name}"\r\n\r\n'
    body = head.encode() + pdf + b"\r\n--x--\r\n"
    return client.post(
        "/verify/pdf", data=body, content_type="multipart/form-data; boundary=x",
        environ_base={"REMOTE_ADDR": f"192.0.2.{at}"},
    )  # fmt: skip


def answers(page: str) -> list[str]:
    """Return the looks of the four answers, in their order."""
    return re.findall(r'<li class="(is-\w+)">', page)


def word(page: str) -> str:
    found = re.search(r'<h1 class="al-verdict__word">([^<]+)<', page)
    assert found, page
    return found[1]


@pytest.fixture
def employer(client_of: Sign) -> FlaskClient:
    """A browser in which nobody has signed in."""
    return client_of(None)


@pytest.fixture
def asked(certified_here: Certified, employer: FlaskClient) -> dict[str, Callable[[], Any]]:
    """The three ways of asking about Ana's certificate."""
    held, pdf = certified_here, certified_here.pdf
    number, token = held.row.number, held.row.token
    return {
        "number": lambda: ask(employer, number),
        "link": lambda: employer.get(f"/c/{token}"),
        "file": lambda: send(employer, pdf),
    }


WAYS = pytest.mark.parametrize("way", ["number", "link", "file"])


# What an employer reads


@WAYS
def test_a_certificate_that_stands_is_shown_with_four_ticks(
    asked: dict[str, Callable[[], Any]], certified_here: Certified, way: str
) -> None:
    page = text_of(asked[way]())
    assert (word(page), answers(page)) == ("Valid", [TICK] * 4)
    for says in (
        PRINTED,
        certified_here.row.number,
        "Issued 24 November 2026",
        "19 November 2028",
        "1 h 10 min",
    ):
        assert says in re.sub(r"<[^>]+>", " ", page).replace("  ", " ").replace("  ", " "), says
    assert "A training certificate, not a licence" in page
    assert "24 Nov 2026, 12:00:00 UTC" in page


def test_the_address_in_the_code_is_a_page_of_this_site(
    certified_here: Certified, employer: FlaskClient
) -> None:
    address = certified_here.said.verify_url
    assert address.startswith("http://localhost/")
    assert word(text_of(employer.get(address))) == "Valid"


@WAYS
@pytest.mark.parametrize(
    ("status", "shown"), [(Status.SUSPENDED, "Not currently verified"), (Status.REVOKED, "Revoked")]
)
def test_what_a_registrar_does_is_on_the_page_at_once(
    asked: dict[str, Callable[[], Any]], certified_here: Certified, way: str, status: Status, shown: str
) -> None:
    """T25: the same address answers for ever, and never from a store."""
    assert word(text_of(asked[way]())) == "Valid"
    certified_here.bring_to(status, reason="She lent it to a friend.")
    answer = asked[way]()
    page = text_of(answer)
    assert (word(page), answers(page)) == (shown, [TICK, TICK, "is-no", TICK])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "on 24 November 2026" in page
    assert "friend" not in page  # T29: the reason is the holder's and the school's


@WAYS
def test_a_certificate_whose_time_is_over_says_so(
    app: Flask, asked: dict[str, Callable[[], Any]], way: str
) -> None:
    app.extensions["ashilms"].clock = lambda: datetime(2028, 11, 24, tzinfo=UTC)
    page = text_of(asked[way]())
    assert (word(page), answers(page)) == ("Expired", [TICK, "is-no", TICK, TICK])


@WAYS
def test_a_clock_before_the_day_of_issue_is_never_a_tick(
    app: Flask, asked: dict[str, Callable[[], Any]], way: str
) -> None:
    app.extensions["ashilms"].clock = lambda: NOW - timedelta(days=1)
    page = text_of(asked[way]())
    assert (word(page), answers(page)) == ("Could not check", [TICK, NONE, TICK, TICK])


@pytest.mark.parametrize("surname", ["REIS", "reis duarte", "Réis", "duarte-reis"])
def test_a_name_and_a_number_are_taken_as_people_type_them(
    certified_here: Certified, employer: FlaskClient, surname: str
) -> None:
    typed = f" {certified_here.row.number.replace('-', ' ').replace('0', 'O').replace('1', 'l').lower()} "
    assert word(text_of(ask(employer, typed, surname))) == "Valid"


# What is refused, and that a refusal tells nothing


def test_a_wrong_surname_and_an_unknown_number_answer_alike(
    certified_here: Certified, employer: FlaskClient, counted: Counted
) -> None:
    """T28: status, headers, text and the number of queries are the same, but for what was typed."""
    seen, _first = [], [ask(employer, NOBODY) for _ in range(2)]  # until the browser has its cookies
    for number, surname in ((certified_here.row.number, "Okafor"), (NOBODY, "Reis"), (NOBODY, "Okafor")):
        with counted() as queries:
            answer = ask(employer, number, surname)
        plain = text_of(answer, 404).replace(number, "NUMBER").replace(surname, "NAME")
        headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
        seen.append((plain, headers, len(queries)))
        assert UNKNOWN in plain
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("status", [Status.ISSUING, Status.FAILED])
def test_a_certificate_that_was_never_finished_answers_like_none(
    certified_here: Certified, employer: FlaskClient, status: Status
) -> None:
    """T27, T28: by number and by link."""
    held = certified_here
    number, token = held.row.number, held.row.token
    none = [text_of(ask(employer, NOBODY), 404), text_of(employer.get(f"/c/{'A' * 22}"), 404)]
    held.school.db.execute(update(Certificate).values(status=status))
    held.school.db.commit()
    assert text_of(ask(employer, number), 404).replace(number, NOBODY) == none[0]
    assert text_of(employer.get(f"/c/{token}"), 404).replace(token, "A" * 22) == none[1]


def test_a_slip_in_the_number_is_told_from_a_number_that_is_none(employer: FlaskClient) -> None:
    page = text_of(ask(employer, NOBODY[:-1] + "7"), 404)
    assert MISTYPED.partition(" It")[0].split("’")[0] in page
    assert UNKNOWN not in page
    assert 'value="BBM1-0000' in page  # what was typed stays


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Type the number from the certificate."),
        ({"number": NOBODY}, "Type the holder’s surname as printed."),
        ({"number": " ", "surname": "Reis"}, "Type the number from the certificate."),
        ({"number": "B" * 81, "surname": "Reis"}, "longer than 80"),
        ({"number": NOBODY, "surname": "R" * 121}, "longer than 120"),
    ],
)
def test_a_form_that_is_not_filled_in_gets_a_sentence(
    employer: FlaskClient, sent: dict[str, str], says: str
) -> None:
    assert says in text_of(employer.post("/verify", data=sent), 422)


HOSTILE = [
    "<script>alert(1)</script>", "' OR '1'='1", "%00", "\u202e\u202d", "{{7*7}}", "😀" * 30, "-" * 80,
    "0" * 80, "\ud7ff", "٣" * 21, "../../etc/passwd", "\r\nX: y",
]  # fmt: skip


def test_whatever_is_typed_gets_a_sentence(employer: FlaskClient) -> None:
    """T16, T40, T41: markup, SQL and templates are text."""
    for typed in HOSTILE:
        page = text_of(ask(employer, typed, typed), 404)
        assert MISTYPED.partition("’")[0] in page, typed
        assert "<script>alert" not in page
        assert 'value="49"' not in page


@pytest.mark.parametrize("sent", [{"number": "a\0b", "surname": "Reis"}, {"number": NOBODY, "surname": "\0"}])
def test_what_no_column_holds_is_refused(employer: FlaskClient, sent: dict[str, str]) -> None:
    assert "couldn’t be read" in text_of(employer.post("/verify", data=sent), 400)


def test_a_link_that_is_none_says_what_to_do(employer: FlaskClient) -> None:
    """T22: a printed code that leads here with nothing behind it is a warning."""
    for token in ("x", "A" * 22, "A" * 5000, "%2e%2e", "<script>", "ä", "A" * 21 + "%0a"):
        answer = employer.get(f"/c/{token}")
        page = text_of(answer, 404)
        assert NO_LINK.partition("’")[0] in page
        assert TICK not in page
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/verify/pdf", "/verify/proof"])
def test_the_address_of_an_answer_about_a_file_leads_to_where_one_asks(
    employer: FlaskClient, address: str
) -> None:
    assert employer.get(address).location == "/verify"


# How often, from where, and for whom


@pytest.mark.parametrize(
    ("address", "method", "most"),
    [("/verify", "POST", 30), ("/c/none", "GET", 60), ("/verify/pdf", "POST", 10)],
)
def test_an_address_may_ask_so_often_and_another_is_not_held_up(
    employer: FlaskClient, address: str, method: str, most: int
) -> None:
    """T28, S9: nobody guesses numbers at leisure."""
    codes = [employer.open(address, method=method).status_code for _ in range(most + 1)]
    assert codes[-1] == 429
    assert 429 not in codes[:-1]
    refused = employer.open(address, method=method)
    assert "Too many tries came from your connection" in text_of(refused, 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    elsewhere = employer.open(address, method=method, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert elsewhere.status_code == codes[0]


def test_claiming_to_come_from_elsewhere_buys_no_more_tries(employer: FlaskClient) -> None:
    """T28: without a proxy in front, what a request says of its own origin is not believed."""
    codes = [
        employer.post("/verify", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(31)
    ]
    assert codes[-1] == 429


@pytest.mark.parametrize("who", [None, "ana", "bea", "caz", "reg"])
def test_everybody_reads_the_same(certified_here: Certified, client_of: Sign, who: str | None) -> None:
    """T29: nobody sees more of it here for having signed in."""
    row, own = certified_here.row, certified_here
    sheet = re.compile(
        r'<section class="al-sheet.*?</section> </section>|<section class="al-sheet.*?</section>'
    )
    pages = [text_of(client_of(name).get(f"/c/{row.token}")) for name in (None, who)]
    found = [sheet.search(page) for page in pages]
    assert all(found)
    assert found[0][0] == found[1][0]
    assert own.said.holder in found[0][0]


# T29: nothing personal beyond what the certificate says


@WAYS
def test_nothing_is_told_that_the_certificate_does_not_say(
    asked: dict[str, Callable[[], Any]], certified_here: Certified, way: str
) -> None:
    """T29: no address, no other person, no evidence, no secret of the link; and nothing for machines either."""
    certified_here.bring_to(Status.SUSPENDED, reason="She lent it to a friend.")
    certified_here.bring_to(Status.VALID, reason="It was her twin.")
    answer = asked[way]()
    page = text_of(answer)
    main = page[page.index("<main") : page.index("</main>")]
    said, row = certified_here.said, certified_here.row
    private = [
        "ana@example.org", "@example.org", "Bea", "Dee", "C-14", "friend", "twin", said.standing_digest, row.digest,
        str(row.file), str(row.key), "person:", "/certificates/",
    ]  # fmt: skip
    assert [text for text in private if text in main.replace("Beatriz", "")] == []
    if way != "link":
        assert row.token not in page
    for machines in ("application/ld+json", "og:", "twitter:"):
        assert machines not in page
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers or "session" in answer.headers["Set-Cookie"]


def test_the_facts_on_the_page_are_these_and_no_others(
    certified_here: Certified, employer: FlaskClient
) -> None:
    """T29: the field matrix."""
    page = text_of(employer.get(f"/c/{certified_here.row.token}"))
    assert re.findall(r"<dt[^>]*>([^<]+)</dt>", page) == [
        "Holder", "Award", "Scope", "Issued", "Valid until", "Practicum", "Issued by", "Number",
    ]  # fmt: skip


# T22: look-alikes

LOOK_ALIKES = [
    "localhost.evil.example", "evil.example", "xn--lcalhost-8bb.example", "local-host", "localhost.", "l0calhost",
    "localhost@evil.example", "localhost:80@evil.example", "www.localhost", "LOCALHOST.example",
]  # fmt: skip


@pytest.fixture
def standalone(shared_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The site by itself, as it is served without a host."""
    app = create_app(
        {
            "ASHILMS_DATABASE_URL": shared_url,
            "ASHILMS_DATA_DIR": tmp_path,
            "ASHILMS_PUBLIC_URL": "http://localhost",
        }
    )
    app.extensions["ashilms"].clock = lambda: NOW
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def test_a_site_does_not_verify_under_another_name(standalone: Flask) -> None:
    """T22: nobody points a name of theirs at us and lets it look like ours."""
    client = standalone.test_client()
    for host, address in product(LOOK_ALIKES, ("/verify", f"/c/{'A' * 22}")):
        answer = client.get(address, headers={"Host": host})
        assert (answer.status_code, "does not answer to that name" in answer.text) == (400, True), host
    assert client.get("/verify").status_code == 200


# Out of reach


@contextmanager
def without_records(tmp_path: Path) -> Iterator[FlaskClient]:
    """A site whose database has gone away."""
    file = tmp_path / "gone" / "site.db"
    file.parent.mkdir()
    app = make_host(f"sqlite:///{file}", tmp_path)
    file.unlink(missing_ok=True)
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    file.parent.rmdir()
    yield app.test_client()


def test_records_that_are_out_of_reach_are_never_a_tick(certified_here: Certified, tmp_path: Path) -> None:
    pdf = certified_here.pdf
    with without_records(tmp_path) as employer:
        for answer in (ask(employer, NOBODY), employer.get(f"/c/{'A' * 22}"), send(employer, pdf)):
            page = text_of(answer, 503)
            assert "can’t reach its records" in page
            assert TICK not in page
            assert answer.headers["Retry-After"]


def test_a_file_that_was_changed_is_found_out_without_the_records(
    certified_here: Certified, tmp_path: Path
) -> None:
    pdf = certified_here.pdf
    with without_records(tmp_path) as employer:
        page = text_of(send(employer, pdf[:-9] + b"\n" + pdf[-9:]), 422)
        assert word(page) == "Not as issued"
