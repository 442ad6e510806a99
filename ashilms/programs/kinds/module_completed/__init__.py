"""A module of the course was completed."""
