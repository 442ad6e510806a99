"""Notes and bookmarks: a person's own, on lessons and on a page of their own."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from ashilms import formats
from ashilms.courses import services
from ashilms.courses.forms import BookmarkForm, NoteForm
from ashilms.courses.rules.notes import as_markdown
from ashilms.courses.views.blueprint import LESSON, bp
from ashilms.courses.views.lessons import lesson_page
from ashilms.web import actor, limited, needs, now, saved, session, transaction


@bp.post(f"{LESSON}/note")
@needs("see lessons")
@limited("60 per minute")
def save_note(slug: str, module: str, lesson: str) -> ResponseReturnValue:
    """Keep what somebody notes on a lesson; what was saved elsewhere meanwhile is shown beside it (409)."""
    form = NoteForm()
    if not form.validate():
        opened = services.open_lesson(session(), actor(), slug, module, lesson)
        return lesson_page(opened, note=form), 422
    here = url_for(".show_lesson", slug=slug, module=module, lesson=lesson)
    try:
        with transaction() as db:
            services.save_note(db, actor(), slug, module, lesson, form.text.data or "", form.seen, now=now())
    except services.NoteChanged as both:
        return _both(both, here), 409
    return redirect(f"{here}#note")


@bp.post(f"{LESSON}/bookmark")
@needs("see lessons")
@limited("60 per minute")
def set_bookmark(slug: str, module: str, lesson: str) -> ResponseReturnValue:
    """Bookmark a lesson, or no longer."""
    form = BookmarkForm()
    if not form.validate():
        raise BadRequest
    with transaction() as db:
        services.set_bookmark(db, actor(), slug, module, lesson, keep=form.keep.data == "1", now=now())
    return redirect(url_for(".show_lesson", slug=slug, module=module, lesson=lesson))


@bp.get("/notes")
@needs("see lessons")
def show_notes() -> ResponseReturnValue:
    """Show a person what they noted and bookmarked, the latest first."""
    return _notes_page()


@bp.get("/notes/export")
@needs("see lessons")
def export_notes() -> ResponseReturnValue:
    """Give a person their own notes and bookmarks as a text."""
    marked = services.find_marked(session(), actor().id, request.args.get("course", ""))
    text = as_markdown(marked, (formats.day(entry.at, actor().zone) for entry in marked))
    return saved(text, "text/markdown", "notes.md")


@bp.post("/notes/<int:note_id>")
@needs("see lessons")
@limited("60 per minute")
def change_note(note_id: int) -> ResponseReturnValue:
    """Let a person change a note of theirs where they found it again."""
    form = NoteForm()
    services.get_note(session(), actor(), note_id)
    if not form.validate():
        return _notes_page(note_id, form), 422
    try:
        with transaction() as db:
            services.change_note(db, actor(), note_id, form.text.data or "", form.seen, now=now())
    except services.NoteChanged as both:
        return _both(both, url_for(".show_notes")), 409
    flash("Note saved.", "success")
    return redirect(url_for(".show_notes", _anchor=f"note-{note_id}"))


@bp.post("/notes/<int:note_id>/remove")
@needs("see lessons")
def remove_note(note_id: int) -> ResponseReturnValue:
    """Take a note of one's own away; the page that follows can bring it back."""
    with transaction() as db:
        services.remove_note(db, actor(), note_id, now=now())
    return redirect(url_for(".show_notes", removed=note_id))


@bp.post("/notes/<int:note_id>/bring-back")
@needs("see lessons")
def bring_back_note(note_id: int) -> ResponseReturnValue:
    """Bring a note of one's own back."""
    with transaction() as db:
        services.bring_back_note(db, actor(), note_id)
    flash("The note is back.", "success")
    return redirect(url_for(".show_notes", _anchor=f"note-{note_id}"))


def _notes_page(note_id: int | None = None, form: NoteForm | None = None) -> str:
    """Return the page of notes; `form` is what was sent for the note `note_id`."""
    everything = services.find_marked(session(), actor().id)
    courses = dict(sorted({entry.course: entry.course_title for entry in everything}.items()))
    chosen = request.args.get("course", "")
    marked = [entry for entry in everything if chosen not in courses or entry.course == chosen]
    forms = {e.note.id: NoteForm(None, text=e.note.text, version=e.note.version) for e in marked if e.note}
    if note_id is not None and form is not None:
        forms[note_id] = form
    return render_template(
        "ashilms/courses/notes.html", marked=marked, courses=courses, chosen=chosen, forms=forms,
        total=len(everything), removed=services.find_removed(session(), actor().id),
        just=request.args.get("removed", type=int),
    )  # fmt: skip


def _both(both: services.NoteChanged, back: str) -> str:
    """Return the page with what is saved and what was typed, from which either can be kept."""
    form = NoteForm(None, text=both.typed, version=both.kept.version)
    return render_template("ashilms/courses/note_changed.html", both=both, form=form, back=back)
