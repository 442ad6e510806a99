"""Where a holder shares a certificate and sees when it was checked, and what is behind a shared link."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.certificates.rules.standing import NOT_OURS
from ashilms.formats import clock
from ashilms.verification import services
from ashilms.verification.forms import LinkForm
from ashilms.verification.rules import Finding
from ashilms.verification.rules.sharing import linkedin_address
from ashilms.verification.views.answering import answer_page, note, unlisted
from ashilms.verification.views.asking import NO_LINK
from ashilms.verification.views.blueprint import bp
from ashilms.web import ANYONE, actor, limited, needs, now, session, site_address, transaction


@bp.route("/certificates/<number>/sharing", methods=["GET", "POST"])
@needs("share certificates")
def show_sharing(number: str) -> ResponseReturnValue:
    """Show a holder their links to a certificate and when it was checked, and let them make a link."""
    row, form = services.find_shared(session(), actor(), number), LinkForm()
    if form.validate_on_submit():
        with transaction() as db:
            services.make_link(
                db, actor(), number, purpose=form.purpose.data or "", days=form.days.data or 0, now=now()
            )
        flash("The link is made. Copy it below, and send it to whom it is for.", "success")
        return redirect(url_for(".show_sharing", number=row.number))
    page = render_template(
        "ashilms/verification/sharing.html", row=row, form=form, ways=WAYS, begins=f"{site_address()}s/",
        shared_links=services.links_of(session(), actor(), number, now=now()),
        looks=services.looks_at(session(), row.id),
        linkedin=linkedin_address(row.as_payload()) if row.status == "valid" else None,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.post("/certificates/<number>/sharing/<int:link_id>/end")
@needs("share certificates")
def end_link(number: str, link_id: int) -> ResponseReturnValue:
    """Let a holder end a link at once."""
    with transaction() as db:
        services.end_link(db, actor(), number, link_id, now=now())
    flash("The link has ended. Whoever opens it is told so, and nothing else.", "success")
    return redirect(url_for(".show_sharing", number=number))


@bp.get("/s/<token>")
@needs(ANYONE)
@limited("60 per minute")
def open_link(token: str) -> ResponseReturnValue:
    """Show anybody who was sent a holder's link what the certificate says and whether it stands, while it is open."""
    opened = services.open_link(session(), token[:80], now=now())
    if opened is None:
        return answer_page(Finding(NOT_OURS, note=NO_LINK), state="not-found"), 404
    if opened.finding is None:
        return unlisted(render_template("ashilms/verification/ended.html")), 410
    note(opened.finding, "shared", opened.link_id)
    return answer_page(opened.finding, until=clock(opened.until))


WAYS = {
    "number": "by its number and your surname", "link": "by the code on it, or its own link",
    "file": "by its PDF", "proof": "by lines that you showed of it", "shared": "by a link of yours",
}  # fmt: skip
"""How a certificate was checked, as its holder reads it."""
