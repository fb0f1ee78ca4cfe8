"""The one door before each partner: what is asked of it, what it is sent, and what waits while it is in trouble."""
