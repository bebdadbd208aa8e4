"""Tables of the contributions floor."""

from apps.contributions.models.blob import Blob, RevisionBlob
from apps.contributions.models.consent import Consent
from apps.contributions.models.given import Contribution, Item
from apps.contributions.models.revision import Check, Content, Revision
from apps.contributions.models.sketch import Sketch
from apps.contributions.models.upload import RememberedMapping, Upload, UploadRow

__all__ = [
    "Blob", "Check", "Consent", "Content", "Contribution", "Item", "RememberedMapping", "Revision", "RevisionBlob",
    "Sketch", "Upload", "UploadRow",
]  # fmt: skip
