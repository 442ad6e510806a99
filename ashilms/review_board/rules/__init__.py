"""What a case is about, when it may be answered and decided, and what may follow from it."""
