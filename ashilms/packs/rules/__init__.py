"""What a pack may hold, how it may speak, and what is told about one."""
