"""Use cases of sign-in, a file for each thing: users, passwords, links, sessions, second factors, limits."""

from ashilms.identity.services.users import INVITATION_PATH, end_sessions_of, invite_person, make_user

__all__ = ["INVITATION_PATH", "end_sessions_of", "invite_person", "make_user"]
