"""What the pages of mutual recognition read."""
