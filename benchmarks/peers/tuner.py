"""Peers of the group 'tuner': Optuna's TPE on the functions of Tuning/BlackBoxes.cs, and Optuna proposing for trainings that Slipway runs."""
import math
import statistics
import time

import numpy as np
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)

HARTMANN_A = np.array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
HARTMANN_P = np.array([
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]])
HARTMANN_ALPHA = np.array([1, 1.2, 3, 3.2])


def branin(p):
    bowl = p[1] - 5.1 / (4 * math.pi ** 2) * p[0] ** 2 + 5 / math.pi * p[0] - 6
    return bowl ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(p[0]) + 10


def hartmann(p):
    return float(-(HARTMANN_ALPHA * np.exp(-(HARTMANN_A * (np.array(p) - HARTMANN_P) ** 2).sum(1))).sum())


def rosenbrock(p):
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(p, p[1:]))


def ackley(p):
    squares = sum(x * x for x in p) / len(p)
    waves = sum(math.cos(2 * math.pi * x) for x in p) / len(p)
    return -20 * math.exp(-0.2 * math.sqrt(squares)) - math.exp(waves) + 20 + math.e


def levy(p):
    w = [1 + (x - 1) / 4 for x in p]
    body = sum((x - 1) ** 2 * (1 + 10 * math.sin(math.pi * x + 1) ** 2) for x in w[:-1])
    return math.sin(math.pi * w[0]) ** 2 + body + (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2)


def mixed(p):
    rate = math.log10(p[0]) - (-3, -1.5, -2.2)[p[4]]
    layers, units = p[1] - 3, math.log2(p[2]) - 6.5
    return (0.6 * rate ** 2 + 0.05 * layers ** 2 + 0.1 * units ** 2 + 0.05 * layers * units
            + (0, 0.1, 0.25, 0.6)[p[3]] + (0, 0.15, 0.05)[p[4]])


def conditional(p):
    c = math.log10(p[1])
    if p[0] == 0:
        return 0.4 + 0.1 * (c + 1) ** 2
    gamma = math.log10(p[2])
    if p[0] == 1:
        return 0.15 + 0.1 * (c - 1) ** 2 + 0.2 * (gamma + 2) ** 2 + 0.1 * (c - 1) * (gamma + 2)
    return 0.15 * c ** 2 + 0.3 * (gamma + 1) ** 2 + 0.1 * (p[3] - 3) ** 2 + 0.5 * (p[4] - 0.3) ** 2


FUNCTIONS = {
    "branin": branin, "hartmann6": hartmann, "rosenbrock4": rosenbrock, "ackley5": ackley, "levy4": levy, "mixed": mixed,
    "conditional": conditional}


def suggest(trial, space):
    """One value a parameter, in the order of the space; None where its condition does not hold."""
    values = {}
    for p in space:
        name = p["name"]
        if "parent" in p and values[p["parent"]] not in p["choices_of_parent"]:
            values[name] = None
        elif p["kind"] == "continuous":
            values[name] = trial.suggest_float(name, p["low"], p["high"], log=p["log"])
        elif p["kind"] == "integer":
            values[name] = trial.suggest_int(name, p["low"], p["high"], log=p["log"])
        else:
            values[name] = trial.suggest_categorical(name, list(range(p["choices"])))
    return list(values.values())


def sampler(seed):
    return optuna.samplers.TPESampler(seed=seed)


def regret(function, space, optimum, noise, seeds, budgets, probes):
    """For each budget, each seed's regret: the true value of the trial with the best observed value. `probes` are evaluated as they are."""
    f = FUNCTIONS[function]
    regrets = {str(b): [] for b in budgets}
    for seed in range(seeds):
        study = optuna.create_study(sampler=sampler(seed))
        random = np.random.default_rng(seed)
        best, true_best = math.inf, math.inf
        for number in range(max(budgets)):
            trial = study.ask()
            true = f(suggest(trial, space))
            observed = true + noise * random.standard_normal()
            study.tell(trial, observed)
            if observed < best:
                best, true_best = observed, true
            if number + 1 in budgets:
                regrets[str(number + 1)].append(true_best - optimum)
    return {"value": 0.0, "regrets": regrets, "probes": [f(p) for p in probes]}


STUDIES = {}


def propose(study, space, seed, tell):
    """Opens a study on first use; `tell` is the value of its last proposal (None at first, "failed" for a failure). Maximises."""
    if tell is None:
        STUDIES[study] = [optuna.create_study(direction="maximize", sampler=sampler(seed)), None]
    entry = STUDIES[study]
    if tell == "failed":
        entry[0].tell(entry[1], state=optuna.trial.TrialState.FAIL)
    elif tell is not None:
        entry[0].tell(entry[1], tell)
    entry[1] = entry[0].ask()
    return {"value": 0.0, "point": suggest(entry[1], space)}


def overhead(space, finished, proposals, seed):
    """Mean milliseconds of asking for a point once `finished` trials are told."""
    study = optuna.create_study(sampler=sampler(seed))
    random = np.random.default_rng(seed)
    times = []
    for number in range(finished + proposals):
        begin = time.perf_counter()
        trial = study.ask()
        suggest(trial, space)
        times.append(time.perf_counter() - begin)
        study.tell(trial, random.standard_normal())
    return {"value": statistics.mean(times[finished:]) * 1000}
