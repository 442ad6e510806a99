"""Giving out a kept file: by a name of ours, of the kind that it is, so that nothing in it runs on our pages."""

from io import BytesIO

from flask import Response, request, send_file

from ashilms.files import services
from ashilms.files.services import store_of
from ashilms.web import sealed, settings


def send_kept(
    sha256: str, kind: str, name: str, *, attachment: bool = False, in_parts: bool = False
) -> Response:
    """Return the answer that gives somebody a file, whom the caller has found entitled.

    Read whole, it is held against its hash; `in_parts` gives a player the part that it asks for instead. Kept in no
    cache, of the type that was told by its content, and sealed. Raises `Missing` and `Unavailable`.
    """
    store = store_of(settings())
    if in_parts:
        file, size = services.find(store, sha256)
    else:
        data = services.read(store, sha256)
        file, size = BytesIO(data), len(data)
    response = send_file(file, mimetype=kind, as_attachment=attachment, download_name=name, conditional=False)
    response.content_length = size
    response.set_etag(sha256)
    response.make_conditional(request, accept_ranges=True, complete_length=size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return sealed(response)
