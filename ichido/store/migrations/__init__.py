"""Every released shape of the database, in order."""
