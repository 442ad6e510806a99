"""Is what was sent to sign in well formed? Whether it is right is another question."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import Email, InputRequired, Length, Optional

from ashilms.identity.rules import LONGEST

ADDRESS = [
    InputRequired("Write your e-mail address."),
    Length(max=254, message="That is longer than an address can be."),
    Email("That doesn\u2019t read as an e-mail address: it needs a name, an @ and a domain."),
]
LONG = f"Use at most {LONGEST} characters."


class SignInForm(FlaskForm):
    """An address and a password."""

    email = EmailField("E-mail", [InputRequired("Write your e-mail address."), Length(max=254)])
    password = PasswordField("Password", [InputRequired("Write your password."), Length(max=4096)])


class RegisterForm(FlaskForm):
    """Who wants an account. The password comes later, from whoever reads the mailbox."""

    email = EmailField("E-mail", ADDRESS)
    name = StringField("How we address you", [InputRequired("Tell us how to address you."), Length(max=200)])
    printed_name = StringField(
        "Name as it should be printed",
        [Optional(), Length(max=200)],
        description="As certificates will print it. You can change it until one is issued.",
    )


class AddressForm(FlaskForm):
    """Whose password is forgotten."""

    email = EmailField("E-mail", ADDRESS)


class NewPasswordForm(FlaskForm):
    """A password that somebody chooses."""

    password = PasswordField(
        "New password", [InputRequired("Choose a password."), Length(max=LONGEST, message=LONG)]
    )


class ChangePasswordForm(FlaskForm):
    """The password as it is and as it shall be."""

    current = PasswordField(
        "Password now", [InputRequired("Write your password as it is now."), Length(max=4096)]
    )
    password = PasswordField(
        "New password", [InputRequired("Choose a password."), Length(max=LONGEST, message=LONG)]
    )


class CodeForm(FlaskForm):
    """A code from an authenticator, or a recovery code."""

    code = StringField("Code", [InputRequired("Write the six digits that your app shows."), Length(max=60)])


class ProofForm(FlaskForm):
    """Who is sitting there: the password, and a code where one is set up."""

    password = PasswordField("Password", [InputRequired("Write your password."), Length(max=4096)])
    code = StringField("Code from your app", [Optional(), Length(max=60)])


class EmptyForm(FlaskForm):
    """A button and nothing else."""
