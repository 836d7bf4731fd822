"""Letters of a case: what they say, frozen; how they look; how they are sealed. Chinese only: they are Chinese legal acts."""
