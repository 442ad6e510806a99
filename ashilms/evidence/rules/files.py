"""What a signature says of the files that it stands on."""

import hashlib
from collections.abc import Iterable


def digest_of_files(sha256s: Iterable[str]) -> str:
    """Return one SHA-256 over the hashes of files, whatever their order: what was there when an entry was signed."""
    return hashlib.sha256("\n".join(sorted(sha256s)).encode()).hexdigest()
