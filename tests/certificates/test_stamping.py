"""Timestamps: a real authority on this machine, what it may do wrong, and what may become of a stamp."""

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, core
from click.testing import CliRunner
from flask import Response
from flask.cli import ScriptInfo

from ashilms.certificates.rules import Status, canonical
from ashilms.certificates.signing import (
    Authority,
    NoTimestamp,
    Seal,
    Stamp,
    check_in_process,
    check_pdf,
    seal_of,
    sign_pdf,
    stamping,
)
from ashilms.certificates.signing.seals import LARGEST_ANSWER
from ashilms.cli import group
from ashilms.config import Settings, load
from ashilms.documents.conformance import find_flaws
from ashilms.files import services as files
from ashilms.operations import machine
from ashilms.operations.rules import check
from tests.certificates import forgeries
from tests.certificates.conftest import SIGNED_AT, Issued, Stage
from tests.certificates.test_signing import changed, said_by
from tests.schooling import text_of
from tests.stamping import Tsa, answered, found, keys_of_tsa, tsa

__all__ = ["keys_of_tsa", "tsa"]  # fixtures


def signed_by(issued: Issued, authority: Authority) -> bytes:
    return sign_pdf(
        issued.unsigned, issued.key, reason="Issued", name="Harbour", now=SIGNED_AT, authority=authority
    )


def beside(signed: bytes, *attributes: cms.CMSAttribute) -> bytes:
    """Return the file with these attributes beside the signature, in the place of what is there."""
    signer = signer_of(signed)
    names = ("version", "sid", "digest_algorithm", "signed_attrs", "signature_algorithm", "signature")
    kept = {name: signer[name] for name in names}
    if attributes:
        kept["unsigned_attrs"] = cms.CMSAttributes(attributes)
    held = cms.ContentInfo.load(forgeries.message_of(signed)[0])["content"]
    whole = {
        name: held[name] for name in ("version", "digest_algorithms", "encap_content_info", "certificates")
    }
    content = cms.SignedData(whole | {"signer_infos": [cms.SignerInfo(kept)]})
    message = cms.ContentInfo({"content_type": "signed_data", "content": content}).dump()
    return forgeries.with_message(signed, message)


def signer_of(signed: bytes) -> cms.SignerInfo:
    """Return who signed, and what is beside the signature."""
    return cms.ContentInfo.load(forgeries.message_of(signed)[0])["content"]["signer_infos"][0]


class TestStamped:
    def test_it_is_whole_and_says_when_and_by_whom(self, issued: Issued, tsa: Tsa) -> None:
        signed = signed_by(issued, tsa.authority)
        check = check_pdf(signed, issued.trusted, roots=tsa.authority.roots)
        assert (check.seal, check.payload) == (Seal.WHOLE, canonical(issued.payload))
        assert check.stamp is not None
        assert check.stamp.by == "Harbour tsa"
        assert check.stamp.at is not None
        assert abs(check.stamp.at - datetime.now(UTC)) < timedelta(minutes=2)
        assert check_in_process(signed, issued.trusted, roots=tsa.authority.roots) == check
        assert len(tsa.asked) == 1

    def test_other_programs_find_it_valid_and_sound(self, issued: Issued, tsa: Tsa, tmp_path: Path) -> None:
        path = tmp_path / "stamped.pdf"
        path.write_bytes(signed_by(issued, tsa.authority))
        said = said_by("pdfsig", "-nocert", path)
        assert "Signature is Valid" in said
        assert "Total document signed" in said
        assert "No syntax or stream encoding errors found" in said_by("qpdf", "--check", path)
        assert find_flaws(path.read_bytes()) == []
        signer = signer_of(path.read_bytes())
        token, signature = signer["unsigned_attrs"][0]["values"][0].dump(), signer["signature"].native
        (tmp_path / "token").write_bytes(token)
        (tmp_path / "signature").write_bytes(signature)
        verified = said_by(
            "openssl", "ts", "-verify", "-token_in", "-in", tmp_path / "token", "-data", tmp_path / "signature",
            "-CAfile", tsa.roots,
        )  # fmt: skip
        assert "Verification: OK" in verified  # the chain below the root is in the token

    def test_one_that_signs_by_rsa_is_taken(self, issued: Issued, tsa: Tsa, tmp_path: Path) -> None:
        other = found(tmp_path, "rsa")
        tsa.answer = lambda query: answered(other.reply(query))
        signed = signed_by(issued, Authority(tsa.address, (other.root,)))
        stamp = check_pdf(signed, issued.trusted, roots=[other.root]).stamp
        assert stamp is not None
        assert stamp.at is not None

    def test_a_user_and_a_password_are_sent_and_never_shown(self, issued: Issued, tsa: Tsa) -> None:
        told = Authority(tsa.address.replace("//", "//school:s%40cret@"), (tsa.root,))
        signed_by(issued, told)
        assert tsa.asked[0]["Authorization"] == "Basic c2Nob29sOnNAY3JldA=="
        assert "cret" not in repr(told)

    def test_without_an_authority_nothing_is_different(self, issued: Issued) -> None:
        assert check_pdf(issued.signed, issued.trusted).stamp is None
        assert len(forgeries.message_of(issued.signed)[0]) < 2000


