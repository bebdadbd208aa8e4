"""Pseudonyms: `quiet-heron-4821`, made up by us, public from the first day, and kept when the person has
left.
"""

from collections.abc import Callable
from typing import Final

ADJECTIVES: Final = tuple(
    """
    able agile amber ample azure brave brisk bright calm candid clear clever coral crisp curious deft eager
    early earnest even fair fleet fond frank fresh gentle glad golden grand green handy happy hardy honest
    humble ivory jolly keen kind level light lively loyal lucid lunar mellow merry mild modest neat nimble
    noble olive open patient plain polite prime proud quick quiet rapid ready robust rosy royal sage sandy
    serene sharp silver simple sincere smooth snowy solar solid spry stable steady still sunny sure swift tidy
    tranquil true trusty upbeat valiant velvet vivid warm wise witty young zesty
    """.split()  # noqa: SIM905 - a hundred words read better without their quotes
)
ANIMALS: Final = tuple(
    """
    albatross alpaca antelope avocet badger bear beaver bee bison bittern bobcat bunting camel caracal caribou
    cheetah chough cormorant crane cricket curlew dolphin dove dragonfly duck eagle egret eland elk falcon
    ferret finch firefly fox gannet gazelle gecko gibbon giraffe goose grebe grouse gull hare harrier hawk
    hedgehog heron hoopoe ibex ibis impala jackdaw jay kestrel kingfisher kite kiwi koala kudu lapwing lark
    lemur leopard lynx macaw magpie manatee mantis marten martin meerkat merlin moose narwhal newt nightjar
    ocelot oriole osprey otter owl panda pelican petrel pika pipit plover puffin quail rabbit raven robin
    salmon seal serval shrike skylark sparrow starling stork swallow swan swift tapir teal tern thrush
    tortoise toucan turtle vole warbler weaver whale wren yak zebra
    """.split()  # noqa: SIM905 - a hundred words read better without their quotes
)
NUMBERS: Final = 9000


def make(below: Callable[[int], int]) -> str:
    """One of about 120 million; `below(n)` gives an unforeseeable number from 0 to n - 1."""
    adjective, animal = ADJECTIVES[below(len(ADJECTIVES))], ANIMALS[below(len(ANIMALS))]
    return f"{adjective}-{animal}-{1000 + below(NUMBERS)}"
