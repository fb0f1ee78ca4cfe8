"""The same move written by hand, twice: what Ichido is measured against."""
