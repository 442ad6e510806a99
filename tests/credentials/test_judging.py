"""Credentials as they are issued, and what happens to them on the way to whoever is shown them."""

import base64
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import ECKey

from ashilms.credentials import apart, linked
from ashilms.credentials.answers import Fault, Judgement
from ashilms.credentials.apart import judge_in_process
from ashilms.credentials.integrity import add_proof
from ashilms.credentials.judging import judge, lists_for
from ashilms.credentials.multibase import multikey
from ashilms.credentials.status_lists import list_credential
from ashilms.credentials.tokens import jwk_of, sign_token
from tests.credentials.conftest import (
    EC,
    ED,
    ISSUER,
    KNOWN,
    LISTS,
    METHOD,
    NOW,
    OTHER,
    TOKEN_METHOD,
    Make,
    lists,
    written,
)

REVOKED, SUSPENDED = "revocation", "suspension"


def answers(found: Judgement) -> tuple[Any, ...]:
    return tuple(one.answer for one in (found.authentic, found.in_date, found.stands, found.issuer_known))


def ask(document: Any, **different: Any) -> Judgement:
    data = document if isinstance(document, bytes) else written(document)
    return judge(data, **({"now": NOW, "issuers": KNOWN, "lists": lists()} | different))


def test_what_was_issued_is_good_in_every_answer(signed: dict[str, Any]) -> None:
    assert answers(ask(signed)) == (True, True, True, True)


def test_the_same_is_found_in_a_process_with_limits(signed: dict[str, Any]) -> None:
    given: dict[str, Any] = {"now": NOW, "issuers": KNOWN, "lists": lists()}
    assert judge_in_process(written(signed), **given) == judge(written(signed), **given)


def test_one_file_is_looked_at_at_a_time(signed: dict[str, Any]) -> None:
    """What doesn't get its turn in time is told so, and no worker's thread waits longer for it."""
    given: dict[str, Any] = {"now": NOW, "issuers": KNOWN, "lists": lists()}
    with apart._GATE:
        found = judge_in_process(written(signed), **given, seconds=1)
    assert (found.fault, found.authentic.answer, "Try again" in found.authentic.why) == (
        Fault.NONE,
        None,
        True,
    )
    assert judge_in_process(written(signed), **given).authentic.answer is True


def test_a_token_is_good_in_every_answer(plain: Make) -> None:
    assert answers(ask(sign_token(plain(), EC, TOKEN_METHOD).encode())) == (True, True, True, True)


def test_signing_twice_gives_the_same_bytes(plain: Make, signed: dict[str, Any]) -> None:
    assert add_proof(plain(), ED, METHOD, now=NOW) == signed


def change(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(document))
    *way, last = path.split("/")
    part: Any = changed
    for step in way:
        part = part[int(step) if step.isdigit() else step]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return changed


