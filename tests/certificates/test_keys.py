"""The folder of signing keys, on a real disk."""

import json
import os
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ashilms.certificates import keys, proof_keys
from ashilms.certificates.keys import KeyDamaged, KeyMissing, KeyState, KeyTooOpen, WrongPassphrase

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SCHOOL = "Harbour School of Bodywork"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys"


@pytest.fixture
def made(folder: Path) -> keys.KeyRef:
    return keys.create(folder, "open sesame", SCHOOL, NOW)


def rights(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_a_key_that_was_made_opens_and_signs(folder: Path, made: keys.KeyRef) -> None:
    opened = keys.load(folder, made.kid, "open sesame")
    assert isinstance(opened.private.curve, ec.SECP256R1)
    assert (opened.kid, opened.certificate) == (made.kid, made.certificate)
    assert keys.active(folder) == made


def test_only_the_owner_may_read_what_is_there(folder: Path, made: keys.KeyRef) -> None:
    """T26."""
    assert rights(folder) == "0o700"
    assert {rights(path) for path in folder.iterdir()} == {"0o600"}
    assert {path.name for path in folder.iterdir()} == {
        f"{made.kid}.key.pem", f"{made.kid}.cert.pem", f"{made.kid}.proof.key.pem", f"{made.kid}.proof.pub.pem",
        "keys.json", ".lock",
    }  # fmt: skip


def test_the_private_key_is_encrypted_on_the_disk(folder: Path, made: keys.KeyRef) -> None:
    """T26: as PKCS#8 under scrypt, which OpenSSL opens with the passphrase and not without."""
    path = folder / f"{made.kid}.key.pem"
    assert path.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    command = ["openssl", "pkey", "-in", str(path), "-noout", "-passin"]
    assert subprocess.run([*command, "pass:open sesame"], check=False, capture_output=True).returncode == 0
    assert subprocess.run([*command, "pass:wrong"], check=False, capture_output=True).returncode != 0
    said = subprocess.run(
        ["openssl", "asn1parse", "-in", str(path)], check=True, capture_output=True, text=True
    )
    assert "scrypt" in said.stdout or "1.3.6.1.4.1.11591.4.11" in said.stdout


def test_a_key_does_not_show_its_secret_when_printed(folder: Path, made: keys.KeyRef) -> None:
    assert "private" not in repr(keys.load(folder, made.kid, "open sesame"))


def test_the_certificate_names_the_school_and_vouches_for_nobody(made: keys.KeyRef) -> None:
    certificate = x509.load_der_x509_certificate(made.certificate)
    [name] = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert name.value == SCHOOL
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert certificate.not_valid_before_utc < NOW < certificate.not_valid_after_utc - timedelta(days=365 * 25)
    certificate.verify_directly_issued_by(certificate)


@pytest.mark.parametrize("name", ["Σχολή Σωματικής Εργασίας του Πειραιά και της Ελλάδος", "A" * 200, "x"])
def test_a_school_may_have_any_name(folder: Path, name: str) -> None:
    assert keys.load(folder, keys.create(folder, "pw", name, NOW).kid, "pw")


@pytest.mark.parametrize(("passphrase", "name"), [("", SCHOOL), ("pw", "  ")])
def test_a_key_needs_a_passphrase_and_a_name(folder: Path, passphrase: str, name: str) -> None:
    with pytest.raises(ValueError, match="needs a passphrase"):
        keys.create(folder, passphrase, name, NOW)
    assert keys.list_keys(folder) == []


def test_the_wrong_passphrase_is_said_in_a_sentence(folder: Path, made: keys.KeyRef) -> None:
    with pytest.raises(WrongPassphrase, match="Set ASHILMS_KEY_PASSPHRASE"):
        keys.load(folder, made.kid, "open barley")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_not_used(folder: Path, made: keys.KeyRef, mode: int) -> None:
    """T26: it may have been copied."""
    path = folder / f"{made.kid}.key.pem"
    path.chmod(mode)
    with pytest.raises(KeyTooOpen, match="chmod 600"):
        keys.load(folder, made.kid, "open sesame")


def test_a_folder_that_others_may_enter_is_not_used(folder: Path, made: keys.KeyRef) -> None:
    folder.chmod(0o755)
    with pytest.raises(KeyTooOpen, match="chmod 700"):
        keys.load(folder, made.kid, "open sesame")


def test_a_new_key_retires_the_one_before_which_still_opens(folder: Path, made: keys.KeyRef) -> None:
    """T26: rotation."""
    later = keys.create(folder, "another", SCHOOL, NOW + timedelta(days=1))
    assert [(ref.kid, ref.state) for ref in keys.list_keys(folder)] == [
        (made.kid, KeyState.RETIRED), (later.kid, KeyState.ACTIVE),
    ]  # fmt: skip
    assert keys.active(folder) == later
    assert keys.public_certificates(folder) == [made.certificate, later.certificate]
    assert keys.load(folder, made.kid, "open sesame").certificate == made.certificate


def test_a_retired_key_leaves_none_that_signs(folder: Path, made: keys.KeyRef) -> None:
    keys.retire(folder, made.kid)
    assert keys.active(folder) is None
    assert len(keys.public_certificates(folder)) == 1
    with pytest.raises(KeyMissing):
        keys.retire(folder, "0" * 16)


def test_several_that_need_a_key_at_once_get_the_same_one(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        refs = list(pool.map(lambda _: keys.ensure(folder, "pw", SCHOOL, NOW), range(8)))
    assert len({ref.kid for ref in refs}) == 1
    assert len(keys.list_keys(folder)) == 1


def test_nobody_who_only_needs_the_key_waits_for_who_changes_the_folder(
    folder: Path, made: keys.KeyRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits(_folder: Path) -> None:
        raise AssertionError("it waits")

    monkeypatch.setattr(keys, "locked", waits)
    assert keys.ensure(folder, "another", SCHOOL, NOW) == made


def test_a_place_without_keys_has_none(folder: Path) -> None:
    assert keys.list_keys(folder) == []
    assert keys.active(folder) is None
    with pytest.raises(KeyMissing, match="Restore the folder"):
        keys.load(folder, "0" * 16, "pw")


def test_a_lost_private_key_still_checks_what_it_signed(folder: Path, made: keys.KeyRef) -> None:
    (folder / f"{made.kid}.key.pem").unlink()
    assert keys.public_certificates(folder) == [made.certificate]
    with pytest.raises(KeyMissing, match=made.kid):
        keys.load(folder, made.kid, "open sesame")


def test_files_that_were_mixed_up_are_not_used(folder: Path, made: keys.KeyRef) -> None:
    other = keys.create(folder, "open sesame", SCHOOL, NOW)
    os.replace(folder / f"{other.kid}.key.pem", folder / f"{made.kid}.key.pem")
    with pytest.raises(KeyDamaged, match="don't belong together"):
        keys.load(folder, made.kid, "open sesame")
    os.replace(folder / f"{other.kid}.cert.pem", folder / f"{made.kid}.cert.pem")
    with pytest.raises(KeyDamaged, match="not the one it is named for"):
        keys.list_keys(folder)


@pytest.mark.parametrize("name", ["keys.json", "{}.cert.pem"])
def test_a_damaged_file_is_named(folder: Path, made: keys.KeyRef, name: str) -> None:
    path = folder / name.format(made.kid)
    path.write_text("{ not what was written")
    with pytest.raises(KeyDamaged, match=path.name):
        keys.list_keys(folder)


def test_what_a_crash_left_half_made_is_not_in_use(folder: Path, made: keys.KeyRef) -> None:
    (folder / ".abc.part").write_text("half a key")
    (folder / f"{'0' * 16}.key.pem").write_text("a key without an entry")
    assert [ref.kid for ref in keys.list_keys(folder)] == [made.kid]
    assert json.loads((folder / "keys.json").read_text())[0]["created"] == NOW.isoformat()


def test_a_key_from_before_gets_its_second_half_once(folder: Path, made: keys.KeyRef) -> None:
    for path in folder.glob("*.proof.*"):
        path.unlink()
    assert proof_keys.public_half(folder, made.kid) is None
    with pytest.raises(KeyMissing):
        proof_keys.load(folder, made.kid, "open sesame")
    for _ in range(2):
        proof_keys.ensure(folder, made.kid, "open sesame")
    first = proof_keys.load(folder, made.kid, "open sesame").public_key()
    assert first == proof_keys.public_half(folder, made.kid)


def test_a_lost_public_half_is_made_again_from_the_private_one(folder: Path, made: keys.KeyRef) -> None:
    """What it signed is checked by its public key: another pair in its place would lose all of that for good."""
    private, public = (folder / f"{made.kid}.proof.{name}.pem" for name in ("key", "pub"))
    before = private.read_bytes(), proof_keys.public_half(folder, made.kid)
    public.unlink()
    with pytest.raises(WrongPassphrase):
        proof_keys.ensure(folder, made.kid, "wrong")
    with pytest.raises(FileExistsError):
        proof_keys.make(folder, made.kid, "open sesame")
    proof_keys.ensure(folder, made.kid, "open sesame")
    assert (private.read_bytes(), proof_keys.public_half(folder, made.kid)) == before
    assert proof_keys.load(folder, made.kid, "open sesame").public_key() == before[1]
    assert not list(folder.glob(".*.part"))


def test_a_lost_private_half_is_not_made_anew_beside_its_public_one(folder: Path, made: keys.KeyRef) -> None:
    before = proof_keys.public_half(folder, made.kid)
    (folder / f"{made.kid}.proof.key.pem").unlink()
    proof_keys.ensure(folder, made.kid, "open sesame")
    with pytest.raises(KeyMissing):
        proof_keys.load(folder, made.kid, "open sesame")
    assert proof_keys.public_half(folder, made.kid) == before


def test_the_second_half_keeps_the_same_rules(folder: Path, made: keys.KeyRef) -> None:
    """T26."""
    path = folder / f"{made.kid}.proof.key.pem"
    assert path.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    with pytest.raises(WrongPassphrase):
        proof_keys.load(folder, made.kid, "wrong")
    path.chmod(0o640)
    with pytest.raises(KeyTooOpen, match="chmod 600"):
        proof_keys.load(folder, made.kid, "open sesame")
    path.chmod(0o600)
    other = keys.create(folder, "open sesame", SCHOOL, NOW)
    path.write_bytes((folder / f"{other.kid}.proof.key.pem").read_bytes())
    with pytest.raises(KeyDamaged, match="belong together"):
        proof_keys.load(folder, made.kid, "open sesame")
