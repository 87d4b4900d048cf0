"""How the reader was made; see README.md."""
