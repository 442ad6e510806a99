"""What boards ask of a certificate: their rules as data, a linter over what one would say, and what they approved."""
