"""What makes the house run: real processes in homes of their own, and the pieces that the supervisor is made of."""
