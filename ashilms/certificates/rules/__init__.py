"""The domain of certificates: what one says, how it is numbered, whose it is and whether it stands."""

from ashilms.certificates.rules.names import surnames_match
from ashilms.certificates.rules.numbers import link_token, new_number, parse_number
from ashilms.certificates.rules.payload import (
    NOT_A_LICENCE,
    VERSION,
    WITH_CLAIMS,
    WITH_PROOF,
    Edition,
    Hours,
    Payload,
    ProofRoot,
    Provider,
    Signer,
    Unfit,
    canonical,
    digest,
    from_canonical,
    tidy,
)
from ashilms.certificates.rules.standing import (
    Answer,
    FourAnswers,
    Status,
    Verdict,
    Word,
    standing_of_file,
    standing_on,
)

__all__ = [
    "NOT_A_LICENCE",
    "VERSION",
    "WITH_CLAIMS",
    "WITH_PROOF",
    "Answer",
    "Edition",
    "FourAnswers",
    "Hours",
    "Payload",
    "ProofRoot",
    "Provider",
    "Signer",
    "Status",
    "Unfit",
    "Verdict",
    "Word",
    "canonical",
    "digest",
    "from_canonical",
    "link_token",
    "new_number",
    "parse_number",
    "standing_of_file",
    "standing_on",
    "surnames_match",
    "tidy",
]
