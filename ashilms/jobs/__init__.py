"""What runs later or on a schedule: rows say what is to be done and whether it was; the queue only wakes."""
