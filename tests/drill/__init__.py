"""Drills: processes and server killed while money moves, and what must be true afterwards.

The full drill is `make drill`; a short one runs in the suite. Both stand on a cluster of their own that keeps its
promises. Importing the package sets Django up, as importing the benches does.
"""

from tests import bench as bench
