"""The pages on which anybody checks a certificate by number, by link or by an address, without an account."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from ashilms.certificates.rules import parse_number
from ashilms.certificates.rules.standing import NOT_OURS
from ashilms.verification import services
from ashilms.verification.forms import NumberForm
from ashilms.verification.rules import Finding
from ashilms.verification.rules.asked import ELSEWHERE, Address, read_address
from ashilms.verification.views.answering import answer_page, ask_page, note
from ashilms.verification.views.blueprint import bp
from ashilms.web import ANYONE, limited, needs, now, session, site_address

UNKNOWN = "No certificate has that number and surname. Check both as printed."
NO_LINK = (
    "This link belongs to no certificate of ours. If it came from a printed code, scan it again, or check by "
    "number and surname. Don’t rely on a certificate whose code leads here."
)
MISTYPED = (
    "There is a slip in that number: its last character, which is there to notice, doesn’t fit the others. "
    "Compare it with the print."
)


@bp.route("/verify", methods=["GET", "POST"])
@needs(ANYONE)
@limited("30 per minute")
def ask() -> ResponseReturnValue:
    """Let anybody check a certificate by its number and the holder's surname, or by an address copied from it."""
    form = NumberForm()
    if form.is_submitted() and (address := read_address(form.number.data or "", site_address())) is not None:
        return _follow(address, form)
    if not form.validate_on_submit():
        return ask_page(form, 422 if form.errors else 200)
    found = services.check_number(
        session(), form.number.data or "", form.surname.data or "", today=now().date()
    )
    if found is not None:
        note(found, "number")
        return answer_page(found)
    form.number.errors = [
        *form.number.errors,
        MISTYPED if parse_number(form.number.data or "") is None else UNKNOWN,
    ]
    return ask_page(form, 404)


@bp.get("/c/<token>")
@needs(ANYONE)
@limited("60 per minute")
def show_by_link(token: str) -> ResponseReturnValue:
    """Show anybody who has a certificate's link what it says and whether it stands."""
    found = services.check_link(session(), token[:80], today=now().date())
    note(found, "link")
    return (
        answer_page(found)
        if found
        else (answer_page(Finding(NOT_OURS, note=NO_LINK), state="not-found"), 404)
    )


def _follow(address: Address, form: NumberForm) -> ResponseReturnValue:
    """Lead on to a certificate's own address on this site; say of any other that it is none of ours."""
    place, token = address.leads
    views = {"c": ".show_by_link", "s": ".open_link"}
    if address.ours and place in views and token:
        return redirect(url_for(views[place], token=token), 303)
    form.number.errors = [NO_LINK if address.ours else ELSEWHERE]
    return ask_page(form, 404)
