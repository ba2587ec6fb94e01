#!/usr/bin/python3
"""Makes the three tables of this folder from the copies in Debian's package python3-sklearn.

    apt-get install python3-sklearn && python3 samples/data/convert.py

Only the first line changes: the package's count line (or no line at all) becomes a header, and the class index of wine and
breast cancer becomes the class name of that count line. Values are copied as text, so no digit is lost. The gzip header
carries neither name nor time: the same input gives the same bytes on every machine with the same zlib.
"""
import gzip
import hashlib
import pathlib
import sys

SOURCE = pathlib.Path("/usr/lib/python3/dist-packages/sklearn/datasets/data")
HERE = pathlib.Path(__file__).resolve().parent

SOURCE_SHA256 = {
    "digits.csv.gz": "46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a",
    "wine_data.csv": "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede",
    "breast_cancer.csv": "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed",
}

WINE = ("alcohol malic_acid ash alcalinity_of_ash magnesium total_phenols flavanoids nonflavanoid_phenols proanthocyanins "
        "color_intensity hue od280_od315 proline").split()
CELL = "radius texture perimeter area smoothness compactness concavity concave_points symmetry fractal_dimension".split()
CANCER = [f"mean_{c}" for c in CELL] + [f"{c}_error" for c in CELL] + [f"worst_{c}" for c in CELL]
DIGITS = [f"p{i}" for i in range(64)]


def read(name):
    content = (SOURCE / name).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != SOURCE_SHA256[name]:
        sys.exit(f"{SOURCE / name}: sha256 {digest}, expected {SOURCE_SHA256[name]} (python3-sklearn 1.2.1+dfsg-1).")
    return (gzip.decompress(content) if name.endswith(".gz") else content).decode().splitlines()


def table(header, rows):
    for row in rows:
        if row.count(",") != len(header) - 1:
            sys.exit(f"Row '{row}' has {row.count(',') + 1} values, expected {len(header)}.")
    return ("\n".join([",".join(header), *rows]) + "\n").encode()


def named(lines, columns, label):
    """A table whose first line is 'rows,columns,name of class 0,name of class 1,...' and whose last column is the index."""
    names = lines[0].split(",")[2:]
    rows = [f"{values},{names[int(index)]}" for values, index in (line.rsplit(",", 1) for line in lines[1:])]
    return table([*columns, label], rows)


def main():
    outputs = {
        "digits.csv.gz": gzip.compress(table([*DIGITS, "digit"], read("digits.csv.gz")), 9, mtime=0),
        "wine.csv": named(read("wine_data.csv"), WINE, "class"),
        "breast_cancer.csv": named(read("breast_cancer.csv"), CANCER, "diagnosis"),
    }
    for name, content in outputs.items():
        (HERE / name).write_bytes(content)
        print(f"{hashlib.sha256(content).hexdigest()} {len(content):7d} {name}")


main()
