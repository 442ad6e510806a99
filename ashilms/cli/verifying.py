"""The command that checks: a certificate's file or number, or a proof of a part of it."""

import hashlib
import os.path  # unlike Path, it takes any text for a name
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from ashilms.certificates import keys as keystore
from ashilms.certificates.authority import known_roots
from ashilms.certificates.rules import Answer, FourAnswers, Verdict, Word, parse_number
from ashilms.certificates.rules.standing import NOT_OURS
from ashilms.certificates.signing import LARGEST, Stamp, check_in_process
from ashilms.cli.site import echo_json, now, on_site, session
from ashilms.credentials.answers import issuer_id
from ashilms.credentials.judging import lists_for
from ashilms.credentials.limits import Unreadable
from ashilms.credentials.reading import may_be_credential, read
from ashilms.errors import Missing, Unacceptable
from ashilms.files.services import store_of
from ashilms.verification import services as verification
from ashilms.verification.credentials import check_credential
from ashilms.verification.rules import (
    Finding,
    ShownFinding,
    exit_code_of,
    lines_of,
    sentence_of,
    sentence_of_shown,
    time_of,
)
from ashilms.verification.rules.asked import ELSEWHERE, Address, read_address
from ashilms.web import settings, site_address

ENDED = Verdict(Word.UNCHECKED, FourAnswers(*[Answer.UNCHECKED] * 4))
"""What a shared link that has ended tells: nothing."""


@click.command()
@click.argument("what")
@click.option("--surname", help="The holder’s surname: a number is then answered as on the public page.")
@click.option(
    "--status-list",
    "lists",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the list on which another issuer tells what was withdrawn; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
@partial(on_site, exit_code=2)
def verify(what: str, surname: str | None, lists: tuple[Path, ...], as_json: bool) -> None:
    """Check a certificate: WHAT is a PDF file, a number, an address copied from one, or a proof of a part of one.

    It may also be a digital credential of any issuer (JSON, JWT, or a badge as PNG or SVG). Nothing is fetched.

    Exit 0: every answer is yes. 1: any answer is no. 2: something that was needed is out of reach.
    """
    file = _read(Path(what)) if os.path.isfile(what) else None
    if file is not None and may_be_credential(file):
        raise click.exceptions.Exit(_tell_credential(file, [_read_list(path) for path in lists], as_json))
    if file is not None and file.lstrip().startswith(b"{"):
        code = _tell_shown(verification.check_proof(session(), file, today=now().date()), as_json)
    else:
        code = _tell(_check_text(what, surname) if file is None else _check_file(file), as_json)
    raise click.exceptions.Exit(code)


def _check_text(what: str, surname: str | None) -> Finding:
    address, number = read_address(what, site_address()), parse_number(what)
    if address is not None:
        return _check_address(address)
    if number is None and _means_a_file(what):
        raise Missing(f"There is no file {what}.")
    if surname is None:
        return _check_number(number)
    found = verification.check_number(session(), what, surname, today=now().date())
    return found or Finding(NOT_OURS, note="No certificate has that number and surname.")


def _check_address(address: Address) -> Finding:
    place, token = address.leads
    if not address.ours:
        return Finding(NOT_OURS, note=ELSEWHERE)
    if place == "s" and (opened := verification.open_link(session(), token, now=now())) is not None:
        return opened.finding or Finding(
            ENDED, note="This link has ended. Ask whoever sent it for a new one."
        )
    found = verification.check_link(session(), token, today=now().date()) if place == "c" else None
    return found or Finding(NOT_OURS, note="This address belongs to no certificate of ours.")


def _tell(found: Finding, as_json: bool) -> int:
    if as_json:
        echo_json(_as_data(found))
    else:
        click.echo(f"{found.verdict.word.capitalize()}. {sentence_of(found)}")
        for line in lines_of(found):
            click.echo(f"  {line.answer:<15} {line.question}: {line.why}")
        if found.stamp:
            click.echo(f"  time of signing {time_of(found.stamp)}")
        for change in found.changes:
            click.echo(f"  changed         {change}")
    return exit_code_of(found)


def _tell_credential(data: bytes, lists: list[bytes], as_json: bool) -> int:
    found = check_credential(
        session(), data, settings(), site_address(), now=now(), lists=lists_for(data, lists)
    )
    if as_json:
        document = found.judgement.document or {}
        echo_json(
            _as_data(found.finding)
            | {"fault": str(found.judgement.fault), "issuer": issuer_id(document) or None, "ours": found.ours}
        )
    else:
        click.echo(f"{found.finding.verdict.word.capitalize()}. {found.sentence}")
        for line in found.lines:
            click.echo(f"  {line.answer:<15} {line.question}: {line.why}")
    return exit_code_of(found.finding)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)  # one byte too many tells that it is too large, whatever its size


