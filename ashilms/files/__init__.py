"""Files kept by the hash of their content: evidence and documents; whoever owns a file serves it."""
