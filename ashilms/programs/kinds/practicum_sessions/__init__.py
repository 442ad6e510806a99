"""A number of countersigned sessions."""
