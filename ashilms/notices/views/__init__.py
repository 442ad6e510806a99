"""The pages of mail: its log and its wording for registrars, and everybody's own notices."""

from ashilms.notices.views import letters, mail, notices
from ashilms.notices.views.blueprint import bp

__all__ = ["bp", "letters", "mail", "notices"]
