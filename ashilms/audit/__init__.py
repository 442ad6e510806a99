"""The append-only, hash-chained record of everything that mattered: who, when, what, before and after."""
