"""Questions as CSV for a spreadsheet: a line for each question, and below it a line for each of its answers.

`kind` begins a question; on its line stand `id`, `stem`, `unit` and the rationale of the whole. Lines without a kind
are answers: a text, whether it is `right` (yes or no), its `share`, `tolerance`, `match` and rationale, by the kind.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.formats.answers import Answer, as_options, as_share, bounded, no_place, number
from ashilms.quizzes.formats.found import BROKEN, MOST_ITEMS, BadFile, Found, not_written, title_of
from ashilms.spreadsheet import guard_cell, write_sheet

COLUMNS = ["id", "kind", "stem", "answer", "right", "share", "tolerance", "match", "unit", "rationale"]
_SHARE = re.compile(r"[0-9]{1,6}(?:/[1-9][0-9]{0,5})?")
Row = dict[str, str]


def read_sheet(text: str) -> list[Found]:
    """Return what each question of a CSV becomes, in order; raises `BadFile` for what is no such table."""
    found: list[tuple[Found, Row, list[Row]]] = []
    for line, row in _rows(text):
        if row["kind"].strip():
            found.append(
                (Found(line, title_of(row["id"], row["stem"]), row["kind"].strip().lower()), row, [])
            )
        elif not found:
            raise BadFile(f"Line {line}: an answer stands before the first question, which its kind begins.")
        else:
            found[-1][2].append(row)
        if len(found) > MOST_ITEMS:
            raise BadFile(f"Line {line}: these are more than {MOST_ITEMS} questions. Split the file.")
    return [_question(*one) for one in found]


def _rows(text: str) -> Iterator[tuple[int, Row]]:
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        if [name.strip().lower() for name in next(lines, [])] != COLUMNS:
            raise BadFile(f"Line 1: the heading must be {','.join(COLUMNS)}.")
        begins = lines.line_num + 1
        for cells in lines:
            if any(cells):
                if len(cells) != len(COLUMNS):
                    raise BadFile(f"Line {begins}: there are {len(cells)} cells; {len(COLUMNS)} are needed.")
                yield begins, dict(zip(COLUMNS, map(_unguarded, cells), strict=True))
            begins = lines.line_num + 1
    except csv.Error as problem:
        raise BadFile(f"Line {lines.line_num}: this is no CSV ({problem}).") from problem


def _unguarded(cell: str) -> str:
    """Return a cell without the quote that keeps spreadsheets from computing it."""
    return cell[1:] if cell.startswith("'") and guard_cell(cell[1:]) == cell else cell


def _question(found: Found, row: Row, rows: list[Row]) -> Found:
    if found.kind not in _READ:
        found.against.append(f"CSV has no question of the kind {found.kind}.")
        return found
    answers = bounded(found, [_answer(found, one) for one in rows])
    if not row["stem"].strip():
        found.against.append("It asks nothing: its stem is empty.")
    found.item = {"stem": row["stem"], "kind": found.kind, **_READ[found.kind](found, row, rows, answers)}
    return found


def _answer(found: Found, row: Row) -> Answer:
    right, share = row["right"].strip().lower(), row["share"].strip()
    if right not in ("", "yes", "no"):
        found.against.append(f"right is {right[:20]!r}; write yes or no.")
    if share and not _SHARE.fullmatch(share):
        found.against.append(f"share is {share[:20]!r}; write a fraction such as 1/2.")
        share = ""
    earns = Fraction(share) if share else Fraction(right != "no")
    return Answer(earns, row["answer"], row["rationale"])


def _options(found: Found, row: Row, rows: list[Row], answers: list[Answer]) -> dict[str, Any]:
    blank = [answer.text for answer, one in zip(answers, rows, strict=False) if not one["right"].strip()]
    found.against += [f"right is empty at {text[:40]!r}; write yes or no." for text in blank]
    said = [one["right"].strip().lower() == "yes" for one in rows]
    right = [Answer(Fraction(yes), a.text, a.feedback) for a, yes in zip(answers, said, strict=False)]
    whys = as_options(found, right, row["rationale"], several=False)
    if any(one["share"].strip() for one in rows):
        found.lost.append("Shares of options are not kept: here the kind says what each earns.")
    return whys


def _truth(found: Found, row: Row, rows: list[Row], answers: list[Answer]) -> dict[str, Any]:
    told = {answer.text.strip().lower(): answer for answer in answers}
    if set(told) != {"true", "false"} or len(answers) != 2 or told["true"].share == told["false"].share:
        found.against.append("It must have the answers true and false, one of them right.")
        return {}
    no_place(found, row["rationale"])
    why = {said: told[said].feedback for said in ("true", "false")}
    return {"right": told["true"].share > 0, "rationale": why}


def _short(found: Found, row: Row, rows: list[Row], answers: list[Answer]) -> dict[str, Any]:
    _at_least_one(found, answers)
    accepted = [{"text": answer.text, **as_share(answer.share)} for answer in answers]
    return {"accepted": accepted, "rationale": row["rationale"]}


def _numeric(found: Found, row: Row, rows: list[Row], answers: list[Answer]) -> dict[str, Any]:
    _at_least_one(found, answers)
    read = [
        {
            "value": number(found, a.text),
            "tolerance": number(found, one["tolerance"] or "0"),
            **as_share(a.share),
        }
        for a, one in zip(answers, rows, strict=False)
    ]
    return {"answers": read, **({"unit": row["unit"]} if row["unit"] else {}), "rationale": row["rationale"]}


def _at_least_one(found: Found, answers: list[Answer]) -> None:
    if not answers or any(answer.share <= 0 for answer in answers):
        found.against.append("Each answer must earn something, and there must be one at least.")
    if any(answer.feedback for answer in answers):
        found.lost.append("A rationale of one answer is not kept; write it on the line of the question.")


def _matching(found: Found, row: Row, rows: list[Row], answers: list[Answer]) -> dict[str, Any]:
    both = [(one["answer"], one["match"]) for one in rows]
    named = [(prompt, match) for prompt, match in both if prompt]
    pairs = [{"id": f"p{at}", "prompt": p, "match": m} for at, (p, m) in enumerate(named, start=1)]
    more = [match for prompt, match in both if not prompt]
    if any(one["rationale"] for one in rows):
        found.lost.append("A rationale of one pair is not kept; write it on the line of the question.")
    return {"pairs": pairs, **({"distractors": more} if more else {}), "rationale": row["rationale"]}


_READ: dict[str, Callable[[Found, Row, list[Row], list[Answer]], dict[str, Any]]] = {
    "single": _options,
    "multiple": _options,
    "truefalse": _truth,
    "short": _short,
    "numeric": _numeric,
    "matching": _matching,
}


def write_questions(items: list[tuple[int, dict[str, Any]]]) -> tuple[str, list[Found]]:
    """Return items, each with its line, as a CSV that no spreadsheet computes, and what became of each."""
    rows: list[list[str]] = [COLUMNS]
    told = []
    for line, item in items:
        found, own = _written(line, item)
        told.append(found)
        rows += own
    return write_sheet(rows), told


def _written(line: int, item: dict[str, Any]) -> tuple[Found, list[list[str]]]:
    stem, kind = str(item.get("stem", "")), str(item.get("kind"))
    found = Found(line, title_of(str(item.get("id", "")), stem), kind, item, not_written(item))
    if kind not in _READ:
        found.against.append(f"CSV has no question of the kind {kind}.")
        return found, []
    try:
        rows = [[row.get(name, "") for name in COLUMNS] for row in [_head(item), *_parts(item)]]
        changed = any(_unguarded(cell) != cell for row in rows for cell in row)
    except BROKEN:
        found.against.append(f"It isn't whole: what a question of the kind {kind} needs is missing.")
        return found, []
    if changed:
        found.lost.append("An apostrophe before a sign such as = is not kept.")
    return found, rows


def _head(item: Plain) -> Row:
    why = item.get("rationale", "")
    whole = {"rationale": why} if isinstance(why, str) else {}
    return {**{name: str(item.get(name, "")) for name in ("id", "kind", "stem", "unit")}, **whole}


def _parts(item: Plain) -> Iterator[Row]:
    return _PARTS[item["kind"]](item)


def _option_rows(item: Plain) -> Iterator[Row]:
    for option in item["options"]:
        yield _line(option["text"], right=option["right"], rationale=option.get("rationale", ""))


def _truth_rows(item: Plain) -> Iterator[Row]:
    why = item.get("rationale", {})
    for said in (True, False):
        word = str(said).lower()
        yield _line(word, right=item["right"] is said, rationale=why.get(word, ""))


def _short_rows(item: Plain) -> Iterator[Row]:
    for one in item["accepted"]:
        yield {"answer": one["text"], "share": one.get("share", "")}


def _number_rows(item: Plain) -> Iterator[Row]:
    for one in item["answers"]:
        yield {"answer": one["value"], "tolerance": one["tolerance"], "share": one.get("share", "")}


def _pair_rows(item: Plain) -> Iterator[Row]:
    for pair in item["pairs"]:
        yield {"answer": pair["prompt"], "match": pair["match"]}
    for text in item.get("distractors", ()):
        yield {"match": text}


def _line(text: str, *, right: bool, rationale: str) -> Row:
    return {"answer": text, "right": "yes" if right else "no", "rationale": rationale}


_PARTS: dict[str, Callable[[Plain], Iterator[Row]]] = {
    "single": _option_rows,
    "multiple": _option_rows,
    "truefalse": _truth_rows,
    "short": _short_rows,
    "numeric": _number_rows,
    "matching": _pair_rows,
}