FORGERIES: dict[str, tuple[str, Any, Fault]] = {
    "another holder": ("credentialSubject/identifier/0/identityHash", "Mal Lory", Fault.SIGNATURE),
    "a later end": ("validUntil", "2038-11-23T23:59:59Z", Fault.SIGNATURE),
    "no end": ("validUntil", None, Fault.SIGNATURE),
    "an earlier beginning": ("validFrom", "2016-11-24T00:00:00Z", Fault.SIGNATURE),
    "a finer school": ("issuer/name", "Harbor School", Fault.SIGNATURE),
    "a wider scope": ("credentialSubject/achievement/description", "two-foot work", Fault.SIGNATURE),
    "no status": ("credentialStatus", None, Fault.SIGNATURE),
    "another place on the list": ("credentialStatus/0/statusListIndex", "3", Fault.SIGNATURE),
    "another list": ("credentialStatus/0/statusListCredential", "https://mal.example/list", Fault.SIGNATURE),
    "another type": ("type", ["VerifiableCredential"], Fault.SIGNATURE),
    "an added word of the context": ("description", "the best", Fault.SIGNATURE),
    "an added word of nobody's": ("grade", "A+", Fault.UNDEFINED),
    "a status hidden in a list of lists": ("credentialStatus", [[{"type": "x"}]], Fault.MALFORMED),
    "another context first": ("@context", ["https://www.w3.org/2018/credentials/v1"], Fault.NONE),
    "a context of one's own": ("@context", [linked.CREDENTIALS_V2, {"name": "ex:name"}], Fault.NONE),
    "a context fewer": ("@context", [linked.CREDENTIALS_V2], Fault.UNDEFINED),
    "the proof's date": ("proof/created", "2026-11-25T00:00:00Z", Fault.SIGNATURE),
    "the proof's purpose": ("proof/proofPurpose", "authentication", Fault.SIGNATURE),
    "the proof's key": ("proof/verificationMethod", f"{ISSUER}#other", Fault.FOREIGN),
    "the proof's suite": ("proof/cryptosuite", "eddsa-jcs-2022", Fault.NONE),
    "no proof": ("proof", None, Fault.UNSIGNED),
    "an empty proof": ("proof", [], Fault.UNSIGNED),
    "a proof that is none": ("proof", ["x"], Fault.MALFORMED),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGERIES)
def test_what_was_edited_is_never_authentic(signed: dict[str, Any], what: str) -> None:
    """T24."""
    path, value, fault = FORGERIES[what]
    found = ask(change(signed, path, value))
    assert found.fault is fault, found
    assert found.authentic.answer is (None if fault is Fault.NONE else False)


def test_a_self_made_credential_in_a_known_name_is_foreign(plain: Make) -> None:
    named = f"{ISSUER}#{multikey(OTHER.public_key())}"
    found = ask(add_proof(plain(), OTHER, named, now=NOW))
    assert (found.fault, found.issuer_known.answer) == (Fault.FOREIGN, False)


def test_a_look_alike_issuer_is_unknown(plain: Make) -> None:
    """T22: a homoglyph in the host is another host."""
    issuer = {"id": "did:web:xn--schl-55da.example:training", "type": ["Profile"], "name": "x"}
    named = f"{issuer['id']}#{multikey(OTHER.public_key())}"
    found = ask(add_proof(plain(issuer=issuer), OTHER, named, now=NOW))
    assert answers(found) == (True, True, None, False)


def test_a_second_proof_by_a_stranger_is_not_taken_for_the_first(signed: dict[str, Any], plain: Make) -> None:
    other = add_proof(plain(), OTHER, f"{ISSUER}#mine", now=NOW)["proof"]
    assert ask(signed | {"proof": [signed["proof"], other]}).authentic.answer is False


@pytest.mark.parametrize(("marked", "fault"), [(REVOKED, Fault.REVOKED), (SUSPENDED, Fault.SUSPENDED)])
def test_what_its_issuer_withdrew_does_not_stand(signed: dict[str, Any], marked: str, fault: Fault) -> None:
    found = ask(signed, lists=lists(marked=marked))
    assert (found.fault, answers(found)) == (fault, (True, True, False, True))


def test_a_list_from_before_a_revocation_is_no_answer(signed: dict[str, Any]) -> None:
    """T25: after a day a copy of the list says by its date that it is old."""
    old = lists(now=NOW - timedelta(hours=25))
    assert ask(signed, lists=old).stands.answer is None
    assert ask(signed, lists=lists(now=NOW - timedelta(hours=23))).stands.answer is True


def test_a_list_by_a_stranger_or_of_another_purpose_is_no_answer(signed: dict[str, Any]) -> None:
    assert ask(signed, lists=lists(key=OTHER)).stands.answer is None
    good = lists()
    swapped = {LISTS[REVOKED]: good[LISTS[SUSPENDED]], LISTS[SUSPENDED]: good[LISTS[REVOKED]]}
    assert ask(signed, lists=swapped).stands.answer is None
    assert ask(signed, lists={}).stands.answer is None
    assert ask(signed, lists={LISTS[REVOKED]: good[LISTS[REVOKED]]}).stands.answer is None


