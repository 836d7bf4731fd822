"""Certificates of certified enterprises: what they say, frozen; how they look; how they are signed and verified."""
