"""Pages that see across rooms: a person's home, the inbox, the registrar's desk, the record."""
