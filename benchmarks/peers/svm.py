"""Peers of the groups 'svm' and 'linear': LIBSVM and LIBLINEAR through scikit-learn, on matrices that both sides read from the same files."""
import csv
import gzip
import os
import time

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.datasets import load_svmlight_file, make_classification
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC, LinearSVC


def adult(source):
    """Five standardised numbers (fnlwgt, a sampling weight, is left out) and the one-hot levels of eight texts: 107 columns."""
    with gzip.open(source, "rt") as file:
        table = np.array([row for row in csv.reader(file, skipinitialspace=True) if row], dtype=object)
    numbers = table[:, [0, 4, 10, 11, 12]].astype(float)
    columns = [(numbers - numbers.mean(0)) / numbers.std(0)]
    for i in (1, 3, 5, 6, 7, 8, 9, 13):
        columns.append((table[:, i:i + 1] == np.unique(table[:, i].astype(str))[None, :]).astype(float))
    return np.hstack(columns), table[:, 14] == ">50K"


def generated(_):
    return make_classification(
        20000, 50, n_informative=20, n_redundant=10, flip_y=0.05, class_sep=0.8, random_state=0)


def a9a(source):
    features, labels = load_svmlight_file(source)
    return features, labels > 0


def sms(source):
    with open(source, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t", 1) for line in file if "\t" in line]
    return TfidfVectorizer().fit_transform([text for _, text in rows]), np.array([label == "spam" for label, _ in rows])


def path(folder, name, part):
    return os.path.join(folder, f"svm-{name}.{part}")


def export(name, folder, source):
    """Writes the matrix as raw float32 and int32 files, unless it is there."""
    if not os.path.exists(path(folder, name, "done")):
        features, labels = {"adult": adult, "generated": generated, "a9a": a9a, "sms": sms}[name](source)
        if not isinstance(features, np.ndarray):
            features.sort_indices()
            features.indptr.astype(np.int32).tofile(path(folder, name, "offsets"))
            features.indices.astype(np.int32).tofile(path(folder, name, "columns"))
            features = features.data
        features.astype(np.float32).tofile(path(folder, name, "values"))
        labels.astype(np.float32).tofile(path(folder, name, "targets"))
        open(path(folder, name, "done"), "w", encoding="utf-8").close()
    return {"value": 0.0}


def rbf(name, folder, source, c, gamma, tolerance, cache_megabytes, decisions, every):
    """Seconds of SVC.fit; quality is the dual objective. Writes the decision values of some rows to a file."""
    labels = np.fromfile(path(folder, name, "targets"), np.float32).astype(int)
    features = np.fromfile(path(folder, name, "values"), np.float32).astype(float).reshape(len(labels), -1)
    machine = SVC(C=c, gamma=gamma, tol=tolerance, cache_size=cache_megabytes)
    start = time.perf_counter()
    machine.fit(features, labels)
    seconds = time.perf_counter() - start
    machine.decision_function(features[::every]).tofile(decisions)
    return {"value": seconds, "quality": dual_objective(machine, gamma), "support_vectors": int(machine.n_support_.sum())}


def dual_objective(machine, gamma):
    b, vectors = machine.dual_coef_[0], machine.support_vectors_
    norms = (vectors * vectors).sum(1)
    quadratic = 0.0
    for start in range(0, len(b), 1000):
        part = slice(start, start + 1000)
        distances = np.maximum(0, norms[part, None] + norms[None] - 2 * vectors[part] @ vectors.T)
        quadratic += b[part] @ (np.exp(-gamma * distances) @ b)
    return float(quadratic / 2 - np.abs(b).sum())


def linear(name, folder, source, loss, tolerance):
    """Seconds of LIBLINEAR's fit; quality is the primal objective, with the penalty of the intercept."""
    labels = np.where(np.fromfile(path(folder, name, "targets"), np.float32) > 0, 1, -1)
    features = csr_matrix((
        np.fromfile(path(folder, name, "values"), np.float32).astype(float), np.fromfile(path(folder, name, "columns"), np.int32),
        np.fromfile(path(folder, name, "offsets"), np.int32)))
    if loss == "logistic":
        machine = LogisticRegression(solver="liblinear", C=1, tol=tolerance, max_iter=1000)
    else:
        machine = LinearSVC(loss=loss, C=1, tol=tolerance, max_iter=1000)
    start = time.perf_counter()
    machine.fit(features, labels)
    seconds = time.perf_counter() - start
    weights, intercept = machine.coef_[0], machine.intercept_[0]
    margins = labels * (features @ weights + intercept)
    slack = np.maximum(0, 1 - margins)
    losses = {"hinge": slack, "squared_hinge": slack ** 2, "logistic": np.logaddexp(0, -margins)}[loss]
    return {"value": seconds, "quality": float((weights @ weights + intercept ** 2) / 2 + losses.sum())}
