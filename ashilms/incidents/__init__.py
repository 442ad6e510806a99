"""What comes after a session: reports of incidents and near misses, follow-ups of clients, the aftercare card."""
