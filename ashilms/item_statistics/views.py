"""Statistics on pages and as CSV, for instructors and registrars."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from ashilms.item_statistics import services
from ashilms.item_statistics.rules.charts import bars, spread
from ashilms.item_statistics.rules.figures import SHORT, Figure
from ashilms.item_statistics.rules.intervals import SMALL
from ashilms.item_statistics.rules.verdicts import LEAST
from ashilms.quizzes.rules.marks import COLUMNS, write_number
from ashilms.web import actor, needs, session, sheet, state

bp = Blueprint("item_statistics", __name__)
QUIZ = "/statistics/<quiz_key>"
HEAD = ("What", "Question", "Version", "Attempts", "Figure", "Value", "From", "To", "Note")


@bp.get("/statistics")
@needs("see item statistics")
def show_quizzes() -> ResponseReturnValue:
    """List the quizzes, with how many people each has figures of."""
    found = services.count_quizzes(session(), actor())
    return render_template("ashilms/item_statistics/quizzes.html", quizzes=found, least=LEAST)


@bp.get(QUIZ)
@needs("see item statistics")
def show_quiz(quiz_key: str) -> ResponseReturnValue:
    """Show how a quiz and its questions did, those first that need a look."""
    report = services.report_of(session(), actor(), quiz_key)
    chart = spread(report.tallies.scores, report.version.as_blueprint().pass_percent)
    return render_template(
        "ashilms/item_statistics/quiz.html", report=report, chart=chart, small=SMALL, short=SHORT
    )


@bp.get(f"{QUIZ}/questions/<int(max=2147483647):version_id>")
@needs("see item statistics")
def show_question(quiz_key: str, version_id: int) -> ResponseReturnValue:
    """Show how one version of a question did, and which answers the best and the worst chose."""
    kinds = state().kinds["question_kinds"]
    report, item, choices = services.tell_item(session(), actor(), quiz_key, version_id, kinds)
    rows = [*zip(choices.rows, bars(choices), strict=True)]
    return render_template(
        "ashilms/item_statistics/question.html",
        report=report,
        item=item,
        choices=choices,
        rows=rows,
        small=SMALL,
    )


@bp.get(f"{QUIZ}/figures.csv")
@needs("see item statistics")
def save_figures(quiz_key: str) -> ResponseReturnValue:
    """Give the figures of a quiz and its questions as CSV."""
    report = services.report_of(session(), actor(), quiz_key)
    rows = _figures("Paper", "", "", report.tallies.n, report.paper)
    for item in report.items:
        rows += _figures("Question", item.key, str(item.version.number), item.n, item.figures)
    return sheet([HEAD, *rows], f"statistics-{report.quiz.key}")


@bp.get(f"{QUIZ}/marks.csv")
@needs("see item statistics")
def save_marks(quiz_key: str) -> ResponseReturnValue:
    """Give the raw marks, from which `ashilms quizzes statistics --marks` reckons the same figures; no names."""
    by_place = request.args.get("by") == "place"
    found = services.marks_of(session(), actor(), quiz_key, by_place=by_place)
    rows: Iterator[Sequence[object]] = (
        (row.attempt, row.question, write_number(row.mark), write_number(row.maximum)) for row in found
    )
    return sheet([COLUMNS, *rows], f"marks-{quiz_key}")


def _figures(
    what: str, question: str, version: str, n: int, figures: Sequence[Figure]
) -> list[Sequence[object]]:
    return [
        (
            what, question, version, n, figure.title,
            *("" if value is None else round(value, 6) for value in (figure.value, *(figure.interval or (None, None)))),
            figure.reason,
        )
        for figure in figures
    ]  # fmt: skip
