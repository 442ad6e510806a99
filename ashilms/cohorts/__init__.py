"""Who learns together: cohorts and the places in them, lists of people to enrol, live sessions and who was there."""
