"""question → understand → search → answer → verify → cite.

The door of the package is `Assistant` (retrieval/assistant.py): `ask` gives the steps of an answer as events,
`answer` the collected Answer. Nothing here imports `ingest`: without it, the bot still answers.
"""
