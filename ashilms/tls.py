"""What is asked of whoever the site connects to: to be vouched for, and to encrypt by nothing older than TLS 1.2.

Python asks for the first; the oldest version it takes is what it was built and this machine is set up with.
"""

import ssl
from pathlib import Path


def tls(authority: str | Path | None = None) -> ssl.SSLContext:
    """Return how to connect; `authority`: a file of certificates that alone may vouch, instead of the machine's.

    Raises `OSError` for a file that can't be read.
    """
    context = ssl.create_default_context(cafile=authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
