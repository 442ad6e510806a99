"""A file to be attached, and why one is taken away."""

from flask_wtf.file import FileField, FileRequired
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from ashilms.forms import PlainForm


class EvidenceForm(PlainForm):
    """One file."""

    file = FileField("Photo, short video or PDF", [FileRequired("Choose the file first.")])


class RemoveForm(PlainForm):
    """Why a file is taken away; a trainee needs to say nothing."""

    reason = TextAreaField("Reason", [Optional(), Length(max=1000)])
