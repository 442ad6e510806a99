"""A quiz was passed."""
