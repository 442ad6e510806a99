"""Reading questions from Moodle XML (https://docs.moodle.org/en/Moodle_XML_format)."""

from collections.abc import Callable
from typing import Any

from ashilms.quizzes.formats.answers import (
    NUMBER,
    Answer,
    as_accepted,
    as_options,
    as_share,
    bounded,
    earning_of,
    essay,
    no_place,
    note,
    number,
    rationale_of,
    share_of,
)
from ashilms.quizzes.formats.found import MOST_ITEMS, BadFile, Found, title_of
from ashilms.quizzes.formats.gift_reader import CATEGORY
from ashilms.quizzes.formats.gift_text import HTML, MARKDOWN, bare
from ashilms.quizzes.formats.xml_tree import Node, read_xml

KEPT = {
    "name", "questiontext", "answer", "subquestion", "generalfeedback", "single", "shuffleanswers", "answernumbering",
    "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "defaultgrade", "penalty", "hidden", "idnumber",
    "usecase", "showstandardinstruction",
}  # fmt: skip
"""Parts of a question that are kept, looked at here, or say nothing about it that an item would."""


def read_moodle(text: str) -> list[Found]:
    """Return what each question of a Moodle XML file becomes, in order; raises `BadFile` for what is no such file."""
    top = read_xml(text)
    if top.tag != "quiz":
        raise BadFile(f"Line {top.line}: this is no Moodle XML: it must begin with <quiz>, not <{top.tag}>.")
    found = [_question(node) for node in top.all("question")]
    if len(found) > MOST_ITEMS:
        raise BadFile(f"These are more than {MOST_ITEMS} questions. Split the file.")
    others = [node for node in top.children if node.tag != "question"]
    strange = [Found(n.line, n.tag, against=["This is no question of Moodle XML."]) for n in others]
    return sorted([*found, *strange], key=lambda one: one.line)


def _question(node: Node) -> Found:
    sort = node.attributes.get("type", "")
    if sort == "category":
        return Found(node.line, node.first("category").first("text").text, "category", lost=[CATEGORY])
    found = Found(node.line, "")
    stem = _text(found, node.first("questiontext"))
    found.title = title_of(node.first("name").first("text").text, stem)
    if sort not in _SORTS:
        found.against.append(f"A question of the type {sort or 'nothing'} can't be asked here.")
        return found
    found.item = {"stem": stem}
    kind, fields = _SORTS[sort](found, node, _text(found, node.first("generalfeedback")))
    found.kind = kind
    found.item |= {"kind": kind, **fields}
    if not stem:
        found.against.append("It asks nothing: its text is empty.")
    _note_rest(found, node)
    return found


def _note_rest(found: Found, node: Node) -> None:
    rest = sorted({child.tag for child in node.children} - KEPT)
    if rest:
        found.lost.append(f"Not kept, since an item has no place for it: {', '.join(rest)}.")
    for tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        if node.first(tag).first("text").text:
            found.lost.append("Feedback to right, partly right and wrong answers as a whole is not kept.")
            break


def _text(found: Found, node: Node, default: str = "html") -> str:
    """Return an element's text as plain text; markup and files that are lost are noted."""
    text, form = node.first("text").text, node.attributes.get("format", default)
    if any(node.all("file")):
        note(found, ["Its files and pictures are not kept."])
    if form == "markdown":
        note(found, [MARKDOWN])
    if form != "html":
        return text
    told = bare(text)
    note(found, [HTML] if told != text else [])
    return told


def _answers(found: Found, node: Node, default: str) -> list[Answer]:
    return [_answer(found, answer, default) for answer in bounded(found, [*node.all("answer")])]


def _answer(found: Found, node: Node, default: str) -> Answer:
    fraction = node.attributes.get("fraction", "0")
    if not NUMBER.fullmatch(fraction):
        found.against.append(f"An answer earns {fraction[:20]!r}, which is no number of per cent.")
        fraction = "0"
    return Answer(share_of(fraction), _text(found, node, default), _text(found, node.first("feedback")))


def _choice(found: Found, node: Node, why: str) -> tuple[str, dict[str, Any]]:
    several = node.first("single").text.lower() in ("false", "0")
    fields = as_options(found, _answers(found, node, "html"), why, several=several)
    return "multiple" if several else "single", fields


def _truth(found: Found, node: Node, why: str) -> tuple[str, dict[str, Any]]:
    answers = {answer.text.lower(): answer for answer in _answers(found, node, "moodle_auto_format")}
    if set(answers) != {"true", "false"}:
        found.against.append("It must have the answers true and false, each once.")
        return "truefalse", {}
    no_place(found, why)
    told = {said: answers[said].feedback for said in ("true", "false")}
    return "truefalse", {"right": answers["true"].share > answers["false"].share, "rationale": told}


def _short(found: Found, node: Node, why: str) -> tuple[str, dict[str, Any]]:
    if node.first("usecase").text == "1":
        found.lost.append("Capital and small letters count there; here they don't.")
    answers = _answers(found, node, "moodle_auto_format")
    if any("*" in answer.text for answer in answers):
        found.lost.append("An answer with * fits any text there; here it is the character itself.")
    return "short", as_accepted(found, answers, why)


def _numeric(found: Found, node: Node, why: str) -> tuple[str, dict[str, Any]]:
    answers = _answers(found, node, "moodle_auto_format")
    near = [answer.first("tolerance").text or "0" for answer in node.all("answer")]
    kept = earning_of(found, answers)
    read = [
        {"value": number(found, one.text), "tolerance": number(found, tolerance), **as_share(one.share)}
        for one, tolerance in zip(answers, near, strict=False)
        if one in kept
    ]
    return "numeric", {"answers": read, "rationale": rationale_of(found, answers, why)}


def _matching(found: Found, node: Node, why: str) -> tuple[str, dict[str, Any]]:
    both = [
        (_text(found, sub), sub.first("answer").first("text").text)
        for sub in bounded(found, [*node.all("subquestion")])
    ]
    pairs = [(prompt, match) for prompt, match in both if prompt]
    named = [{"id": f"p{at}", "prompt": p, "match": m} for at, (p, m) in enumerate(pairs, start=1)]
    more = [match for prompt, match in both if not prompt]
    return "matching", {"pairs": named, **({"distractors": more} if more else {}), "rationale": why}


def _essay(found: Found, node: Node, why: str) -> tuple[str, dict[str, Any]]:
    return "essay", essay(found, why)


_SORTS: dict[str, Callable[[Found, Node, str], tuple[str, dict[str, Any]]]] = {
    "multichoice": _choice,
    "truefalse": _truth,
    "shortanswer": _short,
    "numerical": _numeric,
    "matching": _matching,
    "essay": _essay,
}
