"""How each forgery of a digital credential in the catalogue is made."""

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ashilms.certificates import keys, proof_keys, services
from ashilms.certificates.badges import FORMS
from ashilms.certificates.models import Credential
from ashilms.credentials.integrity import add_proof
from ashilms.credentials.multibase import multikey
from tests.certified import PASSPHRASE, Certified
from tests.conftest import NOW
from tests.credentials.conftest import OTHER


def kept(held: Certified) -> Credential:
    """Return the credential as it was issued."""
    found = services.find_credential(held.school.db, held.row.id)
    assert found is not None
    return found


def in_form(held: Certified, form: str) -> bytes:
    """Return the file that the holder downloads."""
    return FORMS[form].made(kept(held))


def edited(held: Certified, **changes: Any) -> dict[str, Any]:
    """Return it with changes, its proof as it was."""
    return json.loads(kept(held).document or "") | changes


def resigned(held: Certified, **changes: Any) -> dict[str, Any]:
    """Return what a thief of the signing key makes: changes, proven with the key itself."""
    return _proven(
        proof_keys.load(held.folder / "keys", str(held.row.key), PASSPHRASE), edited(held, **changes)
    )


def reported(held: Certified, **changes: Any) -> dict[str, Any]:
    """Return what a thief of the signing key made, once the school knows of the theft."""
    made = resigned(held, **changes)
    keys.retire(held.folder / "keys", str(held.row.key), stolen=True)
    return made


def self_made(held: Certified) -> dict[str, Any]:
    """Return it in our name, proven with a stranger's key."""
    return _proven(OTHER, edited(held))


def look_alike(held: Certified) -> dict[str, Any]:
    """Return it in the name of a host that looks like ours, proven with that host's key."""
    return _proven(OTHER, edited(held, issuer=edited(held)["issuer"] | {"id": "did:web:1ocalhost"}))


def _proven(key: Ed25519PrivateKey, said: dict[str, Any]) -> dict[str, Any]:
    bare = {name: value for name, value in said.items() if name != "proof"}
    return add_proof(bare, key, f"{said['issuer']['id']}#{multikey(key.public_key())}", now=NOW)
