"""Free text: how long it is, and that addresses, telephone numbers and dates of birth are refused in it.

Identities are recognised surely enough for that, and no record of practice needs them.
"""

import re
from datetime import date

EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?\w{2,})+", re.I)
PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d(?:[\s().\-/]?\d){6,14}(?![\w-])")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATES = re.compile(
    rf"\b(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})"
    rf"|{DAY}\s(?:of\s)?{MONTH},?\s\d{{4}}|{MONTH}\s{DAY},?\s\d{{4}})\b",
    re.I,
)
BIRTH = re.compile(
    r"\b(?:born|birthday|birth\s?date|date of birth|d\.?o\.?b\.?)\b"
    rf"[^.\n]{{0,20}}?(?:\d{{4}}|{MONTH}|\d+/\d+)",
    re.I,
)
ADULT_YEARS = 10
"""A full date so many years back is read as a date of birth: sessions are logged within days."""

TIMES = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")


def problem_with_length(words: str, least: int, most: int) -> str | None:
    """Return a sentence for words that are too few or too many; what stands around them does not count."""
    if least <= len(words.strip()) <= most:
        return None
    return f"Say it in {least} to {most} characters."


def find_identity(text: str, today: date) -> str | None:
    """Return a sentence that says what in `text` tells who somebody is, or `None`."""
    if EMAIL.search(text):
        return "There is an e-mail address in it. Leave it out: the record holds nobody's identity."
    if _has_birth_date(text, today):
        return "There is a date of birth in it. Leave it out: the record holds nobody's identity."
    if _has_phone(text):
        return "There is a telephone number in it. Leave it out: the record holds nobody's identity."
    return None


def _has_birth_date(text: str, today: date) -> bool:
    if BIRTH.search(text):
        return True
    return any(_year_in(found.group(), today) <= today.year - ADULT_YEARS for found in DATES.finditer(text))


def _year_in(words: str, today: date) -> int:
    if full := re.search(r"\d{4}", words):
        return int(full.group())
    short = int(re.split(r"[-/.]", words)[-1])
    return 2000 + short if 2000 + short <= today.year else 1900 + short


def _has_phone(text: str) -> bool:
    rest = TIMES.sub(" · ", DATES.sub(" · ", text))
    return any(sum(c.isdigit() for c in found.group()) >= 7 for found in PHONE.finditer(rest))
