"""What pages read of nights, cases and levels."""
