"""The domain of certificates: what one says, how it is numbered, whose it is and whether it stands."""

from ashilms.certificates.rules.credential import Listed, credential_of, did_of, list_address, site_of
from ashilms.certificates.rules.names import surnames_match
from ashilms.certificates.rules.numbers import link_token, new_number, parse_number
from ashilms.certificates.rules.parts import Edition, Hours, ProofRoot, Provider, Signer, Waived
from ashilms.certificates.rules.payload import (
    NOT_A_LICENCE,
    VERSION,
    WITH_CLAIMS,
    WITH_DESIGN,
    WITH_PROOF,
    WITH_WAIVED,
    Payload,
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
    "WITH_DESIGN",
    "WITH_PROOF",
    "WITH_WAIVED",
    "Answer",
    "Edition",
    "FourAnswers",
    "Hours",
    "Listed",
    "Payload",
    "ProofRoot",
    "Provider",
    "Signer",
    "Status",
    "Unfit",
    "Verdict",
    "Waived",
    "Word",
    "canonical",
    "credential_of",
    "did_of",
    "digest",
    "from_canonical",
    "link_token",
    "list_address",
    "new_number",
    "parse_number",
    "site_of",
    "standing_of_file",
    "standing_on",
    "surnames_match",
    "tidy",
]
