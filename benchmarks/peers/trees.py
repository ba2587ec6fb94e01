"""Peers of the groups 'adaboost' and 'forest': scikit-learn's boosted stumps and random forests, from arrays in memory to the model."""
import time

import numpy as np
from sklearn.ensemble import AdaBoostClassifier, RandomForestClassifier

import tables

LOADED = {}


def load(kind, train, test):
    """Dense float32 arrays, which both estimators are fastest on; read once, untimed."""
    key = (kind, train["table"])
    if key not in LOADED:
        reader = tables.reader(kind)
        parts = [*reader.read(train, fit=True), *reader.read(test, fit=False)]
        LOADED[key] = [p.toarray() if hasattr(p, "toarray") else p for p in parts]
    return LOADED[key]


def fit(estimator, kind, train, test):
    features, labels, test_features, test_labels = load(kind, train, test)
    features = np.ascontiguousarray(features, dtype=np.float32)
    start = time.perf_counter()
    estimator.fit(features, labels)
    end = time.perf_counter()
    trees = estimator.estimators_
    return {
        "value": end - start,
        "quality": float(estimator.score(test_features, test_labels)),
        "rows": features.shape[0],
        "features": features.shape[1],
        "trees": len(trees),
        "nodes": int(sum(t.tree_.node_count for t in trees)),
    }


def samme(kind, train, test, threads):
    return fit(AdaBoostClassifier(n_estimators=200, algorithm="SAMME"), kind, train, test)


def samme_real(kind, train, test, threads):
    return fit(AdaBoostClassifier(n_estimators=200, algorithm="SAMME.R"), kind, train, test)


def forest_limited(kind, train, test, threads):
    return fit(RandomForestClassifier(max_depth=12, min_samples_leaf=5, n_jobs=threads, random_state=1), kind, train, test)


def forest(kind, train, test, threads):
    return fit(RandomForestClassifier(n_jobs=threads, random_state=1), kind, train, test)
