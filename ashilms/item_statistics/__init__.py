"""How the questions of a quiz and the quiz itself did, for whoever answers for them; no trainee is named."""
