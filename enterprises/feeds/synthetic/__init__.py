"""Synthetic deliveries: made-up firms and facts in the proportions that are published, every name marked as synthetic."""
