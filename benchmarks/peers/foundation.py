"""Peers of the group 'foundation': scikit-learn's multilayer perceptron and logistic regression, from file to model."""
import time

from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

import tables


def file_to_model(estimator, kind, train, test):
    """Seconds from opening the training file to the fitted estimator, and the accuracy on the test file (not timed)."""
    reader = tables.reader(kind)
    start = time.perf_counter()
    features, labels = reader.read(train, fit=True)
    loaded = time.perf_counter()
    estimator.fit(features, labels)
    end = time.perf_counter()
    test_features, test_labels = reader.read(test, fit=False)
    return {
        "value": end - start,
        "quality": float(estimator.score(test_features, test_labels)),
        "load_seconds": loaded - start,
        "rows": features.shape[0],
        "test_rows": test_features.shape[0],
        "features": features.shape[1],
        "iterations": int(max(estimator.n_iter_) if hasattr(estimator.n_iter_, "__len__") else estimator.n_iter_),
    }


def mlp(kind, train, test, hidden, epochs, batch, learning_rate, alpha, seed):
    """Exactly `epochs` passes: no tolerance, no early stopping."""
    return file_to_model(
        MLPClassifier(
            hidden_layer_sizes=hidden, activation="relu", solver="adam", learning_rate_init=learning_rate, batch_size=batch,
            max_iter=epochs, alpha=alpha, tol=0, n_iter_no_change=epochs + 1, shuffle=True, random_state=seed),
        kind, train, test)


def logistic(kind, train, test, c, max_iterations, tolerance):
    return file_to_model(
        LogisticRegression(C=c, penalty="l2", solver="lbfgs", max_iter=max_iterations, tol=tolerance), kind, train, test)
