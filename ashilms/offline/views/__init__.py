"""The page that works without a network, what it is given and sends; importing them puts them on the blueprint."""

from ashilms.offline.views import kit, page, sending
from ashilms.offline.views.blueprint import bp

__all__ = ["bp", "kit", "page", "sending"]
