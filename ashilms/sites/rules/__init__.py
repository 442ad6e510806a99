"""What decides about a treatment room without a clock or a database: its records, a check of it, its locks."""
