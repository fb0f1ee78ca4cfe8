"""One race: the same families move in Ichido and in two workflows written by hand, on the same servers."""
