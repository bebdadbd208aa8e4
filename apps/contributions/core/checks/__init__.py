"""One small file for each thing that is looked for in texts. Each names itself and its version, and is pure.

`check` gets the texts of a record by field and answers with a finding, or nothing where there is nothing to say. What
blocks is kept from reviewers until it is put right; what warns is shown to them and to whoever gave it.
"""
