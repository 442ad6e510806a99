"""When quizzes may be sat, and who lets an examination begin: dates for a school or a cohort, and releases."""
