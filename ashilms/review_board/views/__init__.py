"""The pages of this room."""

from ashilms.review_board.views import bringing, deciding, showing
from ashilms.review_board.views.blueprint import bp

__all__ = ["bp", "bringing", "deciding", "showing"]
