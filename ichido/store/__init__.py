"""Facts and everything else that is kept: PostgreSQL tables, and the few functions that read and write them."""
