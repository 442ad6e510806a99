"""Free text and codes without anybody's identity: what is refused, and what is asked back.

The record needs no client's name. Addresses, telephone numbers and dates of birth are recognised surely
enough to be refused; a name is only likely, so the person is asked and may say that it is none.
"""

import re
from collections.abc import Collection, Iterator

PERSON_VERBS = (
    "asked|said|says|told|wanted|wants|liked|likes|mentioned|reported|complained|preferred|noticed|agreed"
    "|laughed|winced|flinched|arrived"
)
"""What people do and muscles do not, so that "Hamstrings felt tight" raises no question."""

TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Madam|Herr|Frau|Señora?)\.?\s+([A-Z][\w'’-]+)")
CALLED = re.compile(r"\b(?:named|called|name is|name was|client|peer|partner)\s+([A-Z][a-zà-ÿ'’-]{2,})")
DOING = re.compile(rf"(?:^|[.!?…:]\s+|\n\s*)([A-Z][a-zà-ÿ'’-]{{2,}})\s+(?:{PERSON_VERBS})\b")
INSIDE = re.compile(r"(?<=[a-zà-ÿ0-9,;)] )([A-Z][a-zà-ÿ'’-]{2,})\b")

ORDINARY = frozenset(
    """
    the then there this that these those they she her his him its you your who what which when where while
    after before during since once each every both all some one two three four five six first second next
    nobody nothing everyone everybody everything somebody someone something another other
    client clients peer partner trainee therapist supervisor instructor teacher assessor observer registrar
    pressure pain breathing breath weight contact rhythm tempo pace heel arch ball toes sole foot feet bar
    bars table stool room lubricant drape towel cradle skin muscle balance grip screening decision consent
    feedback reflection session stroke glide compression crescent fan rock push draw sink level score
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december english german french spanish dutch portuguese italian japanese thai
    chinese swedish hawaiian ashiatsu achilles sims cooper modify proceed easter christmas today yesterday
    tomorrow afterwards later earlier left right upper lower back neck shoulder calf thigh hip
    """.split()  # noqa: SIM905
)
"""Words that open sentences or are written large without being anybody's name."""


def find_names(text: str, known: Collection[str] = ()) -> list[str]:
    """Return the words in `text` that look like somebody's name, in order, each once.

    `known` are names that may stand there (staff's, and those the person said are no names). The rules
    look for capitals in the middle of a sentence, for titles, and for a first word that speaks or feels.
    They miss names, and they ask about words that are none: hence a question and not a refusal.
    """
    allowed = ORDINARY | {part.casefold() for name in known for part in name.split()}
    found = dict.fromkeys(word for word in _likely(text) if _bare(word) not in allowed)
    return list(found)


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word).casefold()


def _likely(text: str) -> Iterator[str]:
    hits = [hit for rule in (TITLED, CALLED, DOING, INSIDE) for hit in rule.finditer(text)]
    for hit in sorted(hits, key=lambda hit: hit.start(1)):
        yield re.sub(r"['’]s?$", "", hit.group(1))
