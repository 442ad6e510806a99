"""What the practicum decides without a clock or a database: times, states, texts, the ledger."""
