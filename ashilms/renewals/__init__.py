"""The holder's page on renewing: how a certificate stands, what renewing it takes, and where to begin."""
