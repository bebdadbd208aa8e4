"""What an item of a datanet mainly is. It is chosen once: schema, checks and trainers follow from it."""

from typing import Final

TEXT: Final = "text"
ROWS: Final = "rows"
IMAGE: Final = "image"
AUDIO: Final = "audio"
DOCUMENT: Final = "document"
ALL: Final = (TEXT, ROWS, IMAGE, AUDIO, DOCUMENT)
