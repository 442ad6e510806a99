"""Questions on an entry: the trainee asks and is answered by whoever decides on it, and the other way round."""
