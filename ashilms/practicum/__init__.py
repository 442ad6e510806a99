"""Supervised practice: entries, countersignatures, and the hour ledger."""
