"""The ways to other servers: encrypted and with a password, or the doctor says what isn't."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from ashilms.cli import group
from ashilms.config import Settings
from ashilms.operations.rules import Bad, check
from ashilms.operations.ways import ways

SOUND: tuple[dict[str, str], ...] = (
    {},
    {"database_url": "sqlite:////srv/ashilms.db"},
    {"database_url": "postgresql://ashilms@/school?host=/run/postgresql"},
    {"database_url": "postgresql://ashilms@localhost/school"},
    {"database_url": "postgresql://ashilms:word@db.example/school?sslmode=verify-full"},
    {"database_url": "postgres://ashilms:word@10.0.0.7/school?sslmode=require"},
    {"database_url": "postgresql://ashilms@db.example/school?sslmode=verify-ca&sslcert=/srv/client.pem"},
    {"limit_storage": "memory://"},
    {"limit_storage": "redis://127.0.0.1:6379"},
    {"limit_storage": "rediss://user:word@counts.example:6379"},
    {"smtp_url": "smtp://127.0.0.1:25"},
    {"smtp_url": "smtps://office:word@mail.example"},
    {"smtp_url": "smtp://office:word@mail.example:587"},
)
WEAK = (
    ("database_url", "postgresql://ashilms:word@db.example/school", ["database isn't encrypted"]),
    (
        "database_url",
        "postgresql://ashilms:word@db.example/school?sslmode=disable",
        ["database isn't encrypted"],
    ),
    (
        "database_url",
        "postgresql://ashilms:word@db.example/school?sslmode=prefer",
        ["database isn't encrypted"],
    ),
    ("database_url", "postgresql://ashilms@db.example/school?sslmode=require", ["database is asked without"]),
    (
        "database_url",
        "postgresql://ashilms@/school?host=db.example&sslmode=require",
        ["database is asked without"],
    ),
    (
        "database_url",
        "postgresql+psycopg://a@[2001:db8::7]/s",
        ["database isn't encrypted", "is asked without"],
    ),
    ("limit_storage", "redis://user:word@counts.example:6379", ["counted isn't encrypted"]),
    ("limit_storage", "rediss://counts.example:6379", ["counted is asked without"]),
    ("smtp_url", "smtp://office:word@mail.example?tls=none", ["mail server isn't encrypted"]),
    ("smtp_url", "smtps://mail.example", ["mail server is asked without"]),
    ("smtp_url", "smtp://office@mail.example", ["mail server is asked without"]),
)


@pytest.mark.parametrize(
    "settings", SOUND, ids=lambda settings: next(iter(settings.values()), "as they come")
)
def test_a_way_within_this_machine_or_a_guarded_one_is_sound(settings: dict[str, str]) -> None:
    """V12.3.1, V13.2.1: a file, a socket, this machine; or a password and encryption that is insisted on."""
    assert check("other servers", ways, Settings(**settings)).ok


@pytest.mark.parametrize(("name", "url", "says"), WEAK, ids=[case[1] for case in WEAK])
def test_an_open_or_a_nameless_way_is_found_with_the_line_that_mends_it(
    name: str, url: str, says: list[str]
) -> None:
    """V12.3.1, V13.2.1: nothing of the address itself is repeated."""
    with pytest.raises(Bad) as found:
        ways(Settings(**{name: url}))
    assert [part for part in says if part not in str(found.value)] == []
    assert str(found.value).count(";") == len(says) - 1
    assert found.value.mend.startswith(f"ASHILMS_{name.upper()}=")
    assert ":word@" not in str(found.value) + found.value.mend.replace("user:password", "")


def test_the_doctor_fails_where_a_way_is_open(tmp_path: Path) -> None:
    """V12.3.1: and so does whoever starts a site only when the doctor is content."""
    environment = {
        "ASHILMS_DATA_DIR": str(tmp_path),
        "ASHILMS_SMTP_URL": "smtp://office:word@192.0.2.1?tls=none",
    }
    done = CliRunner().invoke(group, ["doctor"], env=environment)
    assert done.exit_code == 1
    assert "the way to the mail server isn't encrypted" in done.output
    assert "word" not in done.output.replace("password", "")


@pytest.mark.parametrize(
    ("endpoint", "ok"),
    [
        ("", True),
        ("https://files.example", True),
        ("http://127.0.0.1:9000", True),
        ("http://files.example", False),
    ],
)
def test_the_way_to_a_bucket_is_encrypted(monkeypatch: pytest.MonkeyPatch, endpoint: str, ok: bool) -> None:
    """V12.3.1: its endpoint is given as everywhere, by a variable that is not ours."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    assert ways(Settings())
    found = check("other servers", ways, Settings(files_url="s3://bucket/school"))
    assert (found.ok, "store of files isn't encrypted" in found.finding) == (ok, not ok)
