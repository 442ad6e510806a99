"""Courses: what is taught, who has taken it up, how far they are, and what has to come first."""
