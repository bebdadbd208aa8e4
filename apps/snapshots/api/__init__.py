"""The snapshots floor for programs, under `/api/v1/`."""
