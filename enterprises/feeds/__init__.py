"""The loading engine: how customs' CSV files become facts. docs/feeds.md is the public contract."""
