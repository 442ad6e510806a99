"""Keys by command: made, listed, changed, ended; and the drills of a key that is lost, and of one that is stolen."""

import base64
import json
import logging
import re
import shutil
import stat
import tarfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from ashilms.audit.models import AuditRecord
from ashilms.certificates import keys as keystore
from ashilms.certificates.drawing import certificate_pdf
from ashilms.certificates.models import CertificateFile
from ashilms.certificates.signing import check_pdf, sign_pdf
from ashilms.jobs.models import Job
from ashilms.notices.models import Mail, Notice
from tests.certified import PASSPHRASE, rendered
from tests.cli.conftest import Site
from tests.cli.test_certificates import TODAY, Held, found, held, patterns

__all__ = ["found", "held", "patterns"]  # fixtures

pytestmark = pytest.mark.any_database

KEYS = ["authentic", "in_date", "stands", "issuer_known"]


def folder_of(held: Held) -> Path:
    return held.site.folder / "keys"


def listed(site: Site) -> list[tuple[str, str]]:
    return [(key["kid"], key["state"]) for key in json.loads(site.run("keys", "list", "--json").out)]


def answered(held: Held, what: str | Path) -> tuple[int, dict[str, object]]:
    said = held.site.run("verify", what, "--json")
    return said.code, json.loads(said.out)


# create, list, rotate, retire


def test_a_rotated_key_signs_from_now_on_and_the_one_before_goes_on_verifying(held: Held) -> None:
    """T26."""
    pdf = held.written(held.pdf)
    [old] = json.loads(held.site.command("keys", "list", "--json").out)
    assert old == {"kid": held.row.key, "created": old["created"], "state": "active", "ended": None}
    assert datetime.fromisoformat(old["created"].replace(" ", "T")) == TODAY
    [told] = held.site.command("keys", "rotate").lines
    kid = re.fullmatch(r"Key ([0-9a-f]{16}) signs from now on\.", told)[1]
    assert listed(held.site) == [(old["kid"], "retired"), (kid, "active")]
    assert [line.split()[:2] for line in held.site.run("keys", "list").lines] == [
        [old["kid"], "retired"], [kid, "active"],
    ]  # fmt: skip
    assert held.site.run("verify", pdf).code == 0
    held.site.run("certificates", "revoke", held.number, "--reason", "To begin anew.")
    held.issue("ana", "dee")
    assert (held.row.key, held.site.run("verify", held.written(held.pdf)).code) == (kid, 0)


def test_a_key_is_created_where_none_signs_and_only_there(held: Held) -> None:
    kid = str(held.row.key)
    assert (
        held.site.run("keys", "create").error
        == f"Key {kid} signs already. To change it, run: ashilms keys rotate"
    )
    said = held.site.run("keys", "retire", kid, "--reason", "It is old.", "--json")
    told = json.loads(said.out)
    assert (told["kid"], told["state"], told["to_press"]) == (kid, "retired", 0)
    new = json.loads(held.site.run("keys", "create", "--json").out)["kid"]
    assert listed(held.site) == [(kid, "retired"), (new, "active")]
    with held.db() as db:
        acts = select(AuditRecord.action, AuditRecord.subject).where(AuditRecord.action.startswith("keys."))
        assert db.execute(acts.order_by(AuditRecord.number)).all() == [
            ("keys.begin", f"key:{kid}"), ("keys.retire", f"key:{kid}"), ("keys.create", f"key:{new}"),
        ]  # fmt: skip


def test_a_key_that_is_not_there_is_not_retired(held: Held) -> None:
    said = held.site.run("keys", "retire", "0" * 16, "--stolen")
    assert "There is no signing key 0000000000000000" in said.error
    with held.db() as db:
        assert db.scalars(select(AuditRecord).where(AuditRecord.action == "keys.retire")).all() == []