def wrong_imprint(tsa: Tsa, query: bytes) -> Response:
    return answered(tsa.reply_to_another(query))


WRONG: dict[str, tuple[Callable[[Tsa, bytes], Response], str]] = {
    "garbage": (lambda tsa, query: answered(b"\x30\x82garbage"), "no timestamp that can be used"),
    "nothing": (lambda tsa, query: answered(b""), "no timestamp that can be used"),
    "a page": (lambda tsa, query: answered(b"<html>", kind="text/html"), "HTTP 200, text/html"),
    "an error": (lambda tsa, query: answered(b"", 503), "HTTP 503"),
    "another address": (
        lambda tsa, query: Response(status=302, headers={"Location": tsa.address}),
        "HTTP 302",
    ),
    "a refusal": (lambda tsa, query: answered(tsa.reply(query[:-1])), "\"time_stamp_token\" is missing"),
    "one of other bytes": (wrong_imprint, "isn’t of this signature"),
    "a byte changed": (lambda tsa, query: answered(changed(tsa.reply(query), -5, 1)), "isn’t of this signature"),
    "an earlier answer": (lambda tsa, query: answered((tsa.folder / "earlier").read_bytes()), "no timestamp"),
    "too much": (lambda tsa, query: answered(bytes(LARGEST_ANSWER + 1)), "more than 16384 bytes"),
}  # fmt: skip


