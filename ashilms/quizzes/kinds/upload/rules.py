"""What may be sent as an answer, and how an answer names a file that is kept."""

import re
from collections.abc import Sequence
from typing import Any

from ashilms.plugins import Plain

SORTS = {
    "photo": ("a photo (JPEG, PNG, WebP) to 10 MB", "image/jpeg,image/png,image/webp"),
    "video": ("a film (MP4, MOV) to 18 MB and three minutes", "video/mp4,video/quicktime"),
    "pdf": ("a PDF to 5 MB", "application/pdf"),
}
"""What may be sent: in words, and the media types that a browser offers."""
FIELDS = {"file", "sort", "size"}
_HASH = re.compile(r"[0-9a-f]{64}")


def problems(item: Plain) -> list[str]:
    """Return what is wrong with what an item accepts."""
    accept = item.get("accept") or []
    strange = [sort for sort in accept if sort not in SORTS]
    if strange or not accept or len(set(accept)) < len(accept):
        return [
            f"It accepts {', '.join(map(str, accept)) or 'nothing'}; list photo, video or pdf, each once."
        ]
    return []


def read(accept: Sequence[str], given: Any) -> dict[str, Any] | None:
    """Return the answer that names a kept file by its hash; raises `ValueError` with a sentence for anything else."""
    if given is None:
        return None
    if not isinstance(given, dict) or set(given) != FIELDS or not _is_whole(given):
        raise ValueError("Answer with a file.")
    if given["sort"] not in accept:
        raise ValueError(f"Send {hint(accept)}.")
    return dict(given)


def _is_whole(given: dict[str, Any]) -> bool:
    named = isinstance(given["file"], str) and _HASH.fullmatch(given["file"]) is not None
    return named and isinstance(given["sort"], str) and type(given["size"]) is int


def hint(accept: Sequence[str]) -> str:
    """Return in words what may be sent."""
    said = [SORTS[sort][0] for sort in SORTS if sort in accept]
    return " or ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def types_of(accept: Sequence[str]) -> str:
    """Return the media types of what may be sent, as a file field names them."""
    return ",".join(SORTS[sort][1] for sort in SORTS if sort in accept)
