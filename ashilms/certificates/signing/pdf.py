"""A look inside a PDF that may be anybody's: can it be read, is it encrypted, what is attached?"""

from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any

from ashilms.certificates.signing.seals import ATTACHMENT

LARGEST_ATTACHMENT = 256 * 1024
"""A payload has about 2,000 bytes."""
_FILES_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found; `attachment` is the attached payload, if there is one."""

    readable: bool
    encrypted: bool = False
    attachment: bytes | None = None


def look_into(data: bytes) -> Look:
    """Return what can be read of `data`. Hostile files belong in a process with limits.

    Raises nothing, whatever the bytes, but what says that memory ran out.
    """
    # Imported when first needed: it takes a third of a second.
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted:
            return Look(readable=True, encrypted=True)
        reader.root["/Pages"]
    except MemoryError:
        raise
    except Exception:
        return Look(readable=False)
    try:
        return Look(readable=True, attachment=_attachment(reader.root))
    except MemoryError:
        raise
    except Exception:
        return Look(readable=True)


def _attachment(root: Any) -> bytes | None:
    for specification in islice(root["/AF"], _FILES_LOOKED_AT):
        file = specification.get_object()
        if file.get("/UF", file.get("/F")) == ATTACHMENT:
            content: bytes = file["/EF"]["/F"].data
            return content if len(content) <= LARGEST_ATTACHMENT else None
    return None
