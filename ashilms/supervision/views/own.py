"""What a supervisor sees of their own credentials."""

from flask import render_template
from flask.typing import ResponseReturnValue

from ashilms.formats import local
from ashilms.notices.rules import BEFORE
from ashilms.supervision import services
from ashilms.supervision.views.blueprint import bp
from ashilms.supervision.views.papers import send_evidence
from ashilms.web import actor, needs, now, session


@bp.get("/credentials")
@needs("see own credentials")
def show_own() -> ResponseReturnValue:
    """Show an instructor or supervisor what entitles them to supervise, and until when."""
    db, who = session(), actor()
    today = local(now(), who.zone).date()
    return render_template(
        "ashilms/supervision/own.html", rows=services.credentials_of(db, who, who.id), today=today,
        entitlement=services.find_entitlement(db, who.id, today), before=BEFORE,
    )  # fmt: skip


@bp.get("/credentials/<int:id>/paper")
@needs("see credentials")
def show_paper(id: int) -> ResponseReturnValue:
    """Give the paper of a credential to a registrar, or to whose it is."""
    return send_evidence(services.get_credential(session(), actor(), id))
