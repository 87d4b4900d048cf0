"""The widget for other sites' pages: its TypeScript sources, and their building into one script."""
