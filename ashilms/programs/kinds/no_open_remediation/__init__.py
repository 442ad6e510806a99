"""No remediation that is not closed."""
