"""A page of a PDF as a picture, for whoever wants to see it before it is made.

By PDFium, which browsers show PDFs with. Give it files of our own making only.
"""

import threading
from io import BytesIO

_lock = threading.Lock()
"""PDFium is not made for several threads at once."""


def picture_of(pdf: bytes, *, width: int, page: int = 0, kind: str = "PNG") -> bytes:
    """Return a page of `pdf` as a picture of `width` pixels, of a kind that Pillow writes."""
    import pypdfium2  # when first needed: most processes never do

    made = BytesIO()
    with _lock, pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        sheet.render(scale=width / sheet.get_width()).to_pil().save(made, kind)
        sheet.close()
    return made.getvalue()
