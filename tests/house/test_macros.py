"""The macros that every page is built from: what they write, and what they never write."""

import re
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    validators,
    widgets,
)
from wtforms.fields.choices import SelectChoice

from ashilms.resources import resource_dir

FLASHED: list[tuple[str, str]] = []


class Where(Form):
    """A form inside the form."""

    room = StringField("Room", [validators.InputRequired("Choose a room.")])


class Session(Form):
    """A field of every sort."""

    client = StringField(
        "Client code", [validators.InputRequired("Give the client a code.")], description="Never a name."
    )
    note = TextAreaField("Note", [validators.Optional()])
    secret = PasswordField("Password")
    day = DateField("Day")
    start = TimeField("Start")
    minutes = IntegerField("Minutes")
    agreed = BooleanField("The room was checked")
    evidence = FileField("Evidence")
    category = SelectField(
        "Category", choices=[SelectChoice("P4", "In the room"), SelectChoice("P5", "On premises")]
    )
    level = RadioField("Level", choices=[SelectChoice("1", "one"), SelectChoice("2", "two")])
    regions = SelectMultipleField(
        "Regions",
        choices=[SelectChoice("back", "Back")],
        widget=widgets.ListWidget(),
        option_widget=widgets.CheckboxInput(),
    )
    where = FormField(Where)
    codes = FieldList(StringField("Code"), min_entries=1)
    token = HiddenField()


PLAIN = ("client", "note", "secret", "day", "start", "minutes", "evidence", "category")


@pytest.fixture(scope="module")
def ui() -> Any:
    """Every macro, as a page imports them, without an app."""
    loader = jinja2.FileSystemLoader(resource_dir("templates"))
    env = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    env.globals.update(
        csrf_token=lambda: "token-of-this-session",
        get_flashed_messages=lambda with_categories: list(FLASHED),
        url_for=lambda endpoint, **args: (
            f"/{endpoint}?" + "&".join(f"{k}={v}" for k, v in sorted(args.items()))
        ),
    )
    return env.get_template("ashilms/_ui.html").module


@pytest.fixture
def wrong() -> Session:
    """A form that came back with nearly everything wrong."""
    form = Session(MultiDict({"minutes": '"><script>alert(1)</script>', "category": "P9", "day": "soon"}))
    assert not form.validate()
    return form


def attributes(markup: str, tag: str) -> dict[str, str]:
    """Return the attributes of the first `tag` in the markup."""
    found = re.search(rf"<{tag}\b([^>]*)>", markup)
    assert found, markup
    return dict(re.findall(r'([\w-]+)="([^"]*)"', found[1]))


def tag_of(name: str) -> str:
    return {"note": "textarea", "category": "select"}.get(name, "input")


def test_everything_that_is_exported_is_there(ui: Any) -> None:
    names = [name for name in vars(ui) if not name.startswith("_")]
    assert len(names) > 40
    assert [name for name in names if isinstance(getattr(ui, name), jinja2.Undefined)] == []


@pytest.mark.parametrize("name", PLAIN)
def test_a_label_points_at_its_control(ui: Any, name: str) -> None:
    markup = ui.field(Session()[name])
    assert attributes(markup, "label")["for"] == attributes(markup, tag_of(name))["id"]


@pytest.mark.parametrize("name", ["client", "day", "minutes", "category"])
def test_an_error_describes_its_control(ui: Any, wrong: Session, name: str) -> None:
    markup = ui.field(wrong[name], hint="A hint.")
    control = attributes(markup, tag_of(name))
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == f"{name}-hint {name}-error"
    assert all(f'id="{one}"' in markup for one in control["aria-describedby"].split())


def test_a_field_without_fault_is_not_called_wrong(ui: Any) -> None:
    markup = ui.field(Session()["day"])
    assert "aria-invalid" not in markup
    assert "aria-describedby" not in markup
    assert "al-field--wrong" not in markup


def test_the_description_of_a_field_is_its_hint(ui: Any) -> None:
    assert "Never a name." in ui.field(Session()["client"])


