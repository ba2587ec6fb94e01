#!/usr/bin/env bash
# Installs the peers that benchmarks/Slipway.Peers compares with, from Debian 12. Run it as root, or as a user who may sudo:
#   bash benchmarks/peers/install.sh
# The ML.NET peers are NuGet packages of the runner itself. A peer that is not installed is reported as missing.
set -euo pipefail

packages=(
    python3-sklearn         # scikit-learn 1.2.1, with numpy 1.24 and scipy 1.10
    python3-optuna          # Optuna 3.1
    libopenblas0-pthread    # without it numpy multiplies matrices with the reference BLAS, 20 times slower
    python3-torch           # PyTorch 1.13
    python3-pandas          # pandas 1.5
    ceph-mon ceph-osd radosgw ceph-common curl  # the S3 row of group data: a server in memory on loopback, and the peer
    dataset-fashion-mnist   # the four Fashion-MNIST idx.gz files, 30 MB
)

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"

/usr/bin/python3 - <<'PYTHON'
import numpy, scipy, sklearn, torch
print(f"peers: scikit-learn {sklearn.__version__}, numpy {numpy.__version__}, scipy {scipy.__version__}, PyTorch {torch.__version__}")
PYTHON
