"""Reading files with pandas: the C parser, one thread. Only the reading is timed; the check follows."""
import os
import time

import numpy as np
import pandas as pd


def megabytes(path, start):
    return os.path.getsize(path) / 1e6 / (time.perf_counter() - start)


def numeric(path):
    """A CSV of numbers with a header to a float32 matrix; the check is the sum of all columns but the last."""
    start = time.perf_counter()
    matrix = np.ascontiguousarray(pd.read_csv(path, engine="c").to_numpy(dtype=np.float32))
    speed = megabytes(path, start)
    return {"value": speed, "quality": float(matrix[:, :-1].sum(dtype=np.float64)), "rows": len(matrix)}


def mixed_columns(path, label):
    """A CSV of numbers and text to columns; the check is the sum of all numbers plus the length of all texts."""
    start = time.perf_counter()
    table = pd.read_csv(path, engine="c", keep_default_na=False)
    speed = megabytes(path, start)
    quality = sum(float(table[c].str.len().sum() if table[c].dtype == object else table[c].sum()) for c in table.columns)
    return {"value": speed, "quality": quality, "rows": len(table)}


def mixed_features(path, label):
    """The same to float32 features: numbers standardised, text one-hot; the check is the number of features plus their sum."""
    start = time.perf_counter()
    table = pd.read_csv(path, engine="c", keep_default_na=False)
    labels = table.pop(label).astype("category").cat.codes.to_numpy()
    numbers = table.select_dtypes("number")
    scaled = ((numbers - numbers.mean()) / numbers.std(ddof=0)).astype(np.float32)
    dummies = pd.get_dummies(table.select_dtypes("object"), dtype=np.float32)
    features = np.ascontiguousarray(pd.concat([scaled, dummies], axis=1).to_numpy(dtype=np.float32))
    speed = megabytes(path, start)
    return {"value": speed, "quality": features.shape[1] + round(float(features.sum(dtype=np.float64))), "rows": len(labels)}
