"""The drills of a stolen key and of a lost folder, for the credential beside the PDF: what it is then worth."""

import json
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from ashilms.certificates import proof_keys, publishing, services
from ashilms.certificates.models import Credential
from ashilms.certificates.rules import site_of
from ashilms.config import Settings
from ashilms.credentials.integrity import add_proof
from ashilms.credentials.multibase import multikey
from ashilms.verification.credentials import BY_A_THIEF, NOT_AS_ISSUED
from tests.certified import PASSPHRASE
from tests.cli.test_certificates import TODAY, Held, found, held, patterns
from tests.cli.test_keys import KEYS, answered, folder_of

__all__ = ["found", "held", "patterns"]  # fixtures

pytestmark = pytest.mark.any_database


def kept(held: Held) -> Credential:
    with held.db() as db:
        credential = services.find_credential(db, held.row.id)
    assert credential is not None
    return credential


def forms_of(held: Held, name: str) -> list[Path]:
    """Write both forms of the credential that the certificate has now, each to a file."""
    credential = kept(held)
    return [
        held.written(str(text).encode(), f"{name}.{kind}")
        for kind, text in (("json", credential.document), ("jwt", credential.token))
    ]


def forged(held: Held, **changes: Any) -> bytes:
    """What the thief makes: the credential with changes, proven with the school's own key."""
    said = json.loads(str(kept(held).document)) | changes
    del said["proof"]
    key = proof_keys.load(folder_of(held), str(held.row.key), PASSPHRASE)
    method = f"{said['issuer']['id']}#{multikey(key.public_key())}"
    return json.dumps(add_proof(said, key, method, now=TODAY)).encode()


def published(held: Held) -> set[str]:
    """Return the names of the keys for which the school vouches."""
    settings = Settings(data_dir=held.site.folder, key_passphrase=PASSPHRASE)
    document = publishing.did_document(settings, site_of(held.row.as_payload()))
    return set(json.loads(document)["assertionMethod"])


def test_a_credential_of_a_stolen_key_is_signed_anew_and_a_thief_s_is_told_as_such(held: Held) -> None:
    """T26: other verifiers find the stolen key no more; the school tells what it keeps from what it doesn't."""
    old, forgery = forms_of(held, "old"), held.written(forged(held, name="Master"), "forged.json")
    before, place = json.loads(old[0].read_bytes()), kept(held).as_listed()
    assert before["proof"]["verificationMethod"] in published(held)
    code, told = answered(held, forgery)
    assert (code, told["authentic"], told["note"]) == (1, "no", NOT_AS_ISSUED)

    held.site.run("keys", "retire", str(held.row.key), "--stolen", "--reason", "The laptop is gone.")
    assert before["proof"]["verificationMethod"] not in published(held)
    assert [answered(held, file)[0] for file in old] == [0, 0]  # it is still the one that is kept
    held.site.run("jobs", "run")

    fresh = forms_of(held, "new")
    after = json.loads(fresh[0].read_bytes())
    assert after["proof"]["verificationMethod"] in published(held)
    assert {**after, "proof": None} == {**before, "proof": None}
    assert kept(held).as_listed() == place
    with pikepdf.open(BytesIO(held.pdf)) as opened:
        assert opened.attachments["credential.json"].get_file().read_bytes() == fresh[0].read_bytes()
    assert [answered(held, file)[0] for file in fresh] == [0, 0]
    for file in (*old, forgery):
        code, told = answered(held, file)
        assert (code, [told[key] for key in KEYS]) == (1, ["no", "could not check", "could not check", "no"])
        assert told["note"] == BY_A_THIEF


@pytest.mark.parametrize("stolen", [False, True])
def test_what_checks_credentials_comes_back_with_a_lost_folder(held: Held, stolen: bool) -> None:
    """T26: from the credential that is kept, which names the public half that proves it."""
    if stolen:
        held.site.run("keys", "retire", str(held.row.key), "--stolen")
        held.site.run("jobs", "run")
    files, vouched = forms_of(held, "kept"), published(held)
    assert len(vouched) == 2
    shutil.rmtree(folder_of(held))
    assert all(answered(held, file)[0] != 0 for file in files)
    held.site.run("keys", "recover")
    assert published(held) == vouched
    assert [answered(held, file)[0] for file in files] == [0, 0]
