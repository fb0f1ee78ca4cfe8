"""A scenario run on real servers: through the API and the pretend government, time moved by fast forward."""
