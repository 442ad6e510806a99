"""The pages of observations, a file for each thing; importing them puts them on the blueprint."""

from ashilms.observations.views import agreement, observing, remediation, seeing
from ashilms.observations.views.blueprint import bp

__all__ = ["agreement", "bp", "observing", "remediation", "seeing"]
