"""The command that checks: a certificate's file or number, or a proof of a part of it."""

import hashlib
import os.path  # unlike Path, it takes any text for a name
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from ashilms.certificates import keys as keystore
from ashilms.certificates.rules import Answer, parse_number
from ashilms.certificates.rules.standing import NOT_OURS
from ashilms.certificates.signing import LARGEST, check_in_process
from ashilms.cli.site import echo_json, now, on_site, session
from ashilms.errors import Missing
from ashilms.verification import services as verification
from ashilms.verification.rules import (
    Finding,
    ShownFinding,
    exit_code_of,
    lines_of,
    sentence_of,
    sentence_of_shown,
)
from ashilms.web import settings


@click.command()
@click.argument("what")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
@partial(on_site, exit_code=2)
def verify(what: str, as_json: bool) -> None:
    """Check a certificate: WHAT is a PDF file, a number, or a proof that shows a part of one.

    Exit 0: every answer is yes. 1: any answer is no. 2: something that was needed is out of reach.
    """
    number, file = parse_number(what), _read(Path(what)) if os.path.isfile(what) else None
    if number is None and file is None and _means_a_file(what):
        raise Missing(f"There is no file {what}.")
    if file is not None and file.lstrip().startswith(b"{"):
        code = _tell_shown(verification.check_proof(session(), file, today=now().date()), as_json)
    else:
        code = _tell(_check_number(number) if file is None else _check_file(file), as_json)
    raise click.exceptions.Exit(code)


def _tell(found: Finding, as_json: bool) -> int:
    if as_json:
        echo_json(_as_data(found))
    else:
        click.echo(f"{found.verdict.word.capitalize()}. {sentence_of(found)}")
        for line in lines_of(found):
            click.echo(f"  {line.answer:<15} {line.question}: {line.why}")
    return exit_code_of(found)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)  # one byte too many tells that it is too large, whatever its size


def _check_file(data: bytes) -> Finding:
    check = check_in_process(data, keystore.public_certificates(settings().data_dir / "keys"))
    return verification.check_file(session(), check, hashlib.sha256(data).hexdigest(), today=now().date())


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
        "could_not_check": [
            n
            for n in ("authentic", "in_date", "stands", "issuer_known")
            if getattr(answers, n) is Answer.UNCHECKED
        ],
    }


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
