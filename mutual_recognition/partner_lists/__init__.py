"""A partner's list: reading the file, and what it changes. Nothing here writes to the database."""
