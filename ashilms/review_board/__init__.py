"""The review board: falsified entries, repeated automatic fails, disputed decisions; decided by who was not involved."""
