"""The doctor on what an installation stands on: what it finds, and that the line it prints mends it."""

import os
import pwd
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from flask import Flask
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from ashilms.certificates import keys, press
from ashilms.config import Settings
from ashilms.kept import kept_secret
from ashilms.operations import machine
from ashilms.operations.rules import Bad, check
from ashilms.resources import PACKAGE
from ashilms.web import state
from tests.conftest import NOW
from tests.operations.looking import follow, only, wrong


def test_a_folder_that_is_not_there(site: Flask, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    follow(only(site, "data folder"))
    assert wrong(site) == {}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_into_which_others_may_look(site: Flask, folder: Path) -> None:
    folder.chmod(0o755)
    follow(only(site, "data folder"))
    assert wrong(site) == {}


@contextmanager
def as_somebody() -> Iterator[None]:
    """Be somebody to whom rights apply: root may write anywhere."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_folder_that_cannot_be_written() -> None:
    with tempfile.TemporaryDirectory() as outer:
        Path(outer).chmod(0o755)
        with as_somebody():
            uid = os.geteuid()
        folder = Path(outer) / "data"
        folder.mkdir(mode=0o500)
        os.chown(folder, uid, -1)
        with as_somebody(), pytest.raises(Bad, match="Permission denied") as bad:
            machine.data_folder(folder)
        assert bad.value.mend == f"chmod 700 {folder}"
        folder.chmod(0o700)
        with as_somebody():
            assert machine.data_folder(folder) == str(folder)


def test_a_disk_that_is_nearly_full(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LEAST_FREE", 2**60)
    assert "MB free" in only(site, "disk space").finding


@pytest.mark.parametrize("name", ["secret-key", "second-factor-key", "key-passphrase"])
def test_a_secret_that_others_may_read(site: Flask, folder: Path, name: str) -> None:
    """V13.3.1."""
    kept_secret(folder, name)
    (folder / name).chmod(0o640)
    follow(only(site, "secrets"))
    assert wrong(site) == {}


@pytest.mark.parametrize("retired", [False, True])
def test_a_key_that_others_may_read(site: Flask, folder: Path, retired: bool) -> None:
    """V13.3.1, T26: one that signs no more is still a key, and the one that signs isn't used until that is mended."""
    made = press.make_key(state().settings, now=NOW)
    if retired:
        press.make_key(state().settings, now=NOW)
    (folder / "keys" / f"{made.kid}.key.pem").chmod(0o604)
    bad = wrong(site)
    assert set(bad) == {"secrets"} if retired else {"secrets", "signing key"}
    follow(bad["secrets"])
    assert wrong(site) == {}


def test_a_folder_of_keys_into_which_others_may_look(site: Flask, folder: Path) -> None:
    press.make_key(state().settings, now=NOW)
    (folder / "keys").chmod(0o755)
    follow(wrong(site)["secrets"])
    assert wrong(site) == {}


def test_a_key_that_the_passphrase_does_not_open(site: Flask, folder: Path) -> None:
    """T26."""
    keys.create(folder / "keys", "another passphrase", "A school", NOW)
    bad = only(site, "signing key")
    assert "ASHILMS_KEY_PASSPHRASE" in bad.mend
    assert "passphrase for tests" not in bad.finding + bad.mend
    press.make_key(state().settings, now=NOW)  # its second half, for a passphrase that is lost
    assert wrong(site) == {}


@pytest.mark.parametrize("suffix", ["key.pem", "cert.pem"])
def test_a_key_that_is_lost(site: Flask, folder: Path, suffix: str) -> None:
    """T26: brought back from where it is kept safe, all is well."""
    kid = press.make_key(state().settings, now=NOW).kid
    lost = folder / "keys" / f"{kid}.{suffix}"
    lost.rename(folder / "safe")
    assert "keys/" in only(site, "signing key").mend
    (folder / "safe").rename(lost)
    assert wrong(site) == {}


WITHOUT_PANGO = """
import cffi
cffi.FFI.dlopen = lambda self, name, flags=0: (_ for _ in ()).throw(OSError(f"cannot load library {name!r}"))
from ashilms.operations import machine
from ashilms.operations.rules import check
found = check("drawing library", machine.pango)
print(found.ok, found.mend, sep="\\n")
"""


def test_libraries_that_are_missing() -> None:
    """In a process that really can't load them."""
    asked = [sys.executable, "-W", "ignore", "-c", WITHOUT_PANGO]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert done.stdout.splitlines() == [
        "False",
        "apt-get install --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0",
    ]


@pytest.fixture
def mail_server() -> Iterator[str]:
    """A real mail server; what it is given it forgets."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}"
    controller.stop()


def test_a_mail_server_that_answers_and_one_that_does_not(mail_server: str) -> None:
    assert machine.mail(Settings(smtp_url=mail_server)) == "the mail server answers"
    with pytest.raises(Bad, match="refused") as bad:
        machine.mail(Settings(smtp_url="smtp://somebody:secret@127.0.0.1:9"))
    assert "ASHILMS_SMTP_URL" in bad.value.mend
    assert "secret" not in f"{bad.value} {bad.value.mend}"
    with pytest.raises(Bad, match="AUTH"):
        machine.mail(Settings(smtp_url=mail_server.replace("//", "//somebody:secret@")))


def test_a_public_site_that_sends_nobody_mail() -> None:
    public = "https://school.example"
    with pytest.raises(Bad, match="nobody is sent any") as bad:
        machine.mail(Settings(public_url=public))
    assert bad.value.mend.startswith("export ASHILMS_SMTP_URL=smtp://")
    assert "nobody is sent any" in machine.mail(Settings(public_url=public, demo=True))
    assert "nobody is sent any" in machine.mail(Settings())


@pytest.mark.parametrize(
    ("address", "open_to_all"),
    [
        ("https://school.example", False),
        ("http://127.0.0.1:5000", False),
        ("http://localhost:5000", False),
        ("http://[::1]:5000", False),
        ("http://school.example", True),
        ("http://192.0.2.7:5000", True),
        ("http://localhost.school.example", True),
    ],
)
def test_an_address_on_which_others_read_along(address: str, open_to_all: bool) -> None:
    """V12.2.2: the doctor warns."""
    found = check("public address", machine.address, Settings(public_url=address))
    assert found.ok is not open_to_all
    assert ("ASHILMS_PUBLIC_URL=https://" in found.mend) is open_to_all


class Gone(MemoryStorage):
    """A store of limits that can't be reached."""

    STORAGE_SCHEME = ["gone"]

    def check(self) -> bool:
        return False


def test_a_store_of_limits_that_cannot_be_reached(site: Flask) -> None:
    state().settings = replace(state().settings, limit_storage="gone+tls://:secret@limits.example")
    state().limiter = MovingWindowRateLimiter(Gone())
    bad = only(site, "rate limits")
    assert "ASHILMS_LIMIT_STORAGE" in bad.mend
    assert "secret" not in bad.finding + bad.mend
