"""What the portal costs, measured: see README.md. Started by bin/bench."""
