"""The page on which a person sets what we call them and how their times read."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services
from ashilms.accounts.forms import AT_ONCE, DAILY, ProfileForm
from ashilms.web import actor, needs, now, session, transaction

bp = Blueprint("accounts", __name__)


@bp.route("/profile", methods=["GET", "POST"])
@needs("change own profile")
def show_profile() -> ResponseReturnValue:
    """Let a person set how they are addressed, their printed name, their time zone, and when mail comes."""
    person = services.get_person(session(), actor().id)
    form = ProfileForm(obj=person, mail=AT_ONCE if person.mail_at_once else DAILY)
    if not form.validate_on_submit():
        return render_template("ashilms/accounts/profile.html", form=form), 422 if form.errors else 200
    with transaction() as db:
        services.change_profile(
            db, actor(), name=form.name.data or "", printed_name=form.printed_name.data,
            zone=form.zone.data, mail_at_once=form.mail.data == AT_ONCE, digest_hour=form.digest_hour.data,
            now=now(),
        )  # fmt: skip
    flash("Your profile is saved. Certificates already issued keep the name they were issued in.")
    return redirect(url_for(".show_profile"))
