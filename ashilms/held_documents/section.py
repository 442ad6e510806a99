"""The `documents.yaml` section of a pack: the kinds of documents that may be asked for."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.held_documents.services import load_plan
from ashilms.plugins import PackDocument, PackFiles, Problem

FILE, KEY = "documents.yaml", "documents"


def check(pack: PackFiles) -> list[Problem]:
    """Return everything that is wrong with the kinds, each where it stands."""
    return [problem for document in pack.find(FILE) for problem in _check_places(document)]


def load(db: Session, actor: Actor, pack: PackFiles, *, now: datetime) -> list[str]:
    """Load the kinds as one version, and return what changed; a pack without documents asks for none any more."""
    kinds = [kind for document in pack.find(FILE) for kind in document.data[KEY]]
    plan = load_plan(db, actor, pack.slug, kinds, now=now)
    if plan is None:
        return []
    return [f"Documents: version {plan.number}." if kinds else "Documents: none are asked for any more."]


def _check_places(document: PackDocument) -> Iterator[Problem]:
    for number, kind in enumerate(document.data[KEY]):
        codes = [place["code"] for place in kind.get("places", ())]
        for at, code in enumerate(codes):
            if code in codes[:at]:
                sentence = f"The place {code!r} stands here twice. Give each once."
                yield document.problem(sentence, KEY, number, "places", at)
