"""The page that converts questions: a file is sent, what becomes of each question is shown, the new file is taken."""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import cast

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer

from ashilms.conversion import services
from ashilms.conversion.forms import ConvertForm, TakeForm
from ashilms.conversion.rules import LARGEST, LONGEST, MOST, Converted
from ashilms.errors import Unacceptable
from ashilms.quizzes.formats.found import BadFile
from ashilms.web import actor, limited, needs, now, saved, state, takes_files, transaction

bp = Blueprint("conversion", __name__)
ANEW = "This is not the file that was shown to you. Send yours again."


@bp.route("/questions/convert", methods=["GET", "POST"])
@needs("convert questions")
@limited("20 per minute")
@takes_files("file")
def convert() -> ResponseReturnValue:
    """Show an instructor or a registrar what becomes of each question of a file, then give the new file."""
    taking = TakeForm()
    if taking.made.data and taking.validate_on_submit():
        return _give(taking.made.data)
    form = ConvertForm()
    if form.validate_on_submit():
        try:
            return _show(form)
        except BadFile as refused:
            form.file.errors = [str(refused)]
    page = render_template("ashilms/conversion/convert.html", form=form)
    return page, 422 if form.errors else 200


def _show(form: ConvertForm) -> ResponseReturnValue:
    sent = form.file.data
    data, name = sent.read(LARGEST + 1), (sent.filename or "file")[:80]
    with transaction() as db:
        done = services.convert(
            db, actor(), form.way.data, name, data, state().kinds["question_kinds"], now=now()
        )
    made = _signed(done)
    taking = TakeForm(formdata=None, made=made)
    return render_template("ashilms/conversion/converted.html", done=done, taking=taking, name=name)


def _signer() -> URLSafeSerializer:
    how = {"digest_method": sha256}
    return URLSafeSerializer(cast(str, current_app.secret_key), salt="ashilms.conversion", signer_kwargs=how)


def _signed(done: Converted) -> str:
    """Return the new file for whoever asked, signed, so that what is taken is what was shown."""
    made = _signer().dumps([actor().id, done.name, b64encode(done.content).decode()])
    if len(made) > LONGEST:
        raise BadFile("What it becomes is too large for a page. Split it, or use the command line.")
    return made


def _give(made: str) -> ResponseReturnValue:
    try:
        person, name, content = _signer().loads(made)
    except BadData as refused:
        raise Unacceptable(ANEW) from refused
    if person != actor().id:
        raise Unacceptable(ANEW)
    return saved(b64decode(content), "application/octet-stream", name)


@bp.context_processor
def bounds() -> dict[str, int]:
    """Give the pages what they say of the bounds."""
    return {"largest": LARGEST // 1024**2, "most": MOST}
