"""Reads of the app that pages show."""
