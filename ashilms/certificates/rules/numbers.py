"""Certificate numbers such as BBM1-7Q4K-9T2M-XH5C-R8WD-T: made, checked, and read as people type them.

A prefix names the award; sixteen random symbols (80 bits) name the certificate; the last symbol is a check
over all before it. Symbols are Crockford's base 32, which has no I, L, O or U, so that a number can be read
aloud and typed from paper. The check is a weighted sum in the field of 32 elements, its weights the powers of
a generator: no two weights within 31 places are equal and none is zero, so every single wrong symbol, every
swap of two different symbols wherever they stand, and every pair mistyped alike (77 for 44) is found.
"""

import base64
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SYMBOLS = 16
PREFIX_AT_LEAST, PREFIX_AT_MOST = 2, 8
_FIELD = 0b100101
"""x^5 + x^2 + 1, which is primitive over the field of two elements: x generates all 31 non-zero ones."""
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad_."


def new_number(prefix: str, random: bytes) -> str:
    """Return a new number for the award `prefix` from ten random bytes.

    Raises `ValueError` for a prefix that is not two to eight symbols of the alphabet (no I, L, O or U), or
    for another count of bytes.
    """
    if len(random) != RANDOM_SYMBOLS * 5 // 8:
        raise ValueError("A certificate number is made from exactly ten random bytes.")
    if not PREFIX_AT_LEAST <= len(prefix) <= PREFIX_AT_MOST or set(prefix) - set(ALPHABET):
        raise ValueError(f"{prefix!r} can't begin a certificate number: use 2 to 8 of {ALPHABET}.")
    value = int.from_bytes(random, "big")
    body = "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(RANDOM_SYMBOLS)))
    return _grouped(prefix + body + check_symbol(prefix + body))


def parse_number(text: str) -> str | None:
    """Return the number that `text` means, as it is printed, or `None` if it cannot be one.

    Case, spaces, dashes of any sort (or none), full-width letters, O for 0 and I or L for 1 are forgiven;
    a symbol that is wrong, missing or swapped is not, thanks to the check symbol.
    """
    if len(text) > 80:
        return None
    plain = plain_symbols(text)
    if set(plain) - set(ALPHABET):
        return None
    if not PREFIX_AT_LEAST <= len(plain) - RANDOM_SYMBOLS - 1 <= PREFIX_AT_MOST:
        return None
    return _grouped(plain) if check_symbol(plain[:-1]) == plain[-1] else None


def plain_symbols(text: str) -> str:
    """Return a number, or a part of one, as symbols alone: no dashes, and what is read for another sign mended."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    return "".join(c for c in plain if c not in _DASHES and not c.isspace())


def check_symbol(symbols: str) -> str:
    """Return the check symbol for `symbols` (at most 30, so that no weight repeats).

    The sum begins with their count: a symbol too many, such as a 0 at either end, would else change nothing.
    """
    total = len(symbols)
    for symbol in symbols:
        total = _times_x(total ^ ALPHABET.index(symbol))
    return ALPHABET[total]


def link_token(random: bytes) -> str:
    """Return the token of a certificate's own link from sixteen random bytes: 22 safe signs."""
    if len(random) != 16:
        raise ValueError("A link's token is made from exactly sixteen random bytes.")
    return base64.urlsafe_b64encode(random).rstrip(b"=").decode("ascii")


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled & 32 else doubled


def _grouped(symbols: str) -> str:
    body = symbols[-RANDOM_SYMBOLS - 1 : -1]
    groups = [body[i : i + 4] for i in range(0, RANDOM_SYMBOLS, 4)]
    return "-".join([symbols[: -RANDOM_SYMBOLS - 1], *groups, symbols[-1]])
