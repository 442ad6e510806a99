"""Where bars hang: treatment rooms, the records by which they may be used, the check before a session, and locks."""
