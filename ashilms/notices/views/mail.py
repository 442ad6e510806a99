"""The page on which a registrar sees what was mailed, and what could not be."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.forms import earlier_than
from ashilms.notices import services
from ashilms.notices.views.blueprint import bp
from ashilms.web import needs, session, settings

PAGE = 50


@bp.get("/mail")
@needs("see mail")
def show_mail() -> ResponseReturnValue:
    """Show the outbox and what was sent, newest first; what a mail said is erased when it is sent."""
    db, waits = session(), "waits" in request.args
    before = earlier_than(request.args.get("before"))
    lines = services.find_mail(db, waits=waits, before=before, most=PAGE)
    return render_template(
        "ashilms/notices/mail.html", lines=lines, waits=waits, full=len(lines) == PAGE,
        names=people.names_of(db, {line.mail.person_id for line in lines if line.mail.person_id}),
        waiting=services.count_waiting(db), held=services.count_held(db), server=bool(settings().smtp_url),
    )  # fmt: skip
