"""A better wording of one's own item is no copy of it: what was new about an item stays so when it is refined.

Texts are judged wording by wording. Where a wording is like an earlier one of the same item, the verdict on that
earlier one holds for it, and so on until a wording that is like another item, or like nothing before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from apps.attribution.core.novelty import Verdict


def settle(verdicts: Iterable[Verdict], item_of: Mapping[str, str]) -> dict[str, Verdict]:
    """Wording -> verdict, in which `copy_of` names another item, or nothing."""
    judged = {verdict.item: verdict for verdict in verdicts}
    settled: dict[str, Verdict] = {}
    for wording, verdict in judged.items():  # in canonical order, so that what is earlier is settled already
        earlier = verdict.copy_of
        if not earlier:
            settled[wording] = verdict
        elif item_of[earlier] == item_of[wording]:
            settled[wording] = replace(settled[earlier], item=wording)
        else:
            settled[wording] = replace(verdict, copy_of=item_of[earlier])
    return settled
