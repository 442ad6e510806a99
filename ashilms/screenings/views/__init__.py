"""Pages of screening: asking, what was decided, countersigning, and a supervisor's signing codes."""

from ashilms.screenings.views import codes, deciding, signing
from ashilms.screenings.views.blueprint import bp

__all__ = ["bp", "codes", "deciding", "signing"]
