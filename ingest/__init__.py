"""documents → load → parse → chunk → write: how documents come in. Never imported by `retrieval`."""