class TestRefused:
    """What an authority may do wrong: nothing is given out, and it is said why."""

    @pytest.mark.parametrize("what", WRONG)
    def test_a_wrong_answer_is_told(self, what: str, issued: Issued, tsa: Tsa) -> None:
        if what == "an earlier answer":
            signed_by(issued, tsa.authority)
            (tsa.folder / "earlier").write_bytes((tsa.folder / "reply").read_bytes())
        answer, says = WRONG[what]
        tsa.answer = lambda query: answer(tsa, query)
        with pytest.raises(NoTimestamp, match=re.escape(says)):
            signed_by(issued, tsa.authority)

    def test_one_that_does_not_answer(self, issued: Issued, tsa: Tsa) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        with pytest.raises(NoTimestamp, match="gave no timestamp"):
            signed_by(issued, Authority(address, (tsa.root,)))

    def test_one_that_answers_byte_by_byte(
        self, issued: Issued, tsa: Tsa, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def drip() -> Iterator[bytes]:
            for _ in range(100):
                time.sleep(0.1)
                yield b"\x30"

        monkeypatch.setattr(stamping, "PATIENCE", 0.5)
        tsa.answer = lambda query: Response(drip(), content_type="application/timestamp-reply")
        begun = time.monotonic()
        with pytest.raises(NoTimestamp):
            signed_by(issued, tsa.authority)
        assert time.monotonic() - begun < 5

    def test_one_for_whom_nobody_vouches(self, issued: Issued, tsa: Tsa, tmp_path: Path) -> None:
        with pytest.raises(NoTimestamp, match="isn’t vouched for"):
            signed_by(issued, Authority(tsa.address, (found(tmp_path).root,)))


class TestWhatBecameOfIt:
    """A timestamp lies in the gap, where our signature covers nothing: what is there must be exactly what we wrote."""

    def test_whom_nobody_vouches_for_says_no_time(self, issued: Issued, tsa: Tsa) -> None:
        check = check_pdf(signed_by(issued, tsa.authority), issued.trusted)
        assert (check.seal, check.stamp) == (Seal.WHOLE, Stamp())

    def test_something_in_the_padding(self, issued: Issued, tsa: Tsa) -> None:
        signed = signed_by(issued, tsa.authority)
        message, room = forgeries.message_of(signed)
        for padding in (bytes(room - 1) + b"\x01", b"\x01" + bytes(room - 1)):
            assert seal_of(forgeries.with_message(signed, message, padding), issued.trusted) is Seal.PADDED

    def test_taken_off_exchanged_doubled_or_with_another_beside(self, issued: Issued, tsa: Tsa) -> None:
        signed = signed_by(issued, tsa.authority)
        own, other = signer_of(signed)["unsigned_attrs"][0], {"type": "1.2.3.4", "values": [core.Null()]}
        of_another = {
            "type": "signature_time_stamp_token",
            "values": [cms.ContentInfo.load(signed_in(tsa, tsa.reply, bytes(32)))],
        }
        assert beside(signed, own) == signed
        for what, attributes in {
            "taken off": [],
            "of another": [of_another],
            "one beside": [own, other],
            "two": [own, of_another],
        }.items():
            data = beside(
                signed, *(cms.CMSAttribute(one) if isinstance(one, dict) else one for one in attributes)
            )
            assert check_pdf(data, issued.trusted, roots=tsa.authority.roots).seal is Seal.PADDED, what

    def test_any_byte_changed_is_found(self, issued: Issued, tsa: Tsa) -> None:
        """Every 61st digit of the message, and some of the padding: none leaves the seal and the time."""
        signed = signed_by(issued, tsa.authority)
        start, stop = forgeries.gap(signed)
        end = start + 1 + 2 * len(forgeries.message_of(signed)[0])
        before = check_pdf(signed, issued.trusted, roots=tsa.authority.roots)
        assert before.whole
        for place in [*range(start, end, 61), *range(end, stop, 5003)]:
            for flip in (0x01, 0x20):
                data = changed(signed, place, flip)
                check = check_pdf(data, issued.trusted, roots=tsa.authority.roots)
                assert not check.whole or check.stamp == Stamp(), (place - start, flip)


def signed_in(tsa: Tsa, reply: Callable[[bytes], bytes], imprint: bytes) -> bytes:
    """Return the timestamp in what is replied, in the form that we write."""
    from asn1crypto import tsp

    from ashilms.certificates.signing.tokens import tidied

    digest = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint}
    query = tsp.TimeStampReq({"version": 1, "message_imprint": digest, "cert_req": True})
    return tidied(tsp.TimeStampResp.load(reply(query.dump()))["time_stamp_token"].dump())


