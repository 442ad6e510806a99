"""Appeals: a trainee asks for the mark of one answer to be looked at again, and gets an answer."""
