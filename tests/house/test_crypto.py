"""Keys, ciphers and chance: what docs/cryptography.md says is what is done."""

import ast
import math
import re
import secrets
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ashilms.certificates import keys
from ashilms.certificates.rules import link_token, new_number
from ashilms.errors import Unavailable
from ashilms.identity.services import passwords, second_factor
from ashilms.identity.services.second_factor import Vault
from ashilms.kept import kept_secret
from tests.campus import Campus
from tests.conftest import NOW

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "cryptography.md"
LIBRARIES = {
    "argon2", "asn1crypto", "cryptography", "hashlib", "hmac", "itsdangerous", "pyhanko", "pyotp", "random", "secrets",
    "ssl", "uuid", "bcrypt", "jwt", "nacl", "Crypto", "OpenSSL", "rsa", "ecdsa", "passlib",
}  # fmt: skip
"""Whatever is cryptography, or could be taken for it."""


def imports_of(path: Path) -> set[str]:
    """Return the top names of all that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def used() -> dict[str, set[str]]:
    """Return which of the libraries each module uses."""
    package = ROOT / "ashilms"
    found = {}
    for path in package.rglob("*.py"):
        if libraries := imports_of(path) & LIBRARIES:
            found[".".join(path.relative_to(package).with_suffix("").parts)] = libraries
    return found


def lines_of(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, without its head."""
    part = PAGE.read_text().partition(f"## {heading}")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_the_inventory_names_every_module_that_uses_cryptography_and_how() -> None:
    """V11.1.2: and nothing that does not."""
    listed: dict[str, set[str]] = {}
    for *_, libraries, where in lines_of("Inventory"):
        for module in re.findall(r"`([\w.]+)`", where):
            listed.setdefault(module, set()).update(libraries.split(", "))
    assert set(listed) == set(used())
    more = {module: libraries - listed[module] for module, libraries in used().items()}
    assert {module: libraries for module, libraries in more.items() if libraries} == {}
    assert set().union(*listed.values()) == set().union(*used().values())


def test_every_key_has_a_place_an_owner_and_an_end() -> None:
    """V11.1.1, V13.3.2: the policy names each secret that is made, and no cell of it is empty."""
    lines = lines_of("Keys: who, where, how long")
    assert [line for line in lines if len(line) != 5 or not all(line)] == []
    named = " ".join(line[0] for line in lines)
    assert all(
        name in named for name in ("signing keys", "key-passphrase", "secret-key", "second-factor-key")
    )
    assert "ashilms keys create" in (ROOT / "docs/operations.md").read_text()


def test_a_new_key_signs_and_the_old_one_goes_on_checking(tmp_path: Path) -> None:
    """V11.1.1, V11.2.2: the drill of changing a key, and each knows its algorithm."""
    folder, signed = tmp_path / "keys", {}
    for day, passphrase in enumerate(("first", "second")):
        ref = keys.create(folder, passphrase, "School", NOW + timedelta(days=day))
        private = keys.load(folder, ref.kid, passphrase).private
        signed[ref.kid] = private.sign(b"payload", ec.ECDSA(hashes.SHA256()))
    old, new = keys.list_keys(folder)
    assert keys.active(folder) == new
    for ref in (old, new):
        certificate = x509.load_der_x509_certificate(ref.certificate)
        assert certificate.signature_algorithm_oid._name == "ecdsa-with-SHA256"
        certificate.public_key().verify(signed[ref.kid], b"payload", ec.ECDSA(hashes.SHA256()))
    public = x509.load_der_x509_certificate(new.certificate).public_key()
    with pytest.raises(InvalidSignature):
        public.verify(signed[old.kid], b"payload", ec.ECDSA(hashes.SHA256()))


def test_a_signing_key_has_128_bits_of_strength(tmp_path: Path) -> None:
    """V11.2.3: P-256, and a hash as strong."""
    ref = keys.create(tmp_path / "keys", "open sesame", "School", NOW)
    private = keys.load(tmp_path / "keys", ref.kid, "open sesame").private
    assert private.key_size // 2 >= 128
    assert x509.load_der_x509_certificate(ref.certificate).signature_hash_algorithm.digest_size * 4 >= 128


def test_the_folder_of_keys_is_its_owner_s_alone(campus: Campus) -> None:
    """V13.3.2: keys and secrets of a site that has issued a certificate."""
    secret = [campus.folder / name for name in ("secret-key", "second-factor-key")]
    for path in [*secret, *(campus.folder / "keys").iterdir()]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert stat.S_IMODE((campus.folder / "keys").stat().st_mode) == 0o700


def test_a_locked_secret_opens_whole_or_not_at_all() -> None:
    """V11.3.2, V11.3.3: every bit of it; under another key; cut short; and never the same twice."""
    vault, secret = Vault("k" * 64), second_factor.new_secret()
    locked = vault.lock(secret)
    assert vault.open(locked) == secret
    assert vault.lock(secret) != locked
    raw = urlsafe_b64decode(locked)
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unavailable):
            vault.open(urlsafe_b64encode(changed))
    for other in (urlsafe_b64encode(raw[:-1]), urlsafe_b64encode(raw[:20])):
        with pytest.raises(Unavailable):
            vault.open(other)
    with pytest.raises(Unavailable):
        Vault("l" * 64).open(locked)


def test_passwords_are_hashed_as_owasp_asks() -> None:
    """V11.4.2: Argon2id, 19 MiB and 2 passes or more, a salt of its own; an older hash is made anew at sign-in."""
    first, second = (
        passwords.make_hash("four quiet wooden spoons"),
        passwords.make_hash("four quiet wooden spoons"),
    )
    cost = extract_parameters(first)
    assert cost.type is Type.ID
    assert cost.memory_cost >= 19 * 1024
    assert cost.time_cost >= 2
    assert (cost.salt_len, cost.hash_len) >= (16, 32)
    assert first != second
    assert passwords.is_dated(first.replace("m=19456", "m=8192"))


@pytest.mark.parametrize(
    ("draw", "bits"),
    [
        (lambda _: link_token(secrets.token_bytes(16)), 128),
        (lambda _: new_number("BBM1", secrets.token_bytes(10)), 80),
        (lambda folder: kept_secret(folder, secrets.token_hex(8)), 128),
        (lambda _: second_factor.new_secret(), 128),
    ],
    ids=["certificate link", "certificate number", "kept secret", "authenticator secret"],
)
def test_what_is_drawn_by_chance_is_evenly_so_and_never_twice(tmp_path: Path, draw, bits: int) -> None:
    """V11.5.1: a chi-square test of the letters at every place that is all chance, and no two alike."""
    drawn = [draw(tmp_path) for _ in range(600)]
    assert len(set(drawn)) == len(drawn)
    free = [n for n in range(len(drawn[0])) if len({each[n] for each in drawn}) > 16]
    letters = {each[n] for each in drawn for n in free}
    assert len(free) * math.log2(len(letters)) >= bits * 0.9
    counts, alphabet = Counter(each[n] for each in drawn for n in free[:-1]), len(letters)
    expected = sum(counts.values()) / alphabet
    chi = sum((counts[letter] - expected) ** 2 / expected for letter in letters)
    assert chi < alphabet - 1 + 6 * math.sqrt(
        2 * (alphabet - 1)
    )  # six standard deviations: never by bad luck


def test_no_id_serves_as_a_secret() -> None:
    """V11.5.1: no UUID, whose bits are fewer and may be told from the clock."""
    assert {module for module, libraries in used().items() if libraries & {"uuid", "random"}} == set()
