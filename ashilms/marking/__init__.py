"""Answers that people mark: who marks what, by which rubric, alone or with a second who marks unseen."""