def test_a_day_after_its_end_it_is_out_of_date_and_still_authentic(signed: dict[str, Any]) -> None:
    later = NOW + timedelta(days=3 * 366)
    found = ask(signed, now=later, lists=lists(now=later))
    assert (found.fault, answers(found)) == (Fault.EXPIRED, (True, False, True, True))


def test_before_its_beginning_a_clock_is_wrong(signed: dict[str, Any]) -> None:
    earlier = NOW - timedelta(days=365)
    assert ask(signed, now=earlier, lists=lists(now=earlier)).in_date.answer is None


HIDING = ("validUntil", "credentialStatus")


@pytest.mark.parametrize("name", HIDING)
def test_what_is_signed_cannot_be_hidden_in_another_part(signed: dict[str, Any], name: str) -> None:
    """The statements stay the same and stay signed, and whoever reads the JSON no longer finds them at the top."""
    moved = {key: value for key, value in signed.items() if key != name}
    for way in ("@included", "@reverse", "@graph"):
        found = ask(moved | {way: [{"id": signed["id"], name: signed[name]}]})
        assert (found.fault, found.authentic.answer) == (Fault.UNDEFINED, False)


def test_a_forged_top_that_is_not_signed_is_refused(signed: dict[str, Any]) -> None:
    """A thing named by an address that is none is left out of what is signed, with all that it says."""
    genuine = {name: value for name, value in signed.items() if name not in ("@context", "proof")}
    for address in ("http://a b", "nowhere", "http://a<b"):
        forged = signed | {"id": address, "validUntil": "2099-01-01T00:00:00Z", "evidence": [genuine]}
        assert ask(forged).authentic.answer is False
        forged = signed | {
            "credentialSubject": {"id": address, "type": ["AchievementSubject"]},
            "@included": [genuine],
        }
        assert ask(forged).authentic.answer is False


# ---------------------------------------------------------------- tokens


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_without_a_signature_is_refused(plain: Make) -> None:
    claims = {**plain(), "iss": ISSUER}
    found = ask(f"{part({'alg': 'none', 'kid': TOKEN_METHOD})}.{part(claims)}.".encode())
    assert (found.fault, found.authentic.answer) == (Fault.SIGNATURE, False)


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(plain: Make) -> None:
    pem = EC.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for said in ("HS256", "ES256"):
        start = f"{part({'alg': said, 'kid': TOKEN_METHOD})}.{part(plain())}"
        mac = base64.urlsafe_b64encode(hmac.digest(pem, start.encode(), "sha256")).decode().rstrip("=")
        found = ask(f"{start}.{mac}".encode())
        assert (found.fault, found.authentic.answer) == (Fault.SIGNATURE, False)


def test_a_word_written_as_its_full_address_is_refused(signed: dict[str, Any]) -> None:
    """The statement stays the same and stays signed, and whoever reads the JSON no longer sees it."""
    hidden = {name: value for name, value in signed.items() if name != "validUntil"}
    moment = {"type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": signed["validUntil"]}
    found = ask(hidden | {"https://www.w3.org/2018/credentials#validUntil": moment})
    assert (found.fault, found.authentic.answer) == (Fault.UNDEFINED, False)


def test_a_token_with_a_key_of_its_own_is_foreign_in_a_known_name(plain: Make) -> None:

    mine = ec.generate_private_key(ec.SECP256R1())
    head = {"alg": "ES256", "jwk": jwk_of(mine.public_key())}
    token = jws.serialize_compact(head, written(plain()), ECKey.import_key(mine), algorithms=["ES256"])
    assert ask(token.encode()).fault is Fault.FOREIGN
    assert answers(ask(token.encode(), issuers={})) == (True, True, None, False)


