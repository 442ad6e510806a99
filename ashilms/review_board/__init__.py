"""The review board: false records, repeated automatic fails, disputed decisions; decided by who was not involved."""
