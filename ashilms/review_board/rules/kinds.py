"""What a case of the review board is about, of what its evidence is, and what may be found and follow."""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What a case is about."""

    FALSIFIED = "falsified"
    FAILS = "fails"
    DISPUTE = "dispute"


class Sort(StrEnum):
    """Of which sort a piece of evidence is; an answer is what the person concerned says to it."""

    ENTRY = "entry"
    OBSERVATION = "observation"
    ATTEMPT = "attempt"
    APPEAL = "appeal"
    CERTIFICATE = "certificate"
    NOTE = "note"
    ANSWER = "answer"


class Finding(StrEnum):
    """What a member of the board finds."""

    DISMISSED = "dismissed"
    SHOWN = "shown"
    UPHELD = "upheld"
    SET_ASIDE = "set-aside"


class Measure(StrEnum):
    """What follows where something is shown."""

    VOID = "void"
    PAUSE = "pause"
    SUSPEND = "suspend"
    REVOKE = "revoke"


TITLES = {
    Kind.FALSIFIED: "A record that may be false",
    Kind.FAILS: "More than one automatic fail",
    Kind.DISPUTE: "A disputed decision",
}
DISPUTED = {
    Sort.ENTRY: "the rejection of a session",
    Sort.OBSERVATION: "an automatic fail",
    Sort.APPEAL: "the answer by which a mark was kept",
    Sort.CERTIFICATE: "the suspension or revocation of a certificate",
}
"""What may be disputed, in words."""
FINDINGS: Mapping[Kind, Mapping[Finding, str]] = {
    Kind.FALSIFIED: {
        Finding.DISMISSED: "It is not shown: the case is dismissed",
        Finding.SHOWN: "It is shown: what is ticked follows",
    },
    Kind.FAILS: {
        Finding.DISMISSED: "The remediation is enough: nothing more follows",
        Finding.SHOWN: "More is needed: what is ticked follows",
    },
    Kind.DISPUTE: {
        Finding.UPHELD: "The decision stands",
        Finding.SET_ASIDE: "The decision is set aside",
    },
}
MEASURES = {
    Measure.VOID: "The sessions among the evidence are declared void",
    Measure.PAUSE: "Sessions are paused until the board’s reasons are met and the pause is lifted",
    Measure.SUSPEND: "The certificates among the evidence are suspended",
    Measure.REVOKE: "The certificates among the evidence are revoked, for good",
}
MEASURES_OF: Mapping[Kind, tuple[Measure, ...]] = {
    Kind.FALSIFIED: tuple(Measure),
    Kind.FAILS: (Measure.PAUSE, Measure.SUSPEND, Measure.REVOKE),
    Kind.DISPUTE: (),
}
FOLLOWS = {
    Sort.ENTRY: "Set aside, the session waits for whom it names once more; a registrar may let somebody else decide.",
    Sort.OBSERVATION: "Set aside, the automatic fail counts nowhere, and its remediation and its pause end.",
    Sort.APPEAL: "Set aside, somebody else than before looks at the mark.",
    Sort.CERTIFICATE: (
        "Set aside, a suspended certificate is valid again. A revoked one stays revoked, as all who checked it were "
        "told; a new one may be approved in its place."
    ),
}
"""What setting a decision aside means, by what is disputed."""
HOLDS_UP = frozenset({Kind.FALSIFIED, Kind.FAILS})
"""While such a case is open, no certificate is issued to whom it is about."""


def found_in_words(kind: Kind) -> Mapping[Finding, str]:
    """Return what may be found in a case of a kind as its pages say it afterwards: without what a form adds."""
    return {finding: words.partition(":")[0] for finding, words in FINDINGS[kind].items()}
