"""Events → interviews, and what a person meant. Pure."""
