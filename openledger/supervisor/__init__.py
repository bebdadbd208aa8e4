"""What `manage.py up` drives: PostgreSQL, Valkey, web, workers and scheduler as children of one process."""
