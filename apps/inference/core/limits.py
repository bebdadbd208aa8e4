"""The bounds of offers and calls."""

from datetime import timedelta
from typing import Final

from apps.foundation.money import MICRO

#: A price is something: what costs nothing is settled to nobody.
LEAST_PRICE: Final = 1
MOST_PRICE: Final = 1_000 * MICRO
#: Of a question, and of any other message of a conversation.
PROMPT_MOST: Final = 4_000
MESSAGE_MOST: Final = 40_000
ANSWER_MOST: Final = 40_000
MESSAGES_MOST: Final = 200
PARTS_MOST: Final = 50
PASSAGES_MOST: Final = 10
MODEL_NAME_MOST: Final = 200
MODELS_AT_ONCE: Final = 500
SEARCH_MOST: Final = 200
#: After so long a hold without an answer is looked at again.
ANSWER_WITHIN: Final = timedelta(minutes=2)
HOLD_FOR: Final = timedelta(minutes=30)
#: How far the figures of a model look back.
DAYS: Final = 30
