"""What changes in mutual recognition, one act a function."""
