"""Arithmetic of judging: who is drawn, and what follows from verdicts, without a database."""
