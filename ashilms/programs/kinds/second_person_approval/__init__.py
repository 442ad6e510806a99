"""Somebody who did not assess the trainee looked at the evidence and approved."""
