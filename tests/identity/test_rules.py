"""What a password must be, where a sign-in may lead, and when a session ends."""

from datetime import UTC, datetime, timedelta

import pytest

from ashilms.identity.rules import (
    ABSOLUTE,
    FRESH,
    IDLE,
    OWN_WORDS,
    bare_code,
    browser_name,
    fold_email,
    is_fresh,
    local_path,
    password_fault,
    spaced,
    stands,
    words_about,
)
from ashilms.identity.services.passwords import common_passwords

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "password",
    [
        "four quiet wooden spoons",
        "aaaa bbbb cccc dddd e",
        "correct horse battery staple",
        "alllowercaseletters",
        "ALLUPPERCASELETTERS",
        "194756028371",
        "!!??..,,;;::--__##",
        "пять тихих ложек",
        "五つの静かな木の匙がある",
        "🦶🏽🪵🦶🏽🪵 on two bars",
        " leading and trailing ",
        "tab\tinside it here",
        "nul\x00inside it here",
        "quotes ' \" ; -- here",
        "<b>markup</b> is fine",
        "four quiet wooden spoons" * 2,
        "qwertz on the balcony",
        "my massage table is blue today",
        "x7#kPq9!vL2m",
        "lorem ipsum dolor sit",
    ],
)
def test_no_rule_says_which_characters_a_password_is_made_of(password: str) -> None:
    """V6.2.5: twenty samples of every sort are taken."""
    assert password_fault(password, common=common_passwords(), words=OWN_WORDS) is None


@pytest.mark.parametrize(
    ("password", "least", "taken"),
    [
        ("rosebay", 8, False),
        ("rosebay9", 8, True),
        ("rosebay", 1, False),
        ("elevenchars", 12, False),
        ("twelve chars", 12, True),
        ("six words, " * 5 + "nine left", 12, True),
        ("ab3 " * 32, 12, False),
        ("abcd5 " * 21 + "xy", 12, True),
        ("abcd5 " * 21 + "xyz", 12, False),
    ],
)
def test_a_password_is_eight_characters_at_the_very_least_and_128_at_most(
    password: str, least: int, taken: bool
) -> None:
    """V6.2.1, V6.2.9: the floor holds below any setting; nothing is cut off."""
    assert (password_fault(password, common=(), least=least) is None) is taken


def test_the_common_passwords_are_refused_whatever_their_case() -> None:
    """V6.2.4: far more than 3,000 that are long enough to be tried here."""
    common = common_passwords()
    assert len(common) > 15_000
    assert min(len(word) for word in common) == 8
    for password in ("password123", "Password123", "1qaz2wsx3edc", "Password-2026!", "qwertyuiop12"):
        assert password_fault(password, common=common, least=8), password


@pytest.mark.parametrize(
    "password", ["ashilms2026!", "AshiLMS-AshiLMS", "anasole12345", "Footworks 26!", "Barefoot-2026"]
)
def test_words_of_the_place_and_the_person_are_refused(password: str) -> None:
    """V6.1.2, V6.2.11: the list is what a guesser tries here first."""
    words = words_about("ana.sole@example.org", "Ana Sole", "Footworks School", "anasole")
    assert password_fault(password, common=(), words=words)


@pytest.mark.parametrize(
    "target", ["/", "/courses", "/courses/a?b=c&d=%2F%2Fevil.example", "/a/b#c", "/%5Cevil.example"]
)
def test_a_path_on_this_site_may_follow_a_sign_in(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None, "", "courses", "//evil.example", "///evil.example", "////evil.example/%2f..", "/\\evil.example",
        "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
        " //evil.example", "/ /evil.example", "https://evil.example", "https:evil.example", "https:/evil.example",
        "http:///evil.example", "HtTpS://evil.example", "javascript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x", "vbscript:x", "//evil.example@localhost", "//localhost@evil.example",
        "https://localhost.evil.example", "https://localhost", "//[::1]", "//[evil", "/\x00/evil.example",
        "/\u2028/evil.example", "\ufeff//evil.example", "/\u00a0/evil.example", "?next=//evil.example", "#//evil",
        ".//evil.example", "..//evil.example", "@evil.example", ":80", "/a\r\nSet-Cookie: a=b", "/" + "a" * 2001,
        "\u3000//evil.example", "\u2215/evil.example", "mailto:a@evil.example", "ftp://evil.example", "//0x7f000001",
        "/\\/evil.example", "/.\\evil.example", "//%0aevil.example", "//evil%E3%80%82example", "/\x7f/evil.example",
    ],
)  # fmt: skip
def test_nothing_else_may_follow_a_sign_in(target: str | None) -> None:
    """V3.7.2: an open-redirect corpus; browsers read a backslash as a slash and drop tabs and line ends."""
    assert local_path(target) is None


@pytest.mark.parametrize(
    ("created", "seen", "still"),
    [
        (timedelta(0), timedelta(0), True),
        (IDLE, IDLE, True),
        (timedelta(hours=1), IDLE + timedelta(seconds=1), False),
        (ABSOLUTE, timedelta(0), True),
        (ABSOLUTE + timedelta(seconds=1), timedelta(0), False),
        (-timedelta(minutes=4), -timedelta(minutes=4), True),
        (-timedelta(days=2), timedelta(0), False),
        (timedelta(hours=1), -timedelta(days=2), False),
    ],
)
def test_a_session_ends_when_idle_when_old_and_when_the_clock_was_set_back(
    created: timedelta, seen: timedelta, still: bool
) -> None:
    """V7.3.1, V7.3.2: thirty minutes idle, twelve hours in all, and no longer by a clock step."""
    assert stands(created=NOW - created, seen=NOW - seen, now=NOW) is still


def test_a_proof_serves_ten_minutes_and_not_from_the_future() -> None:
    assert is_fresh(NOW - FRESH, NOW)
    assert not is_fresh(NOW - FRESH - timedelta(seconds=1), NOW)
    assert not is_fresh(NOW + timedelta(hours=1), NOW)


def test_an_address_is_one_however_it_is_written() -> None:
    assert fold_email("  Ana@Example.ORG ") == fold_email("ana@example.org")
    assert fold_email("ANA\u0301@example.org") == fold_email("an\u00e1@example.org")


def test_codes_are_shown_in_groups_and_read_back_however_they_are_typed() -> None:
    assert spaced("abcdefghij") == "abcd efgh ij"
    assert bare_code(" ABCD-efgh ij\u2013kl ") == "abcdefghijkl"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_in_a_few_words(agent: str, name: str) -> None:
    assert browser_name(agent) == name
