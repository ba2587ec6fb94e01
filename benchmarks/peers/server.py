#!/usr/bin/python3
"""The Python side of benchmarks/Slipway.Peers: one long-lived process, so that imports are paid once, before anything is timed.

Reads one JSON request a line from standard input, {"op": "foundation.mlp", "args": {...}}, and answers with one JSON line on
standard output: {"ok": true, "result": {...}} or {"ok": false, "error": "..."}. An op is a module of this folder and a function
in it that takes the args as keywords and returns a dict. A new group of comparisons adds a module; this file stays as it is.
"""
import importlib
import json
import os
import re
import sys
import traceback
import warnings


def versions():
    """Versions of the installed peers by import name; a package that is not installed is absent."""
    found = {"python": sys.version.split()[0]}
    for name in ("numpy", "scipy", "sklearn", "torch", "optuna", "pandas"):
        try:
            found[name] = importlib.import_module(name).__version__
        except ImportError:
            pass
    return found


def call(op, args):
    if op == "versions":
        return versions()
    if not re.fullmatch(r"[a-z_]+\.[a-z_]+", op):
        raise ValueError(f"op '{op}' is not '<module>.<function>'")
    module, function = op.split(".")
    return getattr(importlib.import_module(module), function)(**args)


def main():
    # Replies own the real standard output; whatever a library prints goes to standard error.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    warnings.filterwarnings("ignore")
    for line in sys.stdin:
        try:
            request = json.loads(line)
            reply = {"ok": True, "result": call(request["op"], request.get("args", {}))}
        except Exception as error:
            traceback.print_exc()
            reply = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


main()
