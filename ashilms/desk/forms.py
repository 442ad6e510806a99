"""What a registrar sends from the desk."""

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.actor import ROLES


class ApproveForm(FlaskForm):
    """Nothing but the button: who and what stand in the address."""


class RolesForm(FlaskForm):
    """Which roles a person holds."""

    roles = SelectMultipleField(
        "Roles",
        [InputRequired("Leave at least one role, or the person can do nothing here.")],
        choices=[SelectChoice(role, role.capitalize()) for role in ROLES],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
