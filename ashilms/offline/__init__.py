"""A session begun without a network: what a device is given, and what it brings back, exactly once."""