def test_no_secret_is_printed_and_none_is_readable_by_others(site: Site) -> None:
    """T26."""
    secret = site.having(ASHILMS_KEY_PASSPHRASE="canary-passphrase")
    assert secret.run("keys", "list").lines == [
        "No key yet; one is made when the first certificate is issued."
    ]
    assert json.loads(secret.run("keys", "list", "--json").out) == []
    said = [
        secret.run("keys", *what) for what in (["create"], ["rotate", "--json"], ["list"], ["list", "--json"])
    ]
    printed = "".join(one.out + one.err for one in said)
    assert "canary" not in printed
    assert "PRIVATE" not in printed
    places = [site.folder / "keys", *(site.folder / "keys").iterdir()]
    assert [path for path in places if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_no_key_is_in_the_database_a_backup_or_a_log(
    held: Held, caplog: pytest.LogCaptureFixture, databases: object
) -> None:
    """T26: as it lies on the disk, and as it is: in hex, in base 64, in bytes; and the passphrase."""
    caplog.set_level(logging.DEBUG)
    private = keystore.load(folder_of(held), str(held.row.key), PASSPHRASE).private
    bare = private.private_numbers().private_value.to_bytes(32, "big")
    sealed = (folder_of(held) / f"{held.row.key}.key.pem").read_text().splitlines()[1:-1]
    canaries = [bare, bare.hex().encode(), base64.b64encode(bare)[:40], PASSPHRASE.encode()]
    canaries += [line.encode() for line in sealed if len(line) > 40]  # the last may be a few signs
    held.site.run("certificates", "revoke", held.number, "--reason", "To begin anew.")
    held.issue("ana", "dee")
    held.site.run("keys", "retire", str(held.row.key), "--stolen", "--reason", "A drill.")
    held.site.run("jobs", "run")
    backup = held.site.folder.parent / "backup.tar.gz"
    assert held.site.run("backup", backup).code == 0
    with tarfile.open(backup) as archive:
        members = [archive.extractfile(one).read() for one in archive if one.isfile()]
        assert [one.name for one in archive if "keys/" in one.name or one.name.endswith("passphrase")] == []
    kept = [
        path.read_bytes()
        for path in held.site.folder.rglob("*")
        if path.is_file() and "keys" not in path.parts
    ]
    assert len(members) > 10
    assert len(kept) > 2
    written = [*members, *kept, caplog.text.encode()]
    assert [canary for canary in canaries for text in written if canary in text] == []
    assert sealed[0].encode() in b"".join(path.read_bytes() for path in folder_of(held).iterdir())


# A key that was stolen: from the command to what an employer then sees


def forged(held: Held) -> bytes:
    """What the thief makes: the school's own design, another's name, signed with the school's own key."""
    key = keystore.load(folder_of(held), str(held.row.key), PASSPHRASE)
    said = replace(held.row.as_payload(), holder="Mallory Vane")
    return sign_pdf(certificate_pdf(said, rendered), key, reason="Issued", name=said.provider.name, now=TODAY)


def test_the_drill_of_a_stolen_key(held: Held) -> None:
    """T26: nobody who asks the school is fooled, before and after; whoever has the old file is told of the new."""
    kid, number = str(held.row.key), held.number
    genuine, forgery = held.written(held.pdf, "old.pdf"), held.written(forged(held), "forged.pdf")
    trusted = keystore.public_certificates(folder_of(held))
    assert check_pdf(forgery.read_bytes(), trusted).whole  # its signature is true: other programs are fooled
    code, told = answered(held, forgery)  # the school's page and command are not, even before anybody knows
    assert (code, told["word"], told["authentic"]) == (1, "not authentic", "no")

    said = held.site.command("keys", "retire", kid, "--stolen", "--reason", "The laptop is gone.")
    assert (
        said.lines[0] == f"Key {kid} is stolen and signs no more. The next certificate is signed by another."
    )
    assert said.lines[1].startswith("1 certificate to be signed anew by jobs")
    look = json.loads(held.site.run("doctor", "--json").out)
    assert [one["ok"] for one in look if one["check"] == "stolen keys"] == [False]
    held.site.run("jobs", "run")
    look = json.loads(held.site.run("doctor", "--json").out)
    assert [one["ok"] for one in look if one["check"] == "stolen keys"] == [True]

    (_, stolen), (new, active) = listed(held.site)
    assert (stolen, active, held.row.key, held.number) == ("stolen", "active", new, number)
    assert held.pdf != genuine.read_bytes()
    fresh = held.written(held.pdf, "new.pdf")
    assert check_pdf(fresh.read_bytes(), keystore.public_certificates(folder_of(held))).kid == new
    for what in (
        number,
        fresh,
        genuine,
    ):  # by number, by the new file, and by the one that was given out before
        assert answered(held, what)[0] == 0, what
    assert "signed anew, with another key" in " ".join(held.site.run("verify", genuine).out.split())
    assert "signed anew" not in held.site.run("verify", fresh).out
    code, told = answered(held, forgery)
    assert (code, [told[key] for key in KEYS]) == (1, ["no", "could not check", "could not check", "no"])
    assert "signed with a key that was stolen" in str(told["note"])

    with held.db() as db:
        assert [row.key for row in db.scalars(select(CertificateFile))] == [kid]
        assert "Your certificate was signed anew" in db.scalars(select(Mail.subject)).all()
        assert [n.text for n in db.scalars(select(Notice)) if "signed anew" in n.text]
        assert db.scalars(select(Job).where(Job.kind == "certificates.press")).one().result == {
            "replaced": True
        }


def test_a_stolen_key_told_of_twice_loses_nothing_and_signs_nothing(held: Held) -> None:
    kid = str(held.row.key)
    for _ in range(2):
        assert held.site.run("keys", "retire", kid, "--stolen").code == 0
    held.site.run("jobs", "run")
    after = held.pdf
    assert held.site.run("keys", "retire", kid).code == 0  # less than stolen it never becomes again
    assert json.loads(held.site.run("keys", "retire", kid, "--stolen", "--json").out)["to_press"] == 0
    held.site.run("jobs", "run")
    assert (listed(held.site)[0][1], held.pdf) == ("stolen", after)


def test_what_does_not_stand_is_not_signed_anew(held: Held) -> None:
    """A revoked one answers as revoked, with its old file as well as before."""
    pdf, kid = held.written(held.pdf), str(held.row.key)
    held.site.run("certificates", "revoke", held.number, "--reason", "Hours were not held.")
    assert json.loads(held.site.run("keys", "retire", kid, "--stolen", "--json").out)["to_press"] == 0
    code, told = answered(held, pdf)
    assert (code, told["word"], told["authentic"]) == (1, "revoked", "yes")


# A key that was lost


def test_the_drill_of_a_lost_key_or_passphrase(held: Held) -> None:
    """T26: nothing is issued anew; what it signed goes on verifying, and another signs."""
    pdf, old = held.written(held.pdf), str(held.row.key)
    (folder_of(held) / f"{old}.key.pem").unlink()
    anew = Held(
        held.site.having(ASHILMS_KEY_PASSPHRASE="a new one, as the old one is forgotten"), held.engine
    )
    assert anew.site.run("keys", "rotate").code == 0
    assert [state for _, state in listed(anew.site)] == ["retired", "active"]
    assert (anew.site.run("verify", pdf).code, anew.pdf) == (0, pdf.read_bytes())
    anew.site.run("certificates", "revoke", anew.number, "--reason", "To begin anew.")
    assert anew.issue("ana", "dee").code == 0
    assert anew.site.run("verify", anew.written(anew.pdf)).code == 0


@pytest.mark.parametrize("stolen", [False, True])
def test_the_drill_of_a_lost_folder(held: Held, stolen: bool) -> None:
    """T26: what checks signatures comes back from the certificates; the record knows what was stolen."""
    pdf, kid = held.written(held.pdf, "old.pdf"), str(held.row.key)
    if stolen:
        held.site.run("keys", "retire", kid, "--stolen")
        held.site.run("jobs", "run")
    used = {kid, str(held.row.key)}
    shutil.rmtree(folder_of(held))
    assert answered(held, pdf)[0] == 2  # could not check: never a yes
    assert held.site.run("verify", held.number).code == 0
    said = held.site.run("keys", "recover")
    assert {line.split()[0] for line in said.lines} == used
    assert dict(listed(held.site))[kid] == ("stolen" if stolen else "retired")
    assert answered(held, pdf)[0] == 0
    assert held.site.run("keys", "recover").lines == ["Nothing is missing."]
    held.site.run("certificates", "revoke", held.number, "--reason", "To begin anew.")
    assert held.issue("ana", "dee").code == 0  # and a new key was made for it
    assert str(held.row.key) not in used


def test_a_certificate_that_no_file_holds_stays_missing(held: Held) -> None:
    shutil.rmtree(folder_of(held))
    shutil.rmtree(held.site.folder / "files")
    assert held.site.run("keys", "recover").error == f"No kept file holds the certificate of: {held.row.key}."


# Rights, looked at when the site starts


def test_a_site_whose_keys_others_may_read_does_not_start(
    held: Held, caplog: pytest.LogCaptureFixture
) -> None:
    """T26: by command it doesn't; under another server it runs, signs nothing, and says so in its log."""
    path = folder_of(held) / f"{held.row.key}.key.pem"
    path.chmod(0o644)
    refused = held.site.run("serve", "--no-demo", "--port", "5987").error
    assert refused.endswith(f"chmod 600 {path}")
    with caplog.at_level(logging.ERROR):
        held.site.run("keys", "list")
    assert [record.event for record in caplog.records if hasattr(record, "event")][:1] == ["keys_open"]
    [bad] = [one for one in json.loads(held.site.run("doctor", "--json").out) if one["check"] == "secrets"]
    assert (bad["ok"], bad["mend"]) == (False, f"chmod 600 {path}")
