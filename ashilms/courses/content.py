"""Where a pack's lessons, figures and quizzes are, and each lesson rendered: what checking and loading both need."""

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from ashilms.courses.figures import CleanFigure, clean_figure
from ashilms.courses.media import Recording, recordings_in
from ashilms.courses.parts import Rendered, render_lesson
from ashilms.courses.rules.credit import Content
from ashilms.plugins import PackDocument, PackFiles

MODULES, LESSONS, FIGURES = "modules/*/module.yaml", "modules/*/*.md", "figures/"


def folder_of(document: PackDocument) -> str:
    """Return the folder that a module or a lesson lies in."""
    return document.file.rpartition("/")[0]


def number_of(path: str) -> int:
    """Return the number at the beginning of a file's or folder's own name."""
    return int(path.rpartition("/")[2][:2])


def lessons_of(pack: PackFiles, module: PackDocument) -> list[PackDocument]:
    """Return a module's lessons, in their order."""
    return pack.find(f"{folder_of(module)}/*.md")


def quizzes_in(pack: PackFiles) -> list[dict[str, Any]]:
    """Return the pack's quizzes, as far as their file can be read."""
    found = pack.find("quizzes.yaml")
    return list(found[0].data["quizzes"]) if found else []


def figures_in(pack: PackFiles) -> Iterator[tuple[str, str, CleanFigure]]:
    """Yield each figure as its file, its key, and the drawing made fit for a page."""
    for file in sorted(pack.texts):
        if file.startswith(FIGURES):
            key = file.removeprefix(FIGURES).removesuffix(".svg")
            yield file, key, clean_figure(key, pack.texts[file])


def render(pack: PackFiles, lesson: PackDocument) -> Rendered:
    """Return a lesson as safe parts, and what is wrong with it."""
    terms, figures = pack.ids["term"], pack.ids["figure"]
    found = pack.find("screening.yaml")
    table = found[0].data if found else None
    media = pack.ids["media"]
    return render_lesson(
        lesson.body, lesson.body_line, terms=terms, figures=figures, media=media, screening=table
    )


def contents(pack: PackFiles) -> Iterator[tuple[PackDocument, Content]]:
    """Yield each module with what it holds that may count as continuing education; renders every lesson.

    Where the quizzes can't be read, each module is taken to have one: what is wrong then is their file.
    """
    unread = "quizzes.yaml" in pack.files and not pack.find("quizzes.yaml")
    examined = {quiz.get("module") for quiz in quizzes_in(pack)}
    seconds = seconds_of(pack)
    for module in pack.find(MODULES):
        rendered = [render(pack, lesson) for lesson in lessons_of(pack, module)]
        yield module, held_in(rendered, seconds, examined=unread or module.data["id"] in examined)


def seconds_of(pack: PackFiles) -> dict[str, int]:
    """Return how long each recording takes, by its name, as far as its page can be read."""
    return {recording.key: recording.seconds for recording in recordings_in(pack)}


def held_in(rendered: Iterable[Rendered], seconds: Mapping[str, int], *, examined: bool) -> Content:
    """Return what lessons hold together; a recording counts once, however often it is shown."""
    lessons = list(rendered)
    played = {name for lesson in lessons for name in lesson.names("media")}
    media = sum(seconds.get(name, 0) for name in played) // 60
    return Content(sum(lesson.words for lesson in lessons), media, examined=examined)


Lessons = Iterable[tuple[PackDocument, Rendered]]


def digest_of(pack: PackFiles, module: PackDocument, lessons: Lessons) -> str:
    """Return the digest of what a reviewer of a module reads: its text, lesson by lesson, and all that these show.

    Taken over the source, so that nothing but an author changes it: what a module waits for, its minutes and its
    review mark are left out, and so are its questions, which are no text of the module.
    """
    said: list[dict[str, Any]] = [{name: module.data[name] for name in ("title", "summary", "objectives")}]
    glossary = [entry for found in pack.find("glossary.yaml") for entry in found.data["terms"]]
    terms = {entry["id"]: [entry["term"], entry["definition"]] for entry in glossary}
    beside = {r.key: [sha256(r.data).hexdigest(), _words_beside(r)] for r in recordings_in(pack)}
    for lesson, rendered in lessons:
        said.append({
            **{name: lesson.data[name] for name in ("id", "title", "objectives", "sources")},
            "body": lesson.body,
            "figures": [pack.texts.get(f"{FIGURES}{name}.svg") for name in rendered.names("figure")],
            "terms": [terms.get(term) for term in rendered.terms],
            "recordings": [beside.get(name) for name in rendered.names("media")],
            "tables": [part for part in rendered.parts if part["kind"] == "screening"],
        })  # fmt: skip
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _words_beside(recording: Recording) -> list[Any]:
    page, captions = recording.page, recording.captions
    return [page.data["title"] if page else "", page.body if page else "", captions.text if captions else ""]
