"""The notice that tells a firm the code for its buyers in a partner: what it says, and its PDF."""
