"""Contact hours, online and live together."""