def test_a_token_that_names_no_key_could_not_be_checked(plain: Make) -> None:
    _, claims, signature = sign_token(plain(), EC, TOKEN_METHOD).split(".")
    bare = part({"alg": "ES256", "typ": "JWT"})
    found = ask(f"{bare}.{claims}.{signature}".encode())
    assert (found.fault, found.authentic.answer) == (Fault.NONE, None)


def test_a_token_that_contradicts_its_credential_is_refused(plain: Make) -> None:
    document = plain()
    head, _, _ = sign_token(document, EC, TOKEN_METHOD).split(".")
    for claim, value in (("iss", "did:web:other.example"), ("jti", "urn:x:y")):
        token = f"{head}.{part({**document, claim: value})}.AAAA"
        assert ask(token.encode()).fault is Fault.MALFORMED


def test_a_token_with_two_credentials_is_not_read_as_one_of_them(plain: Make) -> None:
    """A reader of version 1 takes what is under `vc`, one of version 2 what the claims are themselves."""
    whole, key = plain(), ECKey.import_key(EC)
    head = {"alg": "ES256", "typ": "JWT", "kid": TOKEN_METHOD}

    def judged(claims: dict[str, Any]) -> Judgement:
        return ask(jws.serialize_compact(head, written(claims), key, algorithms=["ES256"]).encode())

    assert judged({"iss": ISSUER, "vc": whole}).authentic.answer is True
    assert judged(plain(name="Level 2") | {"vc": whole}).fault is Fault.UNREADABLE
    assert judged(whole | {"vc": "else"}).fault is Fault.UNREADABLE


def test_a_proof_by_a_key_of_another_sort_is_bad_and_not_a_stranger_s(plain: Make) -> None:
    found = ask(add_proof(plain(), OTHER, TOKEN_METHOD, now=NOW))
    assert (found.fault, found.authentic.answer, found.issuer_known.answer) == (Fault.SIGNATURE, False, None)


@pytest.mark.parametrize("claim", ["nbf", "exp"])
@pytest.mark.parametrize("value", ["soon", True, [1], -1, 10**20])
def test_dates_of_a_token_that_are_none_are_refused(plain: Make, claim: str, value: Any) -> None:
    head, _, _ = sign_token(plain(), EC, TOKEN_METHOD).split(".")
    assert ask(f"{head}.{part({**plain(), claim: value})}.AAAA".encode()).fault is Fault.MALFORMED


def test_a_place_beyond_the_list_is_no_answer(plain: Make) -> None:
    document = change(plain(), "credentialStatus/0/statusListIndex", "131072")
    assert ask(add_proof(document, ED, METHOD, now=NOW)).stands.answer is None


# ---------------------------------------------------------------- whose key, whose list, of which day


def issued_by(address: str) -> dict[str, Any]:
    return {"id": address, "type": ["Profile"], "name": "A"}


ED_NAME, OTHER_NAME = multikey(ED.public_key()), multikey(OTHER.public_key())
STRANGERS = {
    (f"did:key:{ED_NAME}", f"did:key:{ED_NAME}#{ED_NAME}", "ed"): True,
    (f"did:key:{ED_NAME}", f"did:key:{OTHER_NAME}#{OTHER_NAME}", "other"): False,
    (f"did:key:{ED_NAME}", f"did:key:{ED_NAME}#{OTHER_NAME}", "other"): False,
    ("did:web:famous.example", f"did:web:famous.example#{OTHER_NAME}", "other"): True,
    ("did:web:famous.example", f"did:web:evil.example#{OTHER_NAME}", "other"): None,
    ("https://famous.example", f"https://evil.example#{OTHER_NAME}", "other"): None,
}


