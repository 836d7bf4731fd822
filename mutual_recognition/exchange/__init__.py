"""Lists and events for partners: who is on them, the format of the files, their signature, and the outbox."""
