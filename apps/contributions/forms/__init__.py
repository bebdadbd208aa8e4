"""Forms of what is given. What the words mean is checked by the services."""
