"""A password that was in a breach is refused by a file of this machine, wherever a password is chosen."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ashilms import create_app
from ashilms.identity.services.breached import is_breached
from tests.identity.conftest import PASSWORD, Site
from tests.identity.test_mailed import ask

LEAKED = "correct horse battery staple 7"


def list_of(path: Path, *passwords: str, end: str = "\r\n", count: str = ":3") -> Path:
    """Write a list of breached passwords as they are published, in order."""
    hashes = sorted(
        hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper() for password in passwords
    )
    path.write_bytes("".join(each + count + end for each in hashes).encode())
    return path


@pytest.mark.parametrize("size", [0, 1, 2, 3, 100, 2000])
@pytest.mark.parametrize(("end", "count"), [("\r\n", ":3"), ("\n", ""), ("\n", ":12345678")])
def test_exactly_what_is_in_the_list_is_found(tmp_path: Path, size: int, end: str, count: str) -> None:
    """V6.2.12: the first, the last and each between; none else."""
    words = [f"password {number}" for number in range(size)]
    file = list_of(tmp_path / "list", *words, end=end, count=count)
    assert [word for word in words if not is_breached(word, file)] == []
    assert [word for word in (f"another {number}" for number in range(300)) if is_breached(word, file)] == []


def test_a_breached_password_is_refused_wherever_one_is_chosen(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    """V6.2.12: changed, or set by a mailed link; one that is not in the list is taken."""
    file = list_of(tmp_path / "breaches", "other", LEAKED, "more")
    site = make_site(ASHILMS_BREACHED_PASSWORDS=str(file))
    site.add("ana")
    browser = site.signed_in("ana")
    refused = browser.post("/security/password", data={"current": PASSWORD, "password": LEAKED})
    assert refused.status_code == 422
    assert "was in a breach somewhere" in refused.text
    link = ask(site)
    assert "was in a breach somewhere" in site.browser().post(link, data={"password": LEAKED}).text
    assert site.browser().post(link, data={"password": LEAKED + "8"}).status_code == 302


def test_a_list_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    """V6.2.12: rather than let everything through."""
    with pytest.raises(ValueError, match="where there is no file"):
        create_app({"ASHILMS_DATA_DIR": tmp_path, "ASHILMS_BREACHED_PASSWORDS": str(tmp_path / "none")})
