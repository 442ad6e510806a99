"""Something was read and agreed to."""
