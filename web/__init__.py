"""The shells: HTTP API, chat page, source viewer. They translate; the answers come from `retrieval`."""
