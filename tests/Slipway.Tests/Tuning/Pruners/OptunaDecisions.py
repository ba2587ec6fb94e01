#!/usr/bin/python3
"""Makes OptunaDecisions.tsv beside it with Optuna 3.1.0 (Debian 12's python3-optuna): what its pruners decide on synthetic learning curves.

The file's first lines say what its rows mean. An argument names another file to write.
"""
import math
import os
import random
import sys

import optuna
from optuna.pruners import HyperbandPruner, MedianPruner, PatientPruner, PercentilePruner, SuccessiveHalvingPruner, ThresholdPruner
from optuna.trial import TrialState

TRIALS, STEPS = 40, 27
HEADER = """\
# Origin: Optuna 3.1.0 (Debian python3-optuna) on synthetic learning curves from Python's random.Random(7): end + (1.2 - end) exp(-rate step) + noise.
# curve TRIAL: values of steps 1 to 27, minimised; 'maximise' rows were made with the negated values.
# prune CASE DIRECTION WIDTH: for each trial, the step at which it was pruned, or 0. WIDTH trials run at a time, each in turn by one step.
# Hyperband's bracket of a trial was set to Slipway's rule; Optuna's own depends on the study's name.
"""

# Name, pruner, and what to take off a step: 1 where warm-up and interval matter, since Optuna counts steps from 0 there; 0 where a step is a resource.
CASES = [
    ("median", lambda: MedianPruner(n_startup_trials=5), 1),
    ("median warmup=4 interval=3", lambda: MedianPruner(n_startup_trials=3, n_warmup_steps=4, interval_steps=3), 1),
    ("median startup=0 mintrials=4", lambda: MedianPruner(n_startup_trials=0, n_min_trials=4), 1),
    ("percentile 25", lambda: PercentilePruner(25.0, n_startup_trials=4), 1),
    ("percentile 10 interval=2", lambda: PercentilePruner(10.0, n_startup_trials=2, interval_steps=2), 1),
    ("halving", lambda: SuccessiveHalvingPruner(min_resource=1, reduction_factor=4), 0),
    ("halving min=2 factor=3 rate=1", lambda: SuccessiveHalvingPruner(min_resource=2, reduction_factor=3, min_early_stopping_rate=1), 0),
    ("halving factor=2 bootstrap=3", lambda: SuccessiveHalvingPruner(min_resource=1, reduction_factor=2, bootstrap_count=3), 0),
    ("hyperband", lambda: HyperbandPruner(min_resource=1, max_resource=27, reduction_factor=3), 0),
    ("patience 3", lambda: PatientPruner(None, patience=3), 0),
    ("patience 2 delta=0.05", lambda: PatientPruner(None, patience=2, min_delta=0.05), 0),
    ("patience 1 median", lambda: PatientPruner(MedianPruner(n_startup_trials=3), patience=1), 1),
    ("threshold", lambda: ThresholdPruner(lower=0.15, upper=1.0, n_warmup_steps=3, interval_steps=2), 1),
]


def make_curves():
    rng = random.Random(7)
    curves = []
    for _ in range(TRIALS):
        end, rate, noise = rng.uniform(0.1, 1.0), rng.uniform(0.05, 0.6), 0.05
        curves.append([round(end + (1.2 - end) * math.exp(-rate * step) + rng.gauss(0, noise), 4) for step in range(1, STEPS + 1)])
    return curves


def bracket_of(number, smallest=1, largest=27, eta=3):
    """HyperbandBrackets.Of."""
    count = 1
    while smallest * eta ** count <= largest:
        count += 1
    cumulative, total = [], 0
    for bracket in range(count):
        stops = count - 1 - bracket
        total += math.ceil(count * eta ** stops / (stops + 1))
        cumulative.append(total)
    place = ((number * 2654435769) % 2**32) / 2**32 * total
    return next(bracket for bracket in range(count) if place < cumulative[bracket])


def make_pruner(name, make, sign):
    if name == "threshold" and sign < 0:
        return ThresholdPruner(lower=-1.0, upper=-0.15, n_warmup_steps=3, interval_steps=2)
    pruner = make()
    if isinstance(pruner, HyperbandPruner):
        pruner._get_bracket_id = lambda study, trial: bracket_of(trial.number) if pruner._pruners else 0
    return pruner


def decisions(pruner, curves, sign, width, offset):
    """The step at which each trial was pruned, or 0."""
    study = optuna.create_study(
        direction="minimize" if sign > 0 else "maximize", pruner=pruner, study_name="s", sampler=optuna.samplers.RandomSampler(seed=0))
    ended, running, asked = {}, [], 0
    while len(ended) < TRIALS:
        while len(running) < width and asked < TRIALS:
            running.append([study.ask(), 0])
            asked += 1
        for item in list(running):
            item[1] += 1
            trial, step = item
            value = sign * curves[trial.number][step - 1]
            trial.report(value, step - offset)
            if trial.should_prune():
                study.tell(trial, state=TrialState.PRUNED)
                ended[trial.number] = step
                running.remove(item)
            elif step == STEPS:
                study.tell(trial, value)
                ended[trial.number] = 0
                running.remove(item)
    return [ended[number] for number in range(TRIALS)]


def main():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "OptunaDecisions.tsv")
    curves = make_curves()
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEADER)
        for number, curve in enumerate(curves):
            out.write(f"curve\t{number}\t{' '.join(repr(value) for value in curve)}\n")
        for name, make, offset in CASES:
            for direction, sign in (("minimise", 1), ("maximise", -1)):
                for width in (1, 3):
                    steps = decisions(make_pruner(name, make, sign), curves, sign, width, offset)
                    out.write(f"prune\t{name}\t{direction}\t{width}\t{' '.join(map(str, steps))}\n")


main()
