"""How mails are worded: a registrar sees each, writes it otherwise, looks at it first, and takes it back."""

from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Clash
from ashilms.notices import services
from ashilms.notices.forms import EarlierForm, LetterForm
from ashilms.notices.rules.letters import FRAME, Letter, Wording, as_text, draw, fill_subject
from ashilms.notices.services import Worded
from ashilms.notices.views.blueprint import bp
from ashilms.web import actor, needs, now, session, settings, transaction


@bp.get("/mail/letters")
@needs("word mail")
def show_letters() -> ResponseReturnValue:
    """Show a registrar every mail that there is: when it is sent, how urgent it is, and who worded it."""
    found = services.find_letters(session(), actor())
    groups = [
        (name, [(one, _called(one)) for one in ones])
        for name, ones in groupby(found, key=lambda one: one.letter.group)
    ]
    return render_template("ashilms/notices/letters.html", groups=groups)


@bp.route("/mail/letters/<kind>", methods=["GET", "POST"])
@needs("word mail")
def word_letter(kind: str) -> ResponseReturnValue:
    """Let a registrar word a mail; what was typed is shown as it would arrive before it is saved."""
    worded = services.find_letter(session(), actor(), kind)
    form = LetterForm(obj=worded.wording, version=worded.number)
    form.ask_for(worded.letter)
    ready = form.validate_on_submit()
    if not ready or request.form.get("do") != "save":
        shown = form.as_wording() if ready else worded.wording
        return _page(worded, form, shown, typed=ready), 422 if form.errors else 200
    try:
        with transaction() as db:
            row = services.word_letter(db, actor(), kind, form.as_wording(), seen=form.seen(), now=now())
    except Clash as clash:  # what was typed stays, above what somebody else has saved
        worded = services.find_letter(session(), actor(), kind)
        form.version.data = str(worded.number)
        form.text.errors = [str(clash)]
        return _page(worded, form, form.as_wording(), typed=True), 409
    flash(f"Saved as version {row.number}. It holds for every mail from now on.", "success")
    return redirect(url_for(".word_letter", kind=kind))


@bp.post("/mail/letters/<kind>/earlier")
@needs("word mail")
def take_letter_back(kind: str) -> ResponseReturnValue:
    """Let a registrar take an earlier version of a mail back, or the default."""
    form = EarlierForm()
    if form.validate_on_submit():
        with transaction() as db:
            row = services.take_back(db, actor(), kind, form.wanted(), seen=form.seen(), now=now())
        flash(f"Taken back, as version {row.number}. It holds for every mail from now on.", "success")
    return redirect(url_for(".word_letter", kind=kind))


def _page(worded: Worded, form: LetterForm, shown: Wording, *, typed: bool) -> str:
    return render_template(
        "ashilms/notices/letter.html", worded=worded, letter=worded.letter, form=form, typed=typed,
        called=_called(worded),
        preview=_draw(worded, shown), earlier=EarlierForm(formdata=None, version=worded.number),
        names=people.names_of(session(), {row.by_id for row in worded.versions if row.by_id}),
    )  # fmt: skip


def _called(worded: Worded) -> str:
    """Return what a mail is called on our pages: its subject as it would arrive, since places alone say nothing."""
    return fill_subject(worded.letter, worded.wording, _samples(worded.letter)) or "Greeting and closing"


def _samples(letter: Letter) -> dict[str, str]:
    return {**letter.samples, "school": settings().provider_name}


def _draw(worded: Worded, wording: Wording) -> dict[str, Any]:
    """Return a mail as it would arrive, filled with samples, in the frame that stands around every mail."""
    letter = worded.letter
    values = _samples(letter)
    frame = wording if letter.kind == FRAME else services.wordings_of(session(), [FRAME])[FRAME]
    within = Wording(text=letter.samples["text"]) if letter.kind == FRAME else wording
    sample = draw(Wording(text=letter.samples["items"]), values) if "items" in letter.samples else ()
    blocks = draw(frame, values, draw(within, values, sample))
    return {"subject": fill_subject(letter, wording, values), "blocks": blocks, "text": as_text(blocks)}
