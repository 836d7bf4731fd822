"""Certification: the standards that an AEO firm must meet."""
