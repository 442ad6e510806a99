"""What must be met for a certificate, and how far a trainee is: a proof tree over frozen evidence."""
