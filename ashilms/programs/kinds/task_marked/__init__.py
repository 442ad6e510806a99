"""A task was marked as passed."""
