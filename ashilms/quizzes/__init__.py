"""Questions, quizzes, and attempts that the server holds and grades."""
