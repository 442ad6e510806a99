"""Full-text search in SQLite: two FTS5 indexes over the passages, kept by triggers.

An index cuts words in one way only, so a course in English has the one that finds other forms of a word, and
every other course the plain one. Neither holds a text of its own: both read the passages' table.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, func, literal_column, select, table
from sqlalchemy.sql.expression import column

from ashilms.courses.models import Passage
from ashilms.courses.rules.finding import START, STOP

INDEXES = {True: "ashilms_search_english", False: "ashilms_search_plain"}
"""By whether the course is in English."""
_CUT = {True: "porter unicode61 remove_diacritics 2", False: "unicode61 remove_diacritics 2"}
_WEIGHTS = (4.0, 1.0)
"""What a word is worth in a heading, and in the text."""


def statements() -> Iterator[str]:
    """Yield what makes the indexes, once the passages' table is there."""
    for english, index in INDEXES.items():
        test, told = int(english), "('delete', old.id, old.heading, old.text)"
        yield (
            f"CREATE VIRTUAL TABLE {index} USING fts5(heading, text, content='ashilms_course_passage', "
            f"content_rowid='id', tokenize='{_CUT[english]}')"
        )
        put = f"INSERT INTO {index}(rowid, heading, text) VALUES (new.id, new.heading, new.text)"  # noqa: S608 (our own names)
        drop = f"INSERT INTO {index}({index}, rowid, heading, text) VALUES {told}"  # noqa: S608
        on = "ON ashilms_course_passage WHEN"
        yield f"CREATE TRIGGER {index}_put AFTER INSERT {on} new.english = {test} BEGIN {put}; END"
        yield f"CREATE TRIGGER {index}_drop AFTER DELETE {on} old.english = {test} BEGIN {drop}; END"
        yield f"CREATE TRIGGER {index}_leave BEFORE UPDATE {on} old.english = {test} BEGIN {drop}; END"
        yield f"CREATE TRIGGER {index}_return AFTER UPDATE {on} new.english = {test} BEGIN {put}; END"


def find(course_id: int, words: Sequence[str], *, all_of: bool, english: bool) -> Select[*tuple[Any, ...]]:
    """Return the query for the passages of a course that hold the words, as (id, lesson), the best first."""
    index, matches = _index(words, all_of, english)
    query = select(Passage.id, Passage.lesson_id).join(index, index.c.rowid == Passage.id)
    query = query.where(matches, Passage.course_id == course_id)
    return query.order_by(func.bm25(_itself(english), *_WEIGHTS), Passage.id)


def mark(
    ids: Sequence[int], words: Sequence[str], *, all_of: bool, english: bool
) -> Select[*tuple[Any, ...]]:
    """Return the query for these passages, each with its heading and its text once more, the words marked."""
    index, matches = _index(words, all_of, english)
    marked = [func.highlight(_itself(english), place, START, STOP, type_=String) for place in (0, 1)]
    query = select(Passage, *marked).join(index, index.c.rowid == Passage.id)
    return query.where(matches, Passage.id.in_(ids))


def _itself(english: bool) -> ColumnElement[str]:
    return literal_column(INDEXES[english], String)


def _index(words: Sequence[str], all_of: bool, english: bool) -> tuple[Any, ColumnElement[bool]]:
    """Return an index, and the test that a passage holds the words, which are letters and digits in quotes."""
    asked = (" AND " if all_of else " OR ").join(f'"{word}"' for word in words)
    return table(INDEXES[english], column("rowid")), _itself(english).bool_op("MATCH")(
        bindparam("asked", asked, String)
    )
