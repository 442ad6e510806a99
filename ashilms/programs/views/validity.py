"""The simulator: until when a certificate would hold."""

from dataclasses import dataclass, replace

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from ashilms.programs import services
from ashilms.programs.forms import (
    ValidityForm,
)
from ashilms.programs.rules.validity import (
    Milestone,
    Rule,
    Stage,
    Validity,
    count,
    milestones,
    parse_day,
    read_rule,
    stage_on,
)
from ashilms.programs.views.blueprint import bp
from ashilms.web import needs, now, session


@bp.get("/validity")
@needs("see validity")
def show_validity() -> ResponseReturnValue:
    """Let anybody try until when a certificate would hold, and see what happens around its last day."""
    versions = [
        version for version in services.newest_versions(session()) if version.content["validity_months"]
    ]
    form = ValidityForm(request.args)
    form.version.choices = [SelectChoice(str(v.id), v.content["name"]) for v in versions]
    found = None
    if form.validate() and versions:
        chosen = next((v for v in versions if str(v.id) == form.version.data), versions[0])
        form.version.data, form.done.data = str(chosen.id), form.done.data or now().date()
        rule = read_rule(chosen.content)
        if rule is not None and form.counted_from.data:
            days = tuple(parse_day(text) for text in (form.dates.data or "").replace(",", " ").split())
            least = form.least.data or rule.least_months or rule.months
            rule = replace(rule, counted_from=form.counted_from.data, dates=days, least_months=least)
        if rule is not None:
            validity = count(rule, form.done.data, previous=form.previous.data)
            stage = stage_on(rule, validity.until, now().date())
            found = Simulated(rule, validity, stage, renews="renewal" in chosen.content)
    page = render_template("ashilms/programs/validity.html", form=form, found=found)
    return page, 422 if form.errors else 200


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the simulator found: by which rule, until when and why, and where that is today."""

    rule: Rule
    validity: Validity
    stage: Stage
    renews: bool
    """Whether the programme renews at all."""

    @property
    def milestones(self) -> list[Milestone]:
        """What happens around the last day."""
        return milestones(self.rule, self.validity.until)
