"""Pages that are alike but for a few words: drawn in full at first, later filled into a pattern of one drawn before.

The file is byte for byte that of the full drawing, or the page is drawn in full; so this folder changes nothing but how
much work that is. Import only through `ashilms.documents.pdf`, which makes sure that WeasyPrint can be loaded.
"""

from ashilms.documents.alike.filling import Alike, draw_alike
from ashilms.documents.alike.markup import take_apart
from ashilms.documents.alike.pattern import Drawn, Page

__all__ = ["Alike", "Drawn", "Page", "draw_alike", "take_apart"]
