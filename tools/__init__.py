"""What was used to make things that the project ships or is tested with; the project itself imports none of it."""
