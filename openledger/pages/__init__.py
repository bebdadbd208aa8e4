"""Pages where several floors meet: each composes the reports of the floors below."""
