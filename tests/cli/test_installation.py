"""`upgrade`, `config` and `doctor`, as an operator meets them."""

import json
from dataclasses import fields

from ashilms.config import Settings
from ashilms.migrate import head
from tests.cli.conftest import Site
from tests.three_modules import three_modules


def test_upgrading_says_from_where_to_where_and_a_second_time_that_there_is_nothing_to_do(
    new_site: Site,
) -> None:
    assert new_site.run("upgrade").lines == [f"The database went from nothing to schema {head()}."]
    assert new_site.run("upgrade").lines == [f"The database is up to date (schema {head()})."]


def test_config_says_of_each_setting_what_it_is_whence_and_what_for(new_site: Site) -> None:
    site = new_site.having(
        ASHILMS_ZONE="Europe/Berlin", ASHILMS_SECRET_KEY="canary-1", ASHILMS_TRUSTED_HOSTS="a,b"
    )
    said = {row["name"]: row for row in json.loads(site.run("config", "--json").out)}
    assert set(said) == {f"ASHILMS_{setting.name.upper()}" for setting in fields(Settings)}
    for setting in fields(Settings):
        row = said[f"ASHILMS_{setting.name.upper()}"]
        assert row["about"] == setting.metadata["about"]
        assert row["value"] in ("(set)", "(not set)") or not setting.metadata["secret"]
    assert (said["ASHILMS_ZONE"]["value"], said["ASHILMS_ZONE"]["source"]) == ("Europe/Berlin", "environment")
    assert (said["ASHILMS_DEMO"]["value"], said["ASHILMS_DEMO"]["source"]) == ("False", "default")
    assert said["ASHILMS_TRUSTED_HOSTS"]["value"] == "a, b"
    lines = site.run("config").lines
    assert "ASHILMS_ZONE = Europe/Berlin   [environment]" in lines
    assert len(lines) == 2 * len(said)
    assert "canary" not in "\n".join(lines)


def test_a_site_in_order_leaves_the_doctor_nothing_to_say(site: Site) -> None:
    assert site.run("packs", "load", three_modules()).code == 0
    lines = site.run("doctor").lines
    assert len(lines) > 10
    assert all(line.startswith("ok   ") for line in lines)


def test_each_fault_has_a_line_that_mends_it_and_the_exit_code_says_that_there_is_one(new_site: Site) -> None:
    new_site.folder.chmod(0o755)
    said = new_site.run("doctor")
    assert (said.code, said.err) == (1, "")
    lines = said.out.splitlines()
    bad = [number for number, line in enumerate(lines) if line.startswith("BAD  ")]
    assert [lines[number + 1] for number in bad] == [
        f"     mend: chmod 700 {new_site.folder}",
        "     mend: ashilms upgrade",
    ]


def test_the_doctor_speaks_to_machines_too(new_site: Site) -> None:
    said = new_site.run("doctor", "--json")
    assert said.code == 1
    found = {check["check"]: check for check in json.loads(said.out)}
    assert found["schema"] == {
        "check": "schema",
        "ok": False,
        "finding": "not set up yet",
        "mend": "ashilms upgrade",
    }
    assert found["data folder"]["ok"] is True


def test_a_site_that_does_not_start_is_a_finding_too(new_site: Site) -> None:
    """Machines get their JSON, whatever is wrong."""
    said = new_site.having(ASHILMS_PROXIES="one").run("doctor", "--json")
    (check,) = json.loads(said.out)
    assert (said.code, check["check"], check["ok"]) == (1, "start", False)
    assert check["finding"] == "ASHILMS_PROXIES is 'one'; write a whole number."


def test_a_secret_that_others_may_read_stops_the_start_with_the_line_that_mends_it(new_site: Site) -> None:
    """V13.3.1."""
    assert new_site.run("config").code == 0
    (new_site.folder / "second-factor-key").chmod(0o644)
    line = f"chmod 600 {new_site.folder / 'second-factor-key'}"
    assert line in new_site.run("config").error
    said = new_site.run("doctor")
    assert (said.code, line in said.out) == (1, True)