def test_what_was_typed_is_kept_and_does_no_harm(ui: Any, wrong: Session) -> None:
    markup = ui.field(wrong["minutes"])
    assert "<script>" not in markup
    assert "&lt;script&gt;" in markup


def test_only_fields_called_optional_are_marked_so(ui: Any) -> None:
    assert "(optional)" in ui.field(Session()["note"], optional=True)
    assert "(optional)" in ui.field(Session()["evidence"], optional=True)
    assert "(optional)" not in ui.field(Session()["client"])
    assert "(optional)" not in ui.field(Session()["note"])  # a draft may lack what sending it needs


@pytest.mark.parametrize("name", ["client", "secret", "evidence", "agreed"])
def test_other_attributes_reach_the_control(ui: Any, name: str) -> None:
    assert attributes(ui.field(Session()[name], autocomplete="off"), "input")["autocomplete"] == "off"


def test_a_class_of_ones_own_joins_ours(ui: Any) -> None:
    assert (
        attributes(ui.field(Session()["minutes"], class_="al-in--short"), "input")["class"]
        == "al-in al-in--short"
    )


def test_a_hidden_field_has_no_label(ui: Any) -> None:
    assert "<label" not in ui.field(Session()["token"])


@pytest.mark.parametrize("name", ["level", "regions"])
def test_choices_are_a_group_with_a_name(ui: Any, name: str) -> None:
    markup = ui.field(Session()[name])
    assert f'<legend class="al-legend">{Session()[name].label.text}</legend>' in markup
    assert markup.count('class="al-choice"') == len(list(Session()[name]))


def test_the_error_of_a_group_describes_the_group(ui: Any, wrong: Session) -> None:
    assert attributes(ui.segments(wrong["level"]), "fieldset")["aria-describedby"] == "level-error"


def test_the_trainees_own_rating_is_marked(ui: Any) -> None:
    assert re.findall(r'class="is-self">.*?</label>', ui.segments(Session()["level"], own=2))[0].endswith(
        "two</label>"
    )


def test_every_line_of_the_summary_leads_to_a_control(ui: Any, wrong: Session) -> None:
    targets = re.findall(r'href="#([^"]+)"', ui.error_summary(wrong))
    page = "".join(ui.field(field) for field in wrong)
    assert "where-room" in targets
    assert len(targets) >= 5
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_the_summary_counts_in_words_and_is_where_one_starts(ui: Any) -> None:
    form = Where(MultiDict())
    form.validate()
    assert "One thing to put right" in ui.error_summary(form)
    assert "data-al-focus" in ui.error_summary(form)


def test_nothing_wrong_means_no_summary(ui: Any) -> None:
    assert ui.error_summary(Session()).strip() == ""


def test_a_button_submits_unless_told_otherwise(ui: Any) -> None:
    assert attributes(ui.button("Sign", "main", busy="Signing…", name="go", value="sign"), "button") == {
        "type": "submit",
        "class": "al-btn al-btn--main",
        "data-al-busy": "Signing…",
        "name": "go",
        "value": "sign",
    }
    assert attributes(ui.button("Plain", type="button"), "button")["type"] == "button"


STATES = (
    "valid", "expired", "unverified", "suspended", "revoked", "altered", "superseded", "could-not-check", "not-found",
)  # fmt: skip


def test_every_verdict_has_a_word_and_a_mark_of_its_own(ui: Any) -> None:
    drawn = {state: ui.verdict(state, "A sentence.") for state in STATES}
    words = {re.findall(r"<h1[^>]*>([^<]+)</h1>", markup)[0] for markup in drawn.values()}
    marks = {re.findall(r'al-verdict__mark" d="([^"]+)"', markup)[0] for markup in drawn.values()}
    assert len(words) == len(marks) == len(STATES)


def test_only_a_valid_certificate_is_green(ui: Any) -> None:
    assert [state for state in STATES if "al-verdict--safe" in ui.verdict(state)] == ["valid"]


