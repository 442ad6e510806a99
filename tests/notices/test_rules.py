"""What may stand in a mail's head, and how a mail server is named."""

import pytest

from ashilms.notices.rules import Server, mail_address, one_line, read_server


@pytest.mark.parametrize(
    "value",
    [
        "ana@example.org\nBcc: eve@example.org", "ana@example.org\r\n", "ana@example.org\x00", "ana", "@example.org",
        "ana@", "", "ana@example.org, eve@example.org", "Ana <ana@example.org>", "ana @example.org", "ana@exa mple.org",
        '"ana"@example.org', "ana@example.org\u2028", "a" * 65 + "@example.org", "ana@" + "a" * 190, "ana@[127.0.0.1]",
        "ana@example.org;eve@example.org", "ana\\@example.org", "ana@eve@example.org", "(ana)@example.org",
    ],
)  # fmt: skip
def test_anything_but_one_bare_address_is_refused(value: str) -> None:
    """T48: a line end in an address would write another head line."""
    with pytest.raises(ValueError, match="not an e-mail address"):
        mail_address(value)


@pytest.mark.parametrize(
    "value", ["ana@example.org", "ana.sole+lms@mail.example.org", "Ñandú@example.org", "a'b@example.org"]
)
def test_an_address_is_returned_as_it_is(value: str) -> None:
    assert mail_address(value) == value


def test_control_characters_become_spaces() -> None:
    assert one_line("Ana\r\nBcc: x\t\x00\x1b[31m\u2028y ") == "Ana Bcc: x [31m y"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 587, None, None, "start")),
        ("smtp://u%40x:p%3Aw@mail.example.org:2525", Server("mail.example.org", 2525, "u@x", "p:w", "start")),
        ("smtps://u:p@mail.example.org", Server("mail.example.org", 465, "u", "p", "whole")),
        ("smtp://mail:1025?tls=none", Server("mail", 1025, None, None, "none")),
        ("smtp://localhost:25", Server("localhost", 25, None, None, "none")),
        ("smtp://127.0.0.1:25", Server("127.0.0.1", 25, None, None, "none")),
    ],
)
def test_the_way_to_a_mail_server_is_encrypted_unless_it_is_near_or_said_to_be_safe(
    url: str, server: Server
) -> None:
    assert read_server(url) == server


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp:mail", ""])
def test_an_address_that_names_no_mail_server_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://user:password@host:587"):
        read_server(url)
