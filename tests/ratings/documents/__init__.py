"""Letters, held against their golden text and pictures."""
