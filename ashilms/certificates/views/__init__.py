"""The pages of this room: the holder's, the registrar's, those of a run, and what any verifier's software is told."""

from ashilms.certificates.views import changing, holding, running, telling
from ashilms.certificates.views.blueprint import bp

__all__ = ["bp", "changing", "holding", "running", "telling"]
