"""A list of people as CSV: what each line says, and what is wrong with the whole of it or with one line."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_BYTES = 128 * 1024
MAX_ROWS = 500
LONGEST = {"email": 254, "name": 200, "printed_name": 200}
"""Characters of a cell, by column: what is kept of it."""
COLUMNS = {"email": "e-mail", "name": "name", "printed_name": "printed name"}
"""The columns that a list may have, and how we call them."""
SPELLINGS = {"e-mail": "email", "email": "email", "e mail": "email", "mail": "email", "name": "name",
             "printed name": "printed_name"}  # fmt: skip
DELIMITERS = ",;\t"
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of what follows: a name would read otherwise than it is."""


class SheetRefused(ValueError):
    """The whole list can't be taken; `str()` says what would be right."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: its number in the file, what it says, and what is wrong with it, if anything."""

    number: int
    email: str = ""
    name: str = ""
    printed_name: str = ""
    fault: str = ""


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8, or UTF-16 where the file says so, as spreadsheets save it.

    Raises `SheetRefused` for other bytes, for too many of them, and for characters that no list holds.
    """
    if len(data) > MAX_BYTES:
        raise SheetRefused(f"That is larger than {MAX_BYTES // 1024} KB. Send the list in parts.")
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise SheetRefused(
            "That is no text in UTF-8. In a spreadsheet, save it as “CSV UTF-8”, or paste the lines below."
        ) from None
    if "\0" in text:
        raise SheetRefused("That is no list: it holds bytes that no text has. Save the sheet as CSV first.")
    return text


def read_sheet(text: str) -> tuple[Line, ...]:
    """Return the lines of a list, in order; empty ones are left out.

    The first line names the columns, in any case and order. Raises `SheetRefused` when it doesn't, names one that
    we don't take (a role, say), or when the list is too long or its quotes don't close.
    """
    if len(text.encode()) > MAX_BYTES:
        raise SheetRefused(f"That is larger than {MAX_BYTES // 1024} KB. Send the list in parts.")
    rows = list(_rows(text.removeprefix("\ufeff")))
    if not rows:
        raise SheetRefused("The list is empty. Its first line names the columns: e-mail, name, printed name.")
    columns = _read_header(rows[0][1])
    if len(rows) == 1:
        raise SheetRefused("The list names its columns and nobody below them.")
    return tuple(faults_of_twins([_read_line(number, cells, columns) for number, cells in rows[1:]]))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the line on which each row begins, and its cells; rows without any text are left out."""
    header = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before, found = 0, 0
    try:
        for cells in reader:
            number, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                found += 1
                if found > MAX_ROWS + 1:
                    raise SheetRefused(f"That is more than {MAX_ROWS} people. Send the list in parts.")
                yield number, [" ".join(cell.split()) for cell in cells]
    except csv.Error as problem:
        raise SheetRefused(
            f"Line {before + 1} can’t be read: a quotation mark is left open there."
        ) from problem


def _read_header(cells: Sequence[str]) -> list[str]:
    named = [" ".join(cell.casefold().replace("_", " ").split()) for cell in cells]
    while named and not named[-1]:
        named.pop()
    columns = []
    for shown, name in zip(cells, named, strict=False):
        column = SPELLINGS.get(name) or SPELLINGS.get(name.replace("-", " "))
        if column is None:
            raise SheetRefused(_unknown(shown, name))
        if column in columns:
            raise SheetRefused(f"The column “{COLUMNS[column]}” is there twice. Leave one of them out.")
        columns.append(column)
    if "email" not in columns:
        raise SheetRefused("The first line has to name a column “e-mail”; name and printed name may follow.")
    return columns


def _unknown(shown: str, name: str) -> str:
    if name in ("role", "roles"):
        return (
            f"A list can’t place anybody in a role, so the column “{shown}” is not taken. Leave it out; whoever is "
            "enrolled is a trainee, and roles are given on a person’s own page."
        )
    said = f"“{shown[:40]}” is no column of ours." if name else "A column has no name."
    return f"{said} A list may have: {', '.join(COLUMNS.values())}. Leave the others out."


def _read_line(number: int, cells: Sequence[str], columns: Sequence[str]) -> Line:
    said = dict(zip(columns, cells, strict=False))
    line = Line(number, **{column: said.get(column, "")[: LONGEST[column]] for column in columns})
    fault = ""
    if any(cells[len(columns) :]):
        fault = f"There are more cells than the {len(columns)} columns that the first line names."
    elif long := next((name for name in columns if len(said.get(name, "")) > LONGEST[name]), None):
        fault = f"The {COLUMNS[long]} is longer than {LONGEST[long]} characters."
    elif not line.email:
        fault = "The e-mail address is missing."
    elif has_unseen(line):
        fault = UNSEEN
    return Line(number, line.email, line.name, line.printed_name, fault)


UNSEEN = "There are characters in it that can’t be seen. Type the name and the address anew."


def has_unseen(line: Line) -> bool:
    """Return whether a name or an address has characters that nobody sees and that change what is read."""
    return any(map(_UNSEEN.search, (line.email, line.name, line.printed_name)))


def faults_of_twins(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield lines as they are, but for the second and later with one address: that is what is wrong with them."""
    first: dict[str, int] = {}
    for line in lines:
        known = first.setdefault(line.email.casefold(), line.number) if line.email else line.number
        if line.fault or known == line.number:
            yield line
        else:
            fault = f"The same address is in line {known} already."
            yield Line(line.number, line.email, line.name, line.printed_name, fault)
