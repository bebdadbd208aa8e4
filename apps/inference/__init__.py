"""Running a model for somebody who pays: offers, and the calls made to them."""
