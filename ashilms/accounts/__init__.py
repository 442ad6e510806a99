"""Who a host's user is here: a person, their roles, and the one table of what each role may do."""
