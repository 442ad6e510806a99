"""How a table hangs on a person: whose its rows are, what of them is theirs to take along, and what is not."""

from dataclasses import dataclass

from ashilms.custody.rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class Kept:
    """One table with something personal in it.

    `of` names the columns that lead to whose a row is, the first that is not empty: to a person, or to a row of
    another table that says it. Of a table that is nobody's, `of` is empty: there people are named as who acted.
    `columns` and `hidden` are what `docs/data.md` calls personal, sensitive or secret: the first is given to the
    person, the second to nobody, since it opens something or is about somebody else. `files` are columns with the
    hash of a kept file, `when` is the moment that says how old a row is.
    """

    kind: Kind
    of: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()
    when: str | None = None


def kept(
    kind: Kind, of: str = "", columns: str = "", *, hidden: str = "", files: str = "", when: str | None = None
) -> Kept:  # fmt: skip
    """Return a table as written in the inventory: names with spaces in between."""
    shown, unseen = frozenset(columns.split()), frozenset(hidden.split())
    return Kept(kind, tuple(of.split()), shown, unseen, tuple(files.split()), when)