@pytest.mark.parametrize("case", STRANGERS)
def test_a_key_is_an_unknown_issuers_only_by_its_own_name(plain: Make, case: tuple[str, str, str]) -> None:
    issuer, method, who = case
    key = {"ed": ED, "other": OTHER}[who]
    found = ask(add_proof(plain(issuer=issued_by(issuer)), key, method, now=NOW), issuers={})
    assert found.authentic.answer is STRANGERS[case], found


def listed_by(issuer: str, key: Any, method: str, **different: Any) -> dict[str, bytes]:
    made = {
        address: list_credential(address, issuer, purpose, [7], now=NOW) | different
        for purpose, address in LISTS.items()
    }
    return {address: written(add_proof(one, key, method, now=NOW)) for address, one in made.items()}


def test_a_list_of_an_unknown_issuer_is_by_the_credentials_own_key(plain: Make) -> None:
    who = "did:web:famous.example"
    signed = add_proof(plain(issuer=issued_by(who)), ED, f"{who}#{ED_NAME}", now=NOW)
    own, theirs = listed_by(who, ED, f"{who}#{ED_NAME}"), listed_by(who, OTHER, f"{who}#{OTHER_NAME}")
    assert ask(signed, issuers={}, lists=own).stands.answer is True
    assert ask(signed, issuers={}, lists=theirs).stands.answer is None


def test_a_list_is_not_taken_for_another(signed: dict[str, Any]) -> None:
    good, other = lists(), {}
    for purpose, address in LISTS.items():
        elsewhere = list_credential(f"{address}2", ISSUER, purpose, [7], now=NOW)
        other[address] = written(add_proof(elsewhere, ED, METHOD, now=NOW))
    assert ask(signed, lists=other).stands.answer is None
    assert lists_for(written(signed), [*good.values(), b"junk", *other.values()]) == good


@pytest.mark.parametrize("different", [
    {"type": ["VerifiableCredential"]},
    {"validUntil": "2036-01-01T00:00:00Z", "validFrom": "2026-11-28T00:00:00Z"},
    {"credentialSubject": {"id": "urn:x:y", "type": "BitstringStatusListEntry"}},
])  # fmt: skip
def test_what_is_no_list_of_today_is_no_answer(signed: dict[str, Any], different: dict[str, Any]) -> None:
    assert ask(signed, lists=listed_by(ISSUER, ED, METHOD)).stands.answer is True
    assert ask(signed, lists=listed_by(ISSUER, ED, METHOD, **different)).stands.answer is None


def test_an_old_list_tells_of_revocations_alone(signed: dict[str, Any]) -> None:
    """What was suspended may have been reinstated since; what was revoked is so for good."""
    old = NOW - timedelta(days=300)
    assert ask(signed, lists=lists(marked=REVOKED, now=old)).fault is Fault.REVOKED
    assert ask(signed, lists=lists(marked=SUSPENDED, now=old)).stands.answer is None


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_beyond_all_years_is_refused(plain: Make, moment: str) -> None:
    found = ask(add_proof(plain(validUntil=moment), ED, METHOD, now=NOW))
    assert found.fault is Fault.MALFORMED


def test_which_way_a_text_runs_is_not_signed_and_refused(signed: dict[str, Any]) -> None:
    turned = {"@value": "Every requirement was met.", "@direction": "rtl"}
    assert (
        ask(change(signed, "credentialSubject/achievement/criteria/narrative", turned)).fault
        is Fault.UNDEFINED
    )


def test_a_proof_of_the_future_or_of_no_day_is_not_authentic(plain: Make, signed: dict[str, Any]) -> None:
    assert ask(add_proof(plain(), ED, METHOD, now=NOW + timedelta(days=1))).authentic.answer is None
    assert ask(change(signed, "proof/created", "yesterday")).fault is Fault.MALFORMED


def test_a_mark_of_byte_order_is_no_part_of_it(signed: dict[str, Any]) -> None:
    assert answers(ask(b"\xef\xbb\xbf" + written(signed))) == (True, True, True, True)
