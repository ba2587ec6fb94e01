"""Makes dense.pbr and sparse.pbr: python3 make-golden.py (Debian's python3-protobuf, python3-numpy, python3-scipy; protoc).

The rows are written as sagemaker-core's and sagemaker's serializers write them: one record a row; the features under the key "values",
the label under the key "values"; float32 for float32 arrays and float64 for float64 arrays; for a sparse row the stored values, their
columns as keys, and the number of columns as shape; magic, length, payload, zeros up to a multiple of four bytes.
"""
import struct
import subprocess
import sys
import tempfile

import numpy as np
import scipy.sparse

with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["protoc", f"--python_out={folder}", "record.proto"], check=True)
    sys.path.insert(0, folder)
    from record_pb2 import Record


def tensor_of(entry, dtype):
    if dtype == np.dtype(float):
        return entry.float64_tensor
    if dtype == np.dtype(np.float32):
        return entry.float32_tensor
    return entry.int32_tensor


def frame(file, record):
    payload = record.SerializeToString()
    file.write(struct.pack("<II", 0xCED7230A, len(payload)))
    file.write(payload)
    file.write(b"\0" * (-len(payload) % 4))


def write_dense(path, array, labels):
    with open(path, "wb") as file:
        for row, label in zip(array, labels):
            record = Record()
            tensor_of(record.features["values"], array.dtype).values.extend(row)
            tensor_of(record.label["values"], labels.dtype).values.extend([label])
            frame(file, record)


def write_sparse(path, matrix, labels):
    with open(path, "wb") as file:
        for i in range(matrix.shape[0]):
            row = matrix.getrow(i)
            record = Record()
            tensor = tensor_of(record.features["values"], matrix.dtype)
            tensor.values.extend(row.data)
            tensor.keys.extend(row.indices.astype(np.uint64))
            tensor.shape.extend([matrix.shape[1]])
            tensor_of(record.label["values"], labels.dtype).values.extend([labels[i]])
            frame(file, record)


write_dense(
    "dense.pbr", np.array([[1.5, -2, 0], [3.25, 1e-30, np.inf]], dtype=np.float32), np.array([1, 0], dtype=np.float32))
write_dense("dense64.pbr", np.array([[0.1, 1e300]]), np.array([-7], dtype=np.int32))
write_sparse(
    "sparse.pbr", scipy.sparse.csr_matrix(np.array([[0, 0.5, 0, 2], [0, 0, 0, 0], [-1, 0, 0, 0]], dtype=np.float32)),
    np.array([1, 0, 1], dtype=np.float32))
