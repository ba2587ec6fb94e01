"""Reads the files that both sides train on, with the tools that a scikit-learn user has: gzip, csv, numpy and scikit-learn."""
import csv
import gzip

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_svmlight_file
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def open_text(path):
    return gzip.open(path, "rt") if path.endswith(".gz") else open(path, encoding="utf-8", newline="")


def read_idx(path):
    """An IDX file of unsigned bytes (MNIST's format), gzip or not."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        content = file.read()
    if content[:3] != b"\0\0\x08":
        raise ValueError(f"{path} is not an IDX file of unsigned bytes")
    shape = [int.from_bytes(content[4 + 4 * i:8 + 4 * i], "big") for i in range(content[3])]
    return np.frombuffer(content, np.uint8, offset=4 + 4 * len(shape)).reshape(shape[0], -1)


class Idx:
    """Images as float32 in 0..1, or standardised column by column."""

    def __init__(self, standardize):
        self.scaler = StandardScaler(copy=False) if standardize else None

    def read(self, paths, fit):
        features = read_idx(paths["images"]).astype(np.float32)
        labels = read_idx(paths["labels"]).ravel()
        if self.scaler is None:
            features /= 255
        else:
            features = (self.scaler.fit_transform if fit else self.scaler.transform)(features)
        return features, labels


class NumericCsv:
    """A CSV of numbers with a header; the label is the last column. Standardised by the training part."""

    def __init__(self):
        self.scaler = StandardScaler(copy=False)

    def read(self, paths, fit):
        table = np.loadtxt(paths["table"], dtype=np.float32, delimiter=",", skiprows=1)
        features = (self.scaler.fit_transform if fit else self.scaler.transform)(table[:, :-1])
        return features, table[:, -1].astype(np.int32)


class MixedCsv:
    """A CSV with a header and text columns: numbers standardised, text one-hot (levels that training did not see are all zero)."""

    def __init__(self):
        self.columns = None

    def read(self, paths, fit):
        with open_text(paths["table"]) as file:
            rows = list(csv.reader(file))
        table = np.array(rows[1:], dtype=object)
        labels = table[:, -1].astype(str)
        if fit:
            numeric = [i for i in range(table.shape[1] - 1) if is_number(rows[1][i])]
            text = [i for i in range(table.shape[1] - 1) if i not in numeric]
            self.columns = ColumnTransformer([
                ("number", StandardScaler(), numeric),
                ("text", OneHotEncoder(handle_unknown="ignore", dtype=np.float32), text)])
            features = self.columns.fit_transform(table[:, :-1])
        else:
            features = self.columns.transform(table[:, :-1])
        return features.astype(np.float32), labels


class LibSvm:
    """A LibSVM file, as it is: sparse, not scaled."""

    def __init__(self):
        self.width = None

    def read(self, paths, fit):
        features, labels = load_svmlight_file(paths["table"], n_features=self.width, dtype=np.float32)
        self.width = features.shape[1] if fit else self.width
        return features, labels


def is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


def reader(kind):
    """A reader by its name; readers keep what they fitted on the training part."""
    return {
        "idx": lambda: Idx(standardize=False),
        "idx-standardized": lambda: Idx(standardize=True),
        "csv": NumericCsv,
        "csv-mixed": MixedCsv,
        "libsvm": LibSvm,
    }[kind]()
