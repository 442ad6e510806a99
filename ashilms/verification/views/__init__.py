"""The pages of this room: where anybody checks and reports, where a holder shares, where a registrar answers."""

from ashilms.verification.views import asking, dropping, reporting, sharing
from ashilms.verification.views.blueprint import bp

__all__ = ["asking", "bp", "dropping", "reporting", "sharing"]
