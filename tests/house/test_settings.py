"""Settings: read or refused in a sentence, secrets kept and never shown, and no public site with its insides open."""

import json
import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ashilms import create_app
from ashilms.app import database_url
from ashilms.cli import group
from ashilms.config import Settings, load
from ashilms.extension import AshiLMS
from ashilms.kept import kept_secret
from tests.conftest import make_host

SECRETS = {field.name: f"canary-{field.name}" for field in fields(Settings) if field.metadata["secret"]}
COMMAND = Path(sys.executable).with_name("ashilms")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ASHILMS_PUBLIC_ULR", "https://x.example", "There is no setting ASHILMS_PUBLIC_ULR"),
        ("ASHILMS_REGISTRATION", "perhaps", "write yes or no"),
        ("ASHILMS_REGISTRATION", "2", "write yes or no"),
        ("ASHILMS_JOBS", None, "of another kind"),
        ("ASHILMS_PROXIES", "one", "write a whole number"),
        ("ASHILMS_PROXIES", "-1", "write a whole number"),
        ("ASHILMS_UPLOAD_MB", "2.5", "write a whole number"),
        ("ASHILMS_UPLOAD_MB", "1e3", "write a whole number"),
        ("ASHILMS_UPLOAD_MB", "", "write a whole number"),
        ("ASHILMS_UPLOAD_MB", 2.5, "of another kind"),
        ("ASHILMS_SECRET_KEY", b"bytes", "of another kind"),
        ("ASHILMS_ZONE", "Mars/Base", "such as Europe/Berlin"),
        ("ASHILMS_ZONE", "../../etc/passwd", "such as Europe/Berlin"),
        ("ASHILMS_ZONE", "", "such as Europe/Berlin"),
        ("ASHILMS_PUBLIC_URL", "school.example", "such as https://school.example"),
        ("ASHILMS_PUBLIC_URL", "javascript:alert(1)", "such as https://school.example"),
        ("ASHILMS_PUBLIC_URL", "https://user:pass@school.example", "such as https://school.example"),
        ("ASHILMS_PUBLIC_URL", "https://school.example/?x=1", "such as https://school.example"),
        ("ASHILMS_PUBLIC_URL", "https://school.example\r\nX: y", "such as https://school.example"),
    ],
)
def test_a_setting_that_cannot_be_read_is_refused_in_a_sentence(name: str, value: object, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as refused:
        load(("environment", {name: value}))
    assert name in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("registration", "No", False),
        ("registration", "ON", True),
        ("registration", "", False),
        ("proxies", "2", 2),
        ("trusted_hosts", " a.example ,b.example,", ("a.example", "b.example")),
        ("trusted_hosts", ["a.example"], ("a.example",)),
        ("second_factor_roles", "", ()),
        ("data_dir", "/srv/data", Path("/srv/data")),
        ("data_dir", Path("here"), Path("here")),
        ("zone", "Europe/Berlin", "Europe/Berlin"),
        ("public_url", "http://[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_a_setting_is_read_from_text_as_its_kind_says(name: str, text: object, value: object) -> None:
    settings, origins = load(("environment", {f"ASHILMS_{name.upper()}": text}))
    assert getattr(settings, name) == value
    assert origins[name] == "environment"
    assert {origin for other, origin in origins.items() if other != name} == {"default"}


def test_the_apps_configuration_wins_over_the_environment() -> None:
    settings, origins = load(
        ("app.config", {"ASHILMS_ZONE": "Europe/Berlin", "SECRET_KEY": "the host's own"}),
        ("environment", {"ASHILMS_ZONE": "nonsense that nobody reads", "ASHILMS_PROXIES": "1", "HOME": "/"}),
    )
    assert (settings.zone, settings.proxies) == ("Europe/Berlin", 1)
    assert (origins["zone"], origins["proxies"], origins["demo"]) == ("app.config", "environment", "default")


@pytest.mark.parametrize("short", ["postgres://h/db", "postgresql://h/db", "postgresql+psycopg://h/db"])
def test_every_spelling_of_a_postgresql_address_finds_the_driver(short: str) -> None:
    assert database_url(Settings(database_url=short)) == "postgresql+psycopg://h/db"


def run(arguments: list[str], folder: Path, **environment: str) -> Any:
    """Run the command on a data folder with a secret in every setting that takes one."""
    env = {f"ASHILMS_{name.upper()}": value for name, value in SECRETS.items()}
    env |= {"ASHILMS_DATA_DIR": str(folder), "ASHILMS_LIMIT_STORAGE": "memory://canary-store"}
    env["ASHILMS_SMTP_URL"] = "smtp://canary-user:canary-password@127.0.0.1:9"
    env["ASHILMS_TIMESTAMP_URL"] = "https://canary-user:canary-password@127.0.0.1:9/"
    env["ASHILMS_TIMESTAMP_ROOTS"] = str(
        Path(__file__)
    )  # it is there, which is all that is asked at the start
    env["ASHILMS_DATABASE_URL"] = f"sqlite:///{folder}/site.db"
    return CliRunner().invoke(group, arguments, env=env | environment)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_config_masks_every_secret_and_names_every_source(tmp_path: Path, options: list[str]) -> None:
    """V13.3.1, V16.2.5: what is secret is said to be set, and that is all."""
    done = run(["config", *options], tmp_path, ASHILMS_DATABASE_URL=f"sqlite:///{tmp_path}/canary.db")
    assert done.exit_code == 0, done.output
    assert "canary" not in done.output
    assert done.output.count("(set)") == len(SECRETS)
    if options:
        rows = json.loads(done.output)
        assert {row["name"] for row in rows} == {
            f"ASHILMS_{field.name.upper()}" for field in fields(Settings)
        }
        given = {row["name"] for row in rows if row["source"] == "environment"}
        named = {"ASHILMS_DATA_DIR", "ASHILMS_TIMESTAMP_ROOTS"}
        assert given == named | {*(f"ASHILMS_{name.upper()}" for name in SECRETS)}


@pytest.mark.parametrize(
    "arguments", [["doctor"], ["keys", "list"], ["certificates", "list"], ["verify", "none"]]
)
def test_no_command_prints_a_secret(tmp_path: Path, arguments: list[str]) -> None:
    """V16.2.5: nor does any complaint of one."""
    assert "canary" not in run(arguments, tmp_path).output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASHILMS_SMTP_URL", "canary.example"),
        ("ASHILMS_SMTP_URL", "http://u:canary@school.example"),
        ("ASHILMS_SMTP_URL", "smtp://school.example:canary"),
        ("ASHILMS_SMTP_URL", "smtp://[canary"),
        ("ASHILMS_MAIL_FROM", "The School"),
        ("ASHILMS_MAIL_FROM", "a@school.example\r\nBcc: b@school.example"),
        ("ASHILMS_LIMIT_STORAGE", "canary"),
        ("ASHILMS_LIMIT_STORAGE", "redis://:canary@127.0.0.1:1"),
        ("ASHILMS_LIMIT_STORAGE", "async+memory://canary"),
        ("ASHILMS_DATABASE_URL", "canary"),
        ("ASHILMS_DATABASE_URL", "mysql://u:canary@127.0.0.1/school"),
        ("ASHILMS_DATABASE_URL", "sqlite:canary"),
    ],
)
def test_what_could_only_fail_later_is_refused_at_the_start(tmp_path: Path, name: str, value: str) -> None:
    """V16.2.5: in a sentence that names the setting and repeats nothing of a secret."""
    done = run(["config"], tmp_path, **{name: value})
    assert (done.exit_code, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert name in line
    assert "canary" not in line


def test_a_command_with_a_bad_setting_says_so_in_one_line_and_exits_with_1(tmp_path: Path) -> None:
    env = {**os.environ, "ASHILMS_DATA_DIR": str(tmp_path), "ASHILMS_REGISTRATION": "perhaps"}
    done = subprocess.run([COMMAND, "config"], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == ["Error: ASHILMS_REGISTRATION is 'perhaps'; write yes or no."]


KEEP = "import sys; from pathlib import Path; from ashilms.kept import kept_secret; "


def test_eight_processes_that_start_at_once_keep_one_secret(tmp_path: Path) -> None:
    """V13.3.1: whoever is first makes it, whole; nothing is left beside it, and its owner alone may read it."""
    folder = tmp_path / "new" / "data"
    program = KEEP + "sys.stdin.readline(); print(kept_secret(Path(sys.argv[1]), 'secret-key'))"
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen([sys.executable, "-c", program, str(folder)], **pipes) for _ in range(8)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    secrets = {process.communicate(timeout=60)[0].strip() for process in processes}
    assert len(secrets) == 1
    assert len(secrets.pop()) == 64
    assert [path.name for path in folder.iterdir()] == ["secret-key"]
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_threads_that_start_at_once_keep_one_secret(tmp_path: Path) -> None:
    kept: list[str] = []
    threads = [
        threading.Thread(target=lambda: kept.append(kept_secret(tmp_path, "secret-key"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 8
    assert len(set(kept)) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_secret_that_others_may_read_stops_the_start(tmp_path: Path, mode: int) -> None:
    """V13.3.1: with the line that mends it."""
    made = kept_secret(tmp_path, "secret-key")
    (tmp_path / "secret-key").chmod(mode)
    with pytest.raises(ValueError, match=re.escape(f"chmod 600 {tmp_path / 'secret-key'}")) as refused:
        create_app({"ASHILMS_DATA_DIR": tmp_path})
    assert made not in str(refused.value)
    (tmp_path / "secret-key").chmod(0o600)
    assert kept_secret(tmp_path, "secret-key") == made


def test_what_a_first_start_keeps_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """V13.3.1, V6.3.2: three secrets at most, no account, no password."""
    folder = tmp_path / "data"
    create_app({"ASHILMS_DATA_DIR": folder})
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if "key" in path.name}
    assert modes == {"secret-key": 0o600, "second-factor-key": 0o600}


Start = Callable[[Path, dict[str, Any]], object]


def start_alone(folder: Path, config: dict[str, Any]) -> object:
    given = {"ASHILMS_SECRET_KEY": config.pop("SECRET_KEY")} if "SECRET_KEY" in config else {}
    return create_app({"ASHILMS_DATA_DIR": folder, **given, **config})


def start_mounted(folder: Path, config: dict[str, Any]) -> object:
    host = make_host("sqlite://", folder)
    del host.extensions["ashilms"]
    host.config.update({"SECRET_KEY": "k" * 64, **config})
    return AshiLMS(host)


@pytest.mark.parametrize("start", [start_alone, start_mounted])
@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"DEBUG": True}, "DEBUG is on"),
        ({"ASHILMS_DEVELOPMENT": True}, "ASHILMS_DEVELOPMENT is on"),
        ({"SECRET_KEY": "change me"}, "SECRET_KEY is short"),
        ({"SECRET_KEY": "dev"}, "SECRET_KEY is short"),
    ],
)
def test_a_public_site_does_not_start_with_its_insides_open(
    tmp_path: Path, start: Start, config: dict[str, Any], says: str
) -> None:
    """V13.2.3, V13.4.2: debugging, the style guide and a key from an example are for one's own machine."""
    with pytest.raises(ValueError, match=says) as refused:
        start(tmp_path, {"ASHILMS_PUBLIC_URL": "https://school.example", **config})
    assert config.get("SECRET_KEY", "no such") not in str(refused.value)


@pytest.mark.parametrize("config", [{"DEBUG": True}, {"ASHILMS_DEVELOPMENT": True}, {"SECRET_KEY": "dev"}])
def test_on_ones_own_machine_they_are_free(tmp_path: Path, config: dict[str, Any]) -> None:
    create_app({"ASHILMS_DATA_DIR": tmp_path, "ASHILMS_PUBLIC_URL": "http://127.0.0.1:5000", **config})


def test_flask_debug_in_the_environment_counts_too(tmp_path: Path) -> None:
    """V13.4.2."""
    env = {**os.environ, "ASHILMS_DATA_DIR": str(tmp_path), "ASHILMS_PUBLIC_URL": "https://school.example"}
    done = subprocess.run(
        [COMMAND, "config"], env={**env, "FLASK_DEBUG": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: DEBUG is on")
    assert len(done.stderr.splitlines()) == 1


def test_a_public_site_has_cookies_that_only_https_carries(tmp_path: Path) -> None:
    """V3.3.1, V3.3.3, V3.3.4: Secure, `__Host-`, HttpOnly, SameSite; without https the name claims nothing."""
    for address, secure in (("https://school.example", True), ("http://127.0.0.1:5000", False)):
        app = create_app({"ASHILMS_DATA_DIR": tmp_path, "ASHILMS_PUBLIC_URL": address})
        cookie = {
            name: app.config[f"SESSION_COOKIE_{name}"] for name in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")
        }
        name = "__Host-ashilms" if secure else "ashilms"
        assert cookie == {"NAME": name, "SECURE": secure, "HTTPONLY": True, "SAMESITE": "Lax"}
