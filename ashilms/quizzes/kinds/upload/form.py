"""The form that takes a file."""

from typing import Any

from wtforms import FileField, Form

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.fields import one_value


def make_form(shown: Plain, data: Any) -> Form:
    """Return the form for this question; its `answer` is what was sent as a file, or nothing."""

    class UploadForm(Form):
        answer = FileField(shown["stem"], [one_value])

    return UploadForm(data)
