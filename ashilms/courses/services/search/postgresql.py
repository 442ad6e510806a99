"""Full-text search in PostgreSQL: a generated `tsvector` beside each passage, with a GIN index.

`english` finds other forms of a word and leaves out those that stand everywhere; a course in another language
has `simple`. Punctuation is made space first, since PostgreSQL takes “and/or” for the name of a file.
"""

import string
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY, TSVECTOR

from ashilms.courses.models import Passage
from ashilms.courses.rules.finding import START, STOP

VECTOR = "ashilms_search"
"""The column, and its index; no model has it, since no other database could."""
_CONFIGS = {True: "english", False: "simple"}
_SHORTER_FIRST = 1
"""Divides a rank by one and the logarithm of the passage's length; otherwise long tables would come first."""
_OPTIONS = f'HighlightAll=true, StartSel="{START}", StopSel="{STOP}"'
_SPACES = " " * len(string.punctuation)


def statements() -> Iterator[str]:
    """Yield what makes the index, once the passages' table is there."""
    signs = string.punctuation.replace("'", "''")
    plain = {name: f"translate({name}, '{signs}', '{_SPACES}')" for name in ("heading", "text")}
    vectors = {
        english: " || ".join(
            f"setweight(to_tsvector('{config}', {plain[name]}), '{weight}')"
            for name, weight in (("heading", "A"), ("text", "D"))
        )
        for english, config in _CONFIGS.items()
    }
    yield (
        f"ALTER TABLE ashilms_course_passage ADD COLUMN {VECTOR} tsvector GENERATED ALWAYS AS "
        f"(CASE WHEN english THEN {vectors[True]} ELSE {vectors[False]} END) STORED"
    )
    yield f"CREATE INDEX {VECTOR} ON ashilms_course_passage USING gin ({VECTOR})"


def find(course_id: int, words: Sequence[str], *, all_of: bool, english: bool) -> Select[*tuple[Any, ...]]:
    """Return the query for the passages of a course that hold the words, as (id, lesson), the best first."""
    vector, asked = literal_column(VECTOR, TSVECTOR), _asked(words, all_of, english)
    query = select(Passage.id, Passage.lesson_id).where(vector.bool_op("@@")(asked))
    query = query.where(Passage.course_id == course_id)
    return query.order_by(func.ts_rank(vector, asked, _SHORTER_FIRST).desc(), Passage.id)


def mark(
    ids: Sequence[int], words: Sequence[str], *, all_of: bool, english: bool
) -> Select[*tuple[Any, ...]]:
    """Return the query for these passages, each with its heading and its text once more, the words marked."""
    asked = _asked(words, all_of, english)
    marked = [
        func.ts_headline(_config(english), _plain(each), asked, _OPTIONS, type_=String)
        for each in (Passage.heading, Passage.text)
    ]
    return select(Passage, *marked).where(Passage.id.in_(ids))


def _config(english: bool) -> ColumnElement[str]:
    return cast(literal(_CONFIGS[english], String), REGCONFIG)


def _plain(text: Any) -> ColumnElement[str]:
    return func.translate(text, string.punctuation, _SPACES, type_=String)


def _asked(words: Sequence[str], all_of: bool, english: bool) -> ColumnElement[Any]:
    each = [func.plainto_tsquery(_config(english), word, type_=TSQUERY) for word in words]
    return reduce(lambda one, other: one.op("&&" if all_of else "||", return_type=TSQUERY())(other), each)
