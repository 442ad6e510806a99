"""What a trainee is allowed beyond a quiz's rules: attempts released after remediation, and accommodations."""
