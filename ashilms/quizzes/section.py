"""The questions and quizzes of a pack: what is wrong with them, and loading them as versions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.formats import plural
from ashilms.plugins import PackDocument, PackFiles, Plain, Problem
from ashilms.quizzes.rules.paper import PoolItem, as_blueprint, shortage
from ashilms.quizzes.services import Kinds, QuestionDraft, QuizDraft, keep_questions, keep_quizzes

QUESTIONS, QUIZZES = "questions/*.yaml", "quizzes.yaml"
POINTERS = ("module", "objective", "source", "figure")
"""Fields of an item that name something the pack must declare."""
BLUEPRINT = ("draw", "critical", "pass_percent", "minutes", "attempts", "waits_hours", "parts")
PER_CRITICAL_RULE = 3
"""A missed critical rule is asked again by two other questions."""
MODULE_POOL, OWN_POOL, MUST_PASS = 3, 2, 3
"""How many times what is drawn the pool of a module holds at least, and one of its own, and of must-pass questions."""


def check(pack: PackFiles) -> list[Problem]:
    """Return everything that is wrong with the pack's questions and quizzes, each where it stands."""
    kinds = kinds_of(pack)
    return [
        *(
            problem
            for document in pack.find(QUESTIONS)
            for problem in _check_questions(pack, document, kinds)
        ),
        *(problem for document in pack.find(QUIZZES) for problem in _check_quizzes(pack, document, kinds)),
    ]


def load(db: Session, actor: Actor, pack: PackFiles, *, now: datetime) -> list[str]:
    """Load the pack's questions and quizzes, and return what changed; a changed one becomes a new version."""
    course, kinds = courses.get_course(db, pack.slug), kinds_of(pack)
    questions = [
        _question(item, _pool_of(document.data), document.data["rules"], kinds)
        for document in pack.find(QUESTIONS)
        for item in document.data["items"]
    ]
    quizzes = [_quiz(quiz) for document in pack.find(QUIZZES) for quiz in document.data["quizzes"]]
    return [
        *keep_questions(db, actor, course.id, questions, now=now),
        *keep_quizzes(db, actor, course.id, quizzes, now=now),
    ]


def kinds_of(pack: PackFiles) -> Kinds:
    """Return the kinds of question that are installed."""
    return pack.kinds.get("question_kinds", {})


def _check_questions(pack: PackFiles, document: PackDocument, kinds: Kinds) -> Iterator[Problem]:
    data, pool = document.data, _pool_of(document.data)
    if document.file != f"questions/{pool}.yaml":
        yield document.problem(f"Questions of {pool} stand in questions/{pool}.yaml.", "module")
    rules = {rule["id"]: rule for rule in data["rules"]}
    for at, item in enumerate(data["items"]):
        for field, sentence in _wrong_with(item, data.get("module"), rules, pack):
            yield document.problem(sentence, "items", at, field)
        if item["kind"] in kinds:
            for sentence in kinds[item["kind"]].problems(item):
                yield document.problem(f"{item['id']}: {sentence}", "items", at, "options")
    for at, rule in enumerate(data["rules"]):
        count = sum(item["rule"] == rule["id"] for item in data["items"])
        if rule["critical"] and count < PER_CRITICAL_RULE:
            have = plural(count, "question")
            sentence = f"Must-pass rule {rule['id']!r} has {have}; one to ask and two others for a re-test are needed."
            yield document.problem(sentence, "rules", at)


def _wrong_with(
    item: Plain, module: str | None, rules: dict[str, Any], pack: PackFiles
) -> Iterator[tuple[str, str]]:
    if module and item["module"] != module:
        yield "module", f"{item['id']} is of {item['module']!r}, and this file holds questions of {module!r}."
    rule = rules.get(item["rule"])
    if rule is None:
        yield "rule", f"{item['id']} tests rule {item['rule']!r}, which this file does not list."
    elif rule["critical"] != item["critical"]:
        word = "must-pass" if rule["critical"] else "not must-pass"
        yield "critical", f"{item['id']} disagrees with its rule {item['rule']!r}, which is {word}."
    for what in POINTERS:
        if what in item and item[what] not in pack.ids.get(what, frozenset()):
            yield what, f"{item['id']} names {what} {item[what]!r}, which the pack does not have."


