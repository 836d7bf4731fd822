"""Writes of the app: what people, commands and jobs can do."""
