"""How a table hangs on a person: whose its rows are, what of them is theirs to take along, and what is not."""

from dataclasses import dataclass

from ashilms.custody.rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class Kept:
    """One table with something personal in it.

    `of` names the columns that lead to whose a row is, the first that is not empty: to a person, or to a row of
    another table that says it. Of a table that is nobody's, `of` is empty: there people are named as who acted.
    `columns` and `hidden` are what `docs/data.md` calls personal, sensitive or secret: the first is given to the
    person, the second to nobody, since it opens something or is about somebody else. `columns` has besides what is
    internal and read by the person; nothing else of a row is given but its keys and moments. `files` are columns with
    the hash of a kept file, `when` the moments at which something happened with a row: the last says how old it is.
    """

    kind: Kind
    of: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()
    when: tuple[str, ...] = ()

    @property
    def given(self) -> frozenset[str]:
        """The columns that are given to the person, besides the number of the row."""
        return self.columns.union(self.of, self.when) - self.hidden


def kept(
    kind: Kind, of: str = "", columns: str = "", *, hidden: str = "", files: str = "", when: str = ""
) -> Kept:  # fmt: skip
    """Return a table as written in the inventory: names with spaces in between."""
    shown, unseen = frozenset(columns.split()), frozenset(hidden.split())
    return Kept(kind, tuple(of.split()), shown, unseen, tuple(files.split()), tuple(when.split()))