def _check_quizzes(pack: PackFiles, document: PackDocument, kinds: Kinds) -> Iterator[Problem]:
    for at, quiz in enumerate(document.data["quizzes"]):
        for field, sentence in _wrong_with_quiz(quiz, pack, kinds):
            yield document.problem(f"{quiz['id']}: {sentence}", "quizzes", at, field)


def _wrong_with_quiz(quiz: Plain, pack: PackFiles, kinds: Kinds) -> Iterator[tuple[str, str]]:
    for gate in _gates(quiz):
        for what, target in gate.items():
            if target not in pack.ids.get(what, frozenset()):
                yield "requires", f"It names {what} {target!r}, which the pack does not have."
    if quiz["critical"] > quiz["draw"]:
        yield "critical", f"{quiz['critical']} must-pass questions can't be among {quiz['draw']} drawn."
        return
    yield from _wrong_with_parts(quiz)
    whole = _items(pack, _pool_of(quiz))
    pool = [_pool_item(number, item, _pool_of(quiz)) for number, item in enumerate(whole)]
    if reason := shortage(as_blueprint(_blueprint(quiz)), [p for p in pool if whole[p.id]["kind"] in kinds]):
        yield "draw", reason
    times = MODULE_POOL if "module" in quiz else OWN_POOL
    for field, have, factor in (
        ("draw", len(pool), times), ("critical", sum(item.critical for item in pool), MUST_PASS)
    ):  # fmt: skip
        if have < (needed := quiz[field] * factor):
            sort = "questions" if field == "draw" else "must-pass questions"
            yield (
                field,
                f"{quiz[field]} {sort} are drawn, so the pool must hold {needed} or more; it has {have}.",
            )


def _wrong_with_parts(quiz: Plain) -> Iterator[tuple[str, str]]:
    for field in ("draw", "critical"):
        sums = sum(part[field] for part in quiz.get("parts", ()))
        if quiz.get("parts") and sums != quiz[field]:
            yield "parts", f"The parts' {field} add up to {sums}, and the quiz says {quiz[field]}."


def _pool_of(data: Plain) -> str:
    """Return the name of the pool that a file of questions fills or a quiz draws from: a module's, or its own."""
    return str(data.get("module") or data["pool"])


def _topic(item: Plain, pool: str) -> str:
    """Return what a question counts as when topics are balanced: in a pool of its own, the module that it is about."""
    return str(item["topic"] if item["module"] == pool else item["module"])


def _items(pack: PackFiles, pool: str) -> list[Plain]:
    found = (document.data for document in pack.find(QUESTIONS) if _pool_of(document.data) == pool)
    return [item for data in found for item in data["items"]]


def _pool_item(number: int, item: Plain, pool: str) -> PoolItem:
    return PoolItem(number, item["rule"], _topic(item, pool), item["critical"])


def _gates(quiz: Plain) -> list[dict[str, str]]:
    """Return what opens a quiz: as it says, by default its own module completed."""
    own = [{"module": quiz["module"]}] if "module" in quiz else []
    return list(quiz.get("requires", own))


def _question(item: Plain, pool: str, rules: list[dict[str, Any]], kinds: Kinds) -> QuestionDraft:
    kind = kinds.get(item["kind"])
    # Of a kind that is not installed nothing can be told apart, so all of it is kept as the key.
    asked, key = kind.split(item) if kind else ({}, dict(item))
    return QuestionDraft(
        id=item["id"],
        kind=item["kind"],
        pool=pool,
        topic=_topic(item, pool),
        rule=item["rule"],
        rule_text=next(rule["text"] for rule in rules if rule["id"] == item["rule"]),
        critical=item["critical"],
        about={name: item[name] for name in ("objective", "difficulty", "source")},
        asked=asked,
        key=key,
    )


def _quiz(quiz: Plain) -> QuizDraft:
    return QuizDraft(quiz["id"], quiz["title"], _pool_of(quiz), _gates(quiz), _blueprint(quiz))


def _blueprint(quiz: Plain) -> dict[str, Any]:
    return {name: quiz[name] for name in BLUEPRINT if name in quiz}
