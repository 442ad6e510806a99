"""What the practicum decides without a clock or a database: times, screening, states, texts, the ledger."""
