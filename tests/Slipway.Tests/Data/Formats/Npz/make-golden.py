"""Makes stored.npz and deflated.npz with numpy.savez and numpy.savez_compressed (Debian's python3-numpy)."""
import numpy as np

arrays = {
    "x": np.array([[1.5, -2], [0, 3.25], [1e-30, np.inf]], dtype=np.float32),
    "y": np.array([2, 0, 1]),
    "pixels": np.arange(12, dtype=np.uint8).reshape(3, 2, 2),
}
np.savez("stored.npz", **arrays)
np.savez_compressed("deflated.npz", **arrays)
