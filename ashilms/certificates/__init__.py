"""What a trainee is given when every requirement is met: payload, number, drawing, signature, status."""
