"""What an employer asks with: a number and a surname, the file, or a proof of a part of it."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length


class NumberForm(FlaskForm):
    """The two things printed on a certificate."""

    number = StringField(
        "Certificate number", [DataRequired("Type the number from the certificate."), Length(max=80)]
    )
    surname = StringField(
        "Holder’s surname", [DataRequired("Type the holder’s surname as printed."), Length(max=120)]
    )


class FileForm(FlaskForm):
    """The PDF that somebody was given."""

    pdf = FileField("The certificate’s PDF", [FileRequired("Choose the PDF file first.")])


class ProofForm(FlaskForm):
    """The file that shows something of a certificate."""

    proof = FileField("A proof of single lines", [FileRequired("Choose the proof’s file first.")])
