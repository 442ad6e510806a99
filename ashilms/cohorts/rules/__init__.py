"""What a cohort may be, what a list of people says, and what attendance earns, as plain values and functions."""
