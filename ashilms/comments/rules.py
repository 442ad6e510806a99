"""What may be saved as a comment, and how one is put into a text."""

SHORTEST, LONGEST = 10, 1000
"""Characters of a saved comment."""
MOST = 50
"""Saved comments of one person: more than that, nobody finds the right one."""


def join_comment(text: str, comment: str) -> str:
    """Return a text with a comment put at its end, on a line of its own."""
    before = text.rstrip()
    return f"{before}\n{comment}" if before else comment


def label_of(comment: str, width: int = 70) -> str:
    """Return a comment as one line of a list: its first words, and an ellipsis where some are left out."""
    line = " ".join(comment.split())
    return line if len(line) <= width else f"{line[:width].rsplit(' ', 1)[0]} …"
