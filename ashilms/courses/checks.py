"""What is wrong with a pack's modules, lessons, glossary and figures, each where it stands."""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from ashilms.courses.content import (
    LESSONS,
    MODULES,
    contents,
    figures_in,
    folder_of,
    held_in,
    number_of,
    quizzes_in,
    render,
    seconds_of,
)
from ashilms.courses.markup import Markup
from ashilms.courses.media import check_media
from ashilms.courses.rules import CHECKS, MEDIA, first_shut
from ashilms.courses.rules.credit import CONTACT_HOUR, WORDS_PER_HOUR, Content, supported_minutes
from ashilms.formats import plural
from ashilms.plugins import PackDocument, PackFiles, Problem


def check(pack: PackFiles) -> list[Problem]:
    """Return everything that is wrong with the pack's text, figures, and what they point at."""
    return [
        *_check_place(pack),
        *_check_modules(pack),
        *(problem for lesson in pack.find(LESSONS) for problem in _check_lesson(pack, lesson)),
        *_check_glossary(pack),
        *check_media(pack),
        *_check_credit(pack),
        *(Problem(file, line, told) for file, _, clean in figures_in(pack) for line, told in clean.wrong),
    ]


def _check_place(pack: PackFiles) -> Iterator[Problem]:
    document = pack.yaml("pack.yaml")
    if pack.root.name not in ("", pack.slug):
        message = f'The id is "{pack.slug}" and the folder is "{pack.root.name}". Give both the same name.'
        yield document.problem(message, "id")
    if not pack.find(MODULES):
        yield document.problem("The pack has no module. Add modules/01-its-name/module.yaml and a lesson.")


def _check_modules(pack: PackFiles) -> Iterator[Problem]:
    modules, lessons = pack.find(MODULES), pack.find(LESSONS)
    for module in modules:
        if not any(fnmatchcase(name, f"{folder_of(module)}/*.md") for name in pack.files):
            yield module.problem("This module has no lesson. Add one in its folder, such as 01-its-name.md.")
        yield from _check_gates(pack, module)
    for lesson in lessons:
        if f"{folder_of(lesson)}/module.yaml" not in pack.files:
            yield lesson.problem("There is no module.yaml in this lesson's folder. Add one.")
    yield from _same_numbers(modules, lambda module: number_of(folder_of(module)))
    yield from _same_numbers(lessons, lambda lesson: (folder_of(lesson), number_of(lesson.file)))
    yield from _check_order(pack, modules)


def _same_numbers(
    documents: Iterable[PackDocument], number: Callable[[PackDocument], object]
) -> Iterator[Problem]:
    seen: dict[Any, str] = {}
    for document in documents:
        if (taken := seen.setdefault(number(document), document.file)) != document.file:
            yield document.problem(f"The number in this name is taken by {taken}. Give each its own.")


def _check_gates(pack: PackFiles, module: PackDocument) -> Iterator[Problem]:
    for place, gate in enumerate(module.data["requires"]):
        for kind, ref in gate.items():
            if ref not in pack.ids[kind]:
                yield module.problem(
                    f'There is no {kind} "{ref}" in this pack. Name one that it has.', "requires", place, kind
                )


def _check_order(pack: PackFiles, modules: Iterable[PackDocument]) -> Iterator[Problem]:
    """Tell about modules and quizzes that wait for each other, and so never open."""
    gates = {f"module {module.data['id']}": module.data["requires"] for module in modules}
    gates |= {f"quiz {quiz['id']}": _gates_of(quiz) for quiz in quizzes_in(pack)}
    named = {key: [f"{kind} {ref}" for gate in of for kind, ref in gate.items()] for key, of in gates.items()}
    shut = first_shut({key: [name for name in of if name in gates] for key, of in named.items()})
    for module in modules:
        if cause := shut.get(f"module {module.data['id']}"):
            yield module.problem(_shut("module", cause), "requires")
    for document in pack.find("quizzes.yaml"):
        for place, quiz in enumerate(document.data["quizzes"]):
            if cause := shut.get(f"quiz {quiz['id']}"):
                yield document.problem(_shut("quiz", cause), "quizzes", place, "requires")


def _shut(what: str, cause: str) -> str:
    return f"This {what} can never open: it waits for {cause}, which waits for this one in turn."


def _gates_of(quiz: dict[str, Any]) -> list[dict[str, str]]:
    own = [{"module": quiz["module"]}] if "module" in quiz else []
    return list(quiz.get("requires", own))


def _check_lesson(pack: PackFiles, lesson: PackDocument) -> Iterator[Problem]:
    rendered = render(pack, lesson)
    yield from (Problem(lesson.file, line, told) for line, told in rendered.wrong)
    for place, source in enumerate(lesson.data["sources"]):
        if source not in pack.ids["source"]:
            yield lesson.problem(f'There is no source "{source}" in sources.yaml. Add it.', "sources", place)
    conditions = lesson.data["conditions"]
    if CHECKS in conditions and not rendered.names("check"):
        yield lesson.problem(
            "checks is a condition, but the lesson has no ::: check. Add one, or take it out.", "conditions"
        )
    if MEDIA in conditions and not rendered.names("media"):
        yield lesson.problem(
            "media is a condition, but the lesson has no ::: media. Add one, or take it out.", "conditions"
        )
    held = held_in([rendered], seconds_of(pack), examined=True)
    if held.media_minutes > lesson.data["minutes"]:
        yield lesson.problem(
            f"Its recordings alone take {held.media_minutes} minutes. Count them in here.", "minutes"
        )


def _check_glossary(pack: PackFiles) -> Iterator[Problem]:
    for document in pack.find("glossary.yaml"):
        for place, entry in enumerate(document.data["terms"]):
            markup = Markup()
            markup.block(entry["definition"])
            for _, told in markup.wrong:
                yield document.problem(told, "terms", place, "definition")


def _check_credit(pack: PackFiles) -> Iterator[Problem]:
    """Tell about modules that claim more continuing education than they hold."""
    if not any(module.data.get("ce_minutes") for module in pack.find(MODULES)):
        return
    for module, content in contents(pack):
        claimed, supported = module.data.get("ce_minutes", 0), supported_minutes(content)
        if claimed > supported:
            message = (
                f"{claimed} CE minutes are claimed, and {_why(content, supported)} Claim {supported or 'none'}, "
                "or add what is lacking."
            )
            yield module.problem(message, "ce_minutes")


def _why(content: Content, supported: int) -> str:
    if not content.examined:
        return "no quiz examines this module, without which none is supported."
    media = f" and {plural(content.media_minutes, 'minute')} of recordings" if content.media_minutes else ""
    return (
        f"its {content.words} words{media} support {supported}: {WORDS_PER_HOUR} words are a contact hour of "
        f"{CONTACT_HOUR} minutes{', and so are 60 minutes of recordings' if media else ''}."
    )
