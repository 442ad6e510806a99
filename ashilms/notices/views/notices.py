"""A person's own notices: what is new, at once, whenever mail about it comes."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.forms import earlier_than
from ashilms.notices import services
from ashilms.notices.forms import MOST, ReadForm
from ashilms.notices.views.blueprint import bp
from ashilms.web import actor, needs, now, session, transaction


@bp.route("/notices", methods=["GET", "POST"])
@needs("see own notices")
def show_notices() -> ResponseReturnValue:
    """Show a person what they were told, newest first, and let them say that they have read what is shown."""
    form, before = ReadForm(), earlier_than(request.args.get("before"))
    if form.validate_on_submit():
        with transaction() as db:
            services.mark_read(db, actor().id, form.ids(), now=now())
        return redirect(url_for(".show_notices"))
    unread = services.notices_of(session(), actor().id, before=before, limit=MOST + 1)
    shown, more = unread[:MOST], len(unread) > MOST
    form.shown.data = " ".join(str(one.id) for one in shown)
    return render_template(
        "ashilms/notices/notices.html", unread=shown, form=form, more=more,
        read=services.notices_of(session(), actor().id, read=True, limit=MOST),
    )  # fmt: skip


@bp.post("/notices/<int:notice_id>")
@needs("see own notices")
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Note that a person reads a notice of their own, and lead them to what it is about."""
    with transaction() as db:
        path = services.open_notice(db, actor().id, notice_id, now=now())
    return redirect(path or url_for(".show_notices"))
