"""How much of a stranger's file is looked at, and what is said of one that goes beyond."""

LARGEST = 2 * 1024 * 1024
"""Bytes of a file that is looked at: a baked picture holds its drawing as well."""
LARGEST_TEXT = 128 * 1024
"""Bytes of a credential itself; ours have about 6,000."""
LARGEST_LIST = 1024 * 1024
"""Bytes of a status list's bits once unpacked: eight million entries. Ours have 16,384."""
DEEPEST = 24
"""How deeply a credential's values may be nested; ours are nested six times."""
MOST_VALUES = 4_000
"""How many values a credential may have in all; ours have about 150."""
MOST_CHUNKS = 4_000
"""How many parts a PNG may have; a large one has some dozens."""
MOST_ELEMENTS = 20_000
"""How many elements an SVG may have."""
MOST_CONTEXTS = 6
MOST_PROOFS = 4
MOST_ENTRIES = 4
"""How many places a credential may name at which its status is told."""


class Unreadable(ValueError):
    """This holds no credential that can be read; `str()` is a sentence for whoever brought it."""
