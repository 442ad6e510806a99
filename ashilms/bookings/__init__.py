"""Places that trainees book: observations and live sessions, with who leads them, where and when; and calendars."""
