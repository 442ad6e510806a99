"""Evidence of a session: photos, short videos and papers that a trainee attaches to an entry."""
