"""Peers of the groups 'kmeans' and 'knn': scikit-learn's Lloyd and brute-force neighbours, on ready float32 arrays (reading is not timed)."""
import time
from functools import lru_cache

import numpy as np
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors

import tables


def kmeans(rows, centers, width, iterations):
    """Exactly `iterations` iterations, or fewer when no row moves any more."""
    data = np.fromfile(rows, np.float32).reshape(-1, width)
    start = np.fromfile(centers, np.float32).reshape(-1, width)
    estimator = KMeans(n_clusters=len(start), init=start, n_init=1, max_iter=iterations, tol=0, algorithm="lloyd")
    begin = time.perf_counter()
    estimator.fit(data)
    end = time.perf_counter()
    exact = np.sum((data.astype(np.float64) - estimator.cluster_centers_[estimator.labels_]) ** 2)
    return {"value": end - begin, "quality": float(exact), "iterations": int(estimator.n_iter_)}


@lru_cache
def images(path):
    return tables.read_idx(path).astype(np.float32)


def neighbours(train, test, k, output):
    """The k nearest training rows of each test row; their indices go to `output` as int32."""
    data, queries = images(train), images(test)
    search = NearestNeighbors(n_neighbors=k, algorithm="brute", metric="euclidean").fit(data)
    begin = time.perf_counter()
    found = search.kneighbors(queries, return_distance=False)
    end = time.perf_counter()
    found.astype(np.int32).tofile(output)
    return {"value": end - begin, "rows": len(queries)}