def test_without_its_timestamp_a_certificate_is_not_given_out_and_a_job_takes_it_up(
    stage: Stage, tsa: Tsa, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The approval stands, the number verifies as nothing, and the log says why; then it is stamped and says when."""
    ours = stage.app.extensions["ashilms"]
    told = replace(ours.settings, timestamp_url=tsa.address, timestamp_roots=str(tsa.roots))
    monkeypatch.setattr(ours, "settings", told)
    tsa.answer = lambda query: answered(b"", 503)
    stage.approve(stage.browser("dee"))
    row = stage.row()
    assert (row.status, row.file, stage.verified()) == (Status.FAILED, None, [404, 404])
    assert "HTTP 503" in str(row.failure)
    assert "timestamp_failed" in [getattr(record, "event", None) for record in caplog.records]
    stage.run(minutes=2)
    assert (stage.row().status, stage.verified()) == (Status.FAILED, [404, 404])

    tsa.answer = None
    stage.run(hours=7)
    assert (stage.row().status, stage.is_kept_whole()) == (Status.VALID, True)
    pdf = tmp_path / "given.pdf"
    pdf.write_bytes(files.read(files.in_folder(stage.data / "files"), str(stage.row().file)))
    assert told_of(stage, pdf)[0].endswith("at the latest, vouched for by Harbour tsa")
    assert told_of(stage, pdf)[1]["answer"] == "yes"

    monkeypatch.setattr(ours, "settings", replace(told, timestamp_url="", timestamp_roots=""))
    shown, data = told_of(stage, pdf)
    assert shown == "Could not check: nobody whom this site knows vouches for it."
    assert data == {"answer": "could not check", "at": None, "by": None}


def told_of(stage: Stage, pdf: Path) -> tuple[str, dict[str, str | None]]:
    """Return what the page and the command say of the time in a file that is valid in every answer."""
    with pdf.open("rb") as file:
        page = text_of(stage.browser().post("/verify/pdf", data={"pdf": (file, "a.pdf")}))
    found = re.search(r"Time of signing</dt> ?<dd[^>]*>(.+?)</dd>", page)
    assert found, page
    asked = ScriptInfo(create_app=lambda: stage.app)
    done = CliRunner().invoke(group, ["verify", str(pdf), "--json"], obj=asked)
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (done.exit_code, said["valid"]) == (0, True)
    return found[1].strip(), said["timestamp"]


def settings_of(**values: object) -> Settings:
    """Return settings as they are read where a site starts."""
    return load(("test", {f"ASHILMS_TIMESTAMP_{name.upper()}": value for name, value in values.items()}))[0]


def test_the_doctor_says_whether_an_authority_gives_a_timestamp(tsa: Tsa, tmp_path: Path) -> None:
    settings = settings_of(url=tsa.address, roots=str(tsa.roots))
    assert check("timestamps", machine.timestamps, Settings()).ok
    seen = check("timestamps", machine.timestamps, settings)
    assert (seen.ok, seen.finding) == (True, "Harbour tsa vouches for times")
    tsa.answer = lambda query: answered(b"", 503)
    down = check("timestamps", machine.timestamps, settings)
    assert (down.ok, "HTTP 503" in down.finding) == (False, True)
    (tmp_path / "empty.pem").touch()
    empty = check(
        "timestamps", machine.timestamps, replace(settings, timestamp_roots=str(tmp_path / "empty.pem"))
    )
    assert (empty.ok, "ASHILMS_TIMESTAMP_ROOTS" in empty.finding) == (False, True)


@pytest.mark.parametrize(
    "address",
    ["ftp://tsa.example", "tsa.example", "http://school:s3cret@tsa.example/", "https://school@tsa.example"],
)
def test_an_address_that_cannot_be_asked_is_refused_and_not_repeated(tsa: Tsa, address: str) -> None:
    with pytest.raises(ValueError, match="ASHILMS_TIMESTAMP_URL is no address") as refused:
        settings_of(url=address, roots=str(tsa.roots))
    assert "s3cret" not in str(refused.value)


def test_an_authority_needs_roots_that_are_there() -> None:
    with pytest.raises(ValueError, match="needs ASHILMS_TIMESTAMP_ROOTS"):
        settings_of(url="https://school:word@tsa.example:318/stamp")
    with pytest.raises(ValueError, match="where there is no file"):
        settings_of(roots="/nowhere/roots.pem")
