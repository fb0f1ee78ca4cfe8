"""The face: an API through which people, clerks, authorities and operators reach cases."""