@pytest.mark.parametrize(
    ("state", "said"), [("yes", "yes"), ("no", "no"), ("care", "limit"), ("unknown", "could not check")]
)
def test_each_of_the_four_answers_is_said_in_words(ui: Any, state: str, said: str) -> None:
    markup = ui.four_answers([{"state": state, "name": "In date", "why": "Until May."}])
    assert said in re.findall(r'al-sr">\(([^)]+)\)', markup)[0]


def test_what_could_not_be_checked_gets_no_tick(ui: Any) -> None:
    tick = re.findall(r"<path[^>]+>", ui.icon("circle-check"))[-1]
    assert tick in ui.four_answers([{"state": "yes", "name": "Authentic", "why": ""}])
    assert tick not in ui.four_answers([{"state": "unknown", "name": "Authentic", "why": ""}])


def test_a_waived_need_says_who_waived_it_whatever_its_state(ui: Any) -> None:
    markup = ui.requirement("stop", "A second assessor", waived="Waived by Bea until 1 March 2027")
    assert "al-bead--waived" in markup
    assert "Waived by Bea until 1 March 2027" in markup
    assert "(waived)" in markup


@pytest.mark.parametrize("state", ["met", "now", "open", "care", "stop", "lock", "waived", "aged", "past"])
def test_every_state_on_the_line_is_also_said(ui: Any, state: str) -> None:
    assert re.search(r'al-sr">\([a-z ,]+\)', ui.requirement(state, "Module quizzes"))


def test_errors_are_never_toasts(ui: Any) -> None:
    FLASHED[:] = [("message", "Sent to Bea."), ("success", "Saved."), ("error", "It was not sent.")]
    markup = ui.flashes()
    FLASHED.clear()
    toasts = re.findall(r'<div class="al-toast(?: [^"]*)?">.*?<span>([^<]*)</span>', markup)
    alerts = re.findall(r'role="alert">.*?<strong>([^<]*)</strong>', markup, re.S)
    assert (toasts, alerts) == (["Sent to Bea.", "Saved."], ["It was not sent."])


def test_a_dialog_is_a_page_when_there_is_no_script(ui: Any) -> None:
    link = attributes(ui.dialog_link("Revoke…", "/certificates/1/revoke", "revoke"), "a")
    assert (link["href"], link["data-al-dialog"]) == ("/certificates/1/revoke", "revoke")
    markup = ui.dialog(
        "revoke", "Revoke this certificate?", "It can't be undone.", "Revoke certificate", "/r", "/c"
    )
    assert attributes(markup, "form") == {"class": "al-stack", "method": "post", "action": "/r"}
    assert 'value="token-of-this-session"' in markup
    assert ">Revoke certificate</button>" in markup


def listing(page: int, pages: int) -> SimpleNamespace:
    return SimpleNamespace(
        page=page, pages=pages, has_prev=page > 1, has_next=page < pages, prev_num=page - 1, next_num=page + 1,
        first=1, last=25, total=214, iter_pages=lambda: [*range(1, pages), None, pages],
    )  # fmt: skip


def test_pages_keep_the_question_that_was_asked(ui: Any) -> None:
    markup = ui.pagination(listing(2, 9), ".show_people", what="people", q="ana")
    assert 'href="/.show_people?page=3&amp;q=ana" rel="next"' in markup
    assert markup.count('aria-current="page"') == 1
    assert "1–25 of 214 people" in markup


def test_one_page_needs_no_pages(ui: Any) -> None:
    assert ui.pagination(listing(1, 1), ".show_people").strip() == ""


def test_words_from_outside_are_escaped(ui: Any) -> None:
    nasty = "<img src=x>"
    drawn = [
        ui.tag("safe", nasty), ui.callout("note", nasty, nasty), ui.empty(nasty, nasty), ui.requirement("open", nasty),
        ui.event("now", nasty, nasty, nasty, nasty), ui.cell("met", nasty), ui.facts([(nasty, nasty)]), ui.toast(nasty),
        ui.queue_item("/x", nasty, nasty, nasty), ui.verdict("valid", nasty), ui.td(nasty, nasty), ui.button(nasty),
    ]  # fmt: skip
    assert [str(markup) for markup in drawn if "<img" in markup] == []
