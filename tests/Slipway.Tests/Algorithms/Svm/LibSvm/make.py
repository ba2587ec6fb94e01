#!/usr/bin/python3
"""Makes the golden files of this folder with LIBSVM's own programs (Debian 12's libsvm-tools 3.24+ds-6) from samples/data/wine.csv.

classes.svm and targets.svm are the table standardised, in LIBSVM's format (the first: class 1 to 3 and 13 features; the second: the first
column as the target, the other twelve as features). <name>.model is what svm-train wrote, <name>.predictions what svm-predict wrote.
"""
import csv
import os
import statistics
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
RUNS = {
    "rbf": ("classes", "-s 0 -t 2 -g 0.1 -c 1"),
    "polynomial": ("classes", "-s 0 -t 1 -g 0.1 -r 1 -d 3 -c 0.5"),
    "linear": ("classes", "-s 0 -t 0 -c 1"),
    "sigmoid": ("classes", "-s 0 -t 3 -g 0.02 -r 0.1 -c 1"),
    "regression": ("targets", "-s 3 -t 2 -g 0.1 -c 1 -p 0.1"),
}

with open(os.path.join(HERE, "../../../../../samples/data/wine.csv"), encoding="utf-8") as file:
    table = list(csv.reader(file))[1:]
columns = []
for j in range(13):
    column = [float(row[j]) for row in table]
    mean, deviation = statistics.fmean(column), statistics.pstdev(column)
    columns.append([f"{(x - mean) / deviation:.7g}" for x in column])


def write(name, targets, features):
    with open(os.path.join(HERE, name + ".svm"), "w", encoding="ascii") as out:
        for i, target in enumerate(targets):
            out.write(" ".join([target] + [f"{j + 1}:{column[i]}" for j, column in enumerate(features)]) + "\n")


write("classes", [str(int(row[13][-1]) + 1) for row in table], columns)
write("targets", columns[0], columns[1:])
for name, (data, options) in RUNS.items():
    subprocess.run(["svm-train", "-q", "-e", "1e-7", *options.split(), data + ".svm", name + ".model"], cwd=HERE, check=True)
    subprocess.run(["svm-predict", data + ".svm", name + ".model", name + ".predictions"], cwd=HERE, check=True)
