"""Signing in and out, and having an account made."""

from tests.identity.conftest import PASSWORD, Site


def test_somebody_registers_confirms_by_mail_and_is_in(site: Site) -> None:
    browser = site.browser()
    assert browser.get("/register").status_code == 200
    asked = browser.post("/register", data={"email": "Ana@Example.org", "name": "Ana", "printed_name": "Ana M. Sole"})
    assert asked.headers["Location"] == "/sent/register"
    assert browser.get("/sent/register").status_code == 200
    link = site.link()
    assert browser.get(link).status_code == 200
    done = browser.post(link, data={"password": PASSWORD})
    assert done.headers["Location"] == "/"
    assert browser.get("/security").status_code == 200
