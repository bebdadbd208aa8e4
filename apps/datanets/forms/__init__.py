"""Forms about datanets: what a browser may send, and how long it may be. What it means is checked by the services."""
