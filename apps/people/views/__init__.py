"""The pages of the people floor: each parses, makes one service call, and renders."""
