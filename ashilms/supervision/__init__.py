"""Who may supervise on a day, and why: credentials that a registrar verified, close ties, and what rests on them."""