def _read_list(path: Path) -> bytes:
    data = _read(path)
    try:
        read(data)
    except Unreadable as problem:
        raise Unacceptable(f"{path} holds no status list. {problem}") from problem
    return data


def _check_file(data: bytes) -> Finding:
    folder = settings().data_dir / "keys"
    ours, stolen = keystore.public_certificates(folder), keystore.stolen_keys(folder)
    check = check_in_process(data, ours, roots=known_roots(settings()))
    sha256 = hashlib.sha256(data).hexdigest()
    found = verification.check_file(session(), check, sha256, stolen=stolen, today=now().date())
    return verification.explain_file(session(), found, check, data, store_of(settings()))


def _means_a_file(what: str) -> bool:
    return os.path.exists(what) or "/" in what or bool(Path(what).suffix)


def _check_number(number: str | None) -> Finding:
    if number is None:
        return Finding(NOT_OURS, note="That is no certificate number. Compare it with the print.")
    return verification.check_own_number(session(), number, today=now().date())


def _as_data(found: Finding) -> dict[str, Any]:
    answers = found.verdict.answers
    return {
        "word": str(found.verdict.word),
        "authentic": str(answers.authentic),
        "in_date": str(answers.in_date),
        "stands": str(answers.stands),
        "issuer_known": str(answers.issuer_known),
        "valid": answers.all_yes,
        "number": found.payload.number if found.payload else None,
        "note": found.note or None,
        "changes": list(found.changes),
        "timestamp": _stamp_as_data(found.stamp),
        "could_not_check": [
            n
            for n in ("authentic", "in_date", "stands", "issuer_known")
            if getattr(answers, n) is Answer.UNCHECKED
        ],
    }


def _stamp_as_data(stamp: Stamp | None) -> dict[str, Any] | None:
    if stamp is None:
        return None
    answer, at = (Answer.YES, stamp.at.isoformat()) if stamp.at else (Answer.UNCHECKED, None)
    return {"answer": str(answer), "at": at, "by": stamp.by or None}


def _tell_shown(found: ShownFinding, as_json: bool) -> int:
    if as_json:
        echo_json(_shown_as_data(found))
    else:
        click.echo(f"{str(found.worth).capitalize()}. {sentence_of_shown(found)}")
        for line in found.lines:
            click.echo(f"  {line.title}: {line.have}{f'. {line.waived}' if line.waived else ''}")
        if found.certificate:
            word = found.certificate.verdict.word
            click.echo(f"The certificate: {word}. {sentence_of(found.certificate)}")
    return 0 if found.good else 1


def _shown_as_data(found: ShownFinding) -> dict[str, Any]:
    behind = found.certificate
    return {
        "worth": str(found.worth),
        "certificate": behind.payload.number if behind and behind.payload else None,
        "word": str(behind.verdict.word) if behind else None,
        "valid": found.good,
        "shown": [asdict(line) | {"waived": line.waived or None} for line in found.lines],
        "note": found.note or None,
    }
