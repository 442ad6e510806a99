"""Whether a credential's signature holds, and whose it is, as far as that can be told without fetching anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ashilms.credentials.answers import Fault, Said, issuer_id
from ashilms.credentials.integrity import SUITE, holds
from ashilms.credentials.limits import MOST_PROOFS
from ashilms.credentials.linked import Undefined, UnknownContext, as_list
from ashilms.credentials.moments import moment_of
from ashilms.credentials.multibase import PublicKey, fingerprint, from_multikey
from ashilms.credentials.reading import Read
from ashilms.credentials.tokens import ALGORITHMS, agrees, key_in, read_token, token_holds

SLACK = timedelta(minutes=5)
"""How far the clock of whoever signed may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of the signature: `by_issuer` where the key is that of an issuer who is known."""

    fault: Fault
    said: Said
    by_issuer: bool = False
    signer: str | None = None
    """The fingerprint of the key, where it did sign."""


def signature_of(
    found: Read,
    document: Mapping[str, Any],
    claims: Mapping[str, Any],
    known: Mapping[str, PublicKey] | None,
    *,
    now: datetime,
) -> Signed:
    """Return what became of the signature at the moment `now`; `known` are the issuer's keys, if they are known."""
    if found.token is not None:
        return _token_signature(found.token, document, claims, known)
    proofs = as_list(document.get("proof"))
    if not proofs:
        return Signed(
            Fault.UNSIGNED, Said(False, "It carries no signature, so anybody could have written it.")
        )
    if len(proofs) > MOST_PROOFS or not all(isinstance(proof, Mapping) for proof in proofs):
        return Signed(Fault.MALFORMED, Said(False, "Its signatures aren’t written as the standard says."))
    judged = [_proof_signature(document, proof, known, now) for proof in proofs]
    broken = [one for one in judged if one.said.answer is False]
    held = [one for one in judged if one.said.answer]
    return (broken or [one for one in held if one.by_issuer] or held or judged)[0]


def _proof_signature(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    known: Mapping[str, PublicKey] | None,
    now: datetime,
) -> Signed:
    if (proof.get("type"), proof.get("cryptosuite")) != ("DataIntegrityProof", SUITE) or not (
        {"@context", "previousProof", "domain", "challenge"}.isdisjoint(proof)
    ):
        return _unchecked("It is signed in a way that isn’t known here.")
    if proof.get("proofPurpose") != "assertionMethod":
        return Signed(Fault.SIGNATURE, Said(False, "Its signature was made for another purpose."))
    if "created" in proof and moment_of(proof["created"]) - now > SLACK:
        return _unchecked("By its own date it is signed in the future: a clock is wrong.")
    method = proof.get("verificationMethod")
    if known is None and (other := _not_its_issuers(method, document)) is not None:
        return other
    key = _key_of(method, known)
    return _without_key(known) if key is None else _proven(document, proof, key, known)


def _proven(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    key: PublicKey,
    known: Mapping[str, PublicKey] | None,
) -> Signed:
    """Return what became of a proof that names this key."""
    if not isinstance(key, Ed25519PublicKey):
        return Signed(Fault.SIGNATURE, Said(False, "The key that it names can’t have made such a signature."))
    try:
        good = holds(document, proof, key)
    except UnknownContext as problem:
        return _unchecked(str(problem))
    except Undefined as problem:
        return Signed(Fault.UNDEFINED, Said(False, str(problem)))
    return _signed(good, known, key)


def _token_signature(
    token: str, document: Mapping[str, Any], claims: Mapping[str, Any], known: Mapping[str, PublicKey] | None
) -> Signed:
    head, _ = read_token(token)
    if head.get("alg") not in ALGORITHMS:
        named = str(head.get("alg"))
        if named == "none" or named.startswith("HS"):
            return Signed(Fault.SIGNATURE, Said(False, "It is signed in a way that anybody could have used."))
        return _unchecked("It is signed in a way that isn’t known here.")
    if not agrees(claims, document):
        return Signed(
            Fault.MALFORMED, Said(False, "The token and the credential in it contradict each other.")
        )
    if known is None and "kid" in head and (other := _not_its_issuers(head["kid"], document)) is not None:
        return other
    carried = key_in(head)
    key = _key_of(head.get("kid"), known) or carried
    if known is not None and key is carried and carried is not None and carried not in known.values():
        return Signed(Fault.FOREIGN, Said(False, _FOREIGN))
    if key is None:
        return _without_key(known, named="kid" in head)
    return _signed(token_holds(token, key), known, key)


def _not_its_issuers(method: Any, document: Mapping[str, Any]) -> Signed | None:
    """Return what is said of a key that by its own name isn't that of an issuer who is not known, or `None`.

    A `did:key` is the key, so that any other is a stranger's; who else an issuer lets sign would have to be fetched.
    """
    issuer = issuer_id(document)
    named, _, part = method.partition("#") if isinstance(method, str) else ("", "", "")
    if issuer.startswith("did:key:"):
        own = named == issuer and part == issuer.removeprefix("did:key:")
        return None if own else Signed(Fault.FOREIGN, Said(False, _FOREIGN))
    return (
        None
        if named == issuer
        else _unchecked("It names a key that by its name isn’t its issuer’s, and nothing is fetched.")
    )


def _key_of(method: Any, known: Mapping[str, PublicKey] | None) -> PublicKey | None:
    """Return the key that an address names: of a known issuer theirs alone, else the one that it spells out itself."""
    if not isinstance(method, str):
        return None
    if known is not None:
        return known.get(method)
    try:
        return from_multikey(method.rpartition("#")[2])
    except ValueError:
        return None


_CHANGED = "It was changed after it was signed, or the signature is another’s."
_FOREIGN = "It is signed with a key that isn’t one of its issuer’s."


def _without_key(known: object, named: bool = True) -> Signed:
    if known is not None and named:
        return Signed(Fault.FOREIGN, Said(False, _FOREIGN))
    if named:
        return _unchecked("The key that it names isn’t at hand, and nothing is fetched.")
    return _unchecked("It doesn’t say which key it is signed with.")


def _signed(good: bool, known: object, key: PublicKey) -> Signed:
    if not good:
        return Signed(Fault.SIGNATURE, Said(False, _CHANGED))
    return Signed(Fault.NONE, Said(True, "It is as it was signed."), known is not None, fingerprint(key))


def _unchecked(why: str) -> Signed:
    return Signed(Fault.NONE, Said(None, why))
