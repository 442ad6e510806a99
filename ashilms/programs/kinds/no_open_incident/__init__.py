"""No incident of a severity or above is open."""
