"""Keys, ciphers and chance: what docs/cryptography.md says is what is done."""

import ast
import hashlib
import json
import math
import re
import secrets
import stat
import subprocess
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
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from ashilms.audit.models import AuditRecord
from ashilms.certificates import keys
from ashilms.certificates.rules import link_token, new_number
from ashilms.certificates.signing.curves import low
from ashilms.errors import Unavailable
from ashilms.identity.services import passwords, second_factor
from ashilms.identity.services.second_factor import Vault
from ashilms.kept import kept_secret
from tests.campus import Campus
from tests.conftest import NOW

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "cryptography.md"
LIBRARIES = {
    "argon2", "asn1crypto", "cryptography", "hashlib", "hmac", "itsdangerous", "pyhanko", "pyotp", "random", "secrets",
    "ssl", "uuid", "joserfc", "bcrypt", "jwt", "nacl", "Crypto", "OpenSSL", "rsa", "ecdsa", "passlib",
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


@pytest.mark.usefixtures("hashing_as_shipped")
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


def test_whatever_is_sealed_or_chained_is_by_sha_256(campus: Campus) -> None:
    """V11.4.3: certificates, kept files and the record, worked out once more by code of our own here."""
    (row,) = campus.rows("ashilms_certificate")
    pdf = (campus.folder / "files" / row["file"][:2] / row["file"][2:4] / row["file"]).read_bytes()
    assert hashlib.sha256(pdf).hexdigest() == row["file"]
    (key,) = keys.public_certificates(campus.folder / "keys")
    assert x509.load_der_x509_certificate(key).signature_hash_algorithm.name == "sha256"
    previous = "0" * 64
    with campus.db() as db:
        records = db.scalars(select(AuditRecord).order_by(AuditRecord.number)).all()
        for record in records:
            told = {
                "number": record.number, "at": record.at.isoformat(timespec="microseconds"), "actor": record.actor,
                "action": record.action, "subject": record.subject, "before": record.before, "after": record.after,
                "previous": previous,
            }  # fmt: skip
            text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            previous = hashlib.sha256(text.encode()).hexdigest()
            assert (record.hash, len(record.hash)) == (previous, 64)
    assert len(records) > 20


def test_a_key_that_encrypts_is_derived_by_a_function_made_for_it() -> None:
    """V11.4.4: HKDF from a long secret, scrypt from a passphrase; wherever a cipher is used, never a bare hash."""
    package, found = ROOT / "ashilms", {}
    for path in package.rglob("*.py"):
        source = path.read_text("utf-8")
        if re.search(r"\b(AESGCM|ChaCha20Poly1305|Cipher)\(", source):
            found[path.relative_to(package).as_posix()] = re.findall(r"\b(HKDF|Scrypt)\(", source)
            assert ".derive(" in source
    assert found == {"certificates/pkcs8.py": ["Scrypt"], "identity/services/second_factor.py": ["HKDF"]}


KNOWN = {
    b"sample": (
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    ),
    b"test": (
        "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
        "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
    ),
}
"""RFC 6979, A.2.5: what P-256 with SHA-256 must give for the key below."""
PRIVATE = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.mark.parametrize("message", KNOWN)
def test_a_signature_is_the_one_that_the_standard_gives(tmp_path: Path, message: bytes) -> None:
    """V11.6.1: by known answers; its low form is ours, and OpenSSL by itself finds it right, and one bit off wrong."""
    private = ec.derive_private_key(PRIVATE, ec.SECP256R1())
    r, s = (int(number, 16) for number in KNOWN[message])
    signed = private.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    assert signed == encode_dss_signature(r, s)
    lowered = low(signed)
    assert lowered == encode_dss_signature(r, min(s, ORDER - s))
    for name, content in {"message": message, "seal": lowered, "other": message + b"!"}.items():
        (tmp_path / name).write_bytes(content)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key").write_bytes(public)
    for name, right in (("message", True), ("other", False)):
        seal = ["-verify", tmp_path / "key", "-signature", tmp_path / "seal"]
        asked = ["openssl", "dgst", "-sha256", *seal, tmp_path / name]
        assert (subprocess.run(asked, capture_output=True, check=False).returncode == 0) is right


def test_keys_are_made_by_the_library_alone() -> None:
    """V11.6.1: no number of a key is chosen here."""
    made = [
        path.name for path in (ROOT / "ashilms").rglob("*.py") if "generate_private_key(" in path.read_text()
    ]
    assert made == ["keys.py"]
    sources = [path.read_text() for path in (ROOT / "ashilms").rglob("*.py")]
    assert not [
        source for source in sources if re.search(r"derive_private_key|EllipticCurvePrivateNumbers", source)
    ]
