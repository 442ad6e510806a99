"""Course packs: a folder of data is read, checked as a whole, and loaded by the rooms that own it."""
