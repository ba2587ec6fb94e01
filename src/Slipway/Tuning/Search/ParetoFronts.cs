namespace Slipway.Tuning;

/// <summary>
/// Fast non-dominated sorting and crowding distance (Deb, Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic algorithm:
/// NSGA-II", IEEE Transactions on Evolutionary Computation 6, 2002, sections III A and B).
/// </summary>
internal static class ParetoFronts
{
    /// <summary>Completed trials by front, then by crowding distance, widest first, then by number.</summary>
    public static List<Trial> Rank(IReadOnlyList<Objective> objectives, IReadOnlyList<Trial> trials)
    {
        var ranked = new List<Trial>(trials.Count);
        foreach (var front in Sort(objectives, trials))
        {
            var losses = front.ConvertAll(t => Losses(objectives, t));
            var distances = CrowdingDistances(losses);
            ranked.AddRange(Enumerable.Range(0, front.Count)
                .OrderByDescending(i => distances[i])
                .ThenBy(i => front[i].Number)
                .Select(i => front[i]));
        }

        return ranked;
    }

    /// <summary>The first front alone, of the completed trials, by increasing number; trials with equal values are all kept.</summary>
    public static IReadOnlyList<Trial> First(IReadOnlyList<Objective> objectives, IEnumerable<Trial> trials)
    {
        var front = new List<(Trial Trial, double[] Losses)>();
        foreach (var trial in trials.Where(t => t.State == TrialState.Completed))
        {
            var losses = Losses(objectives, trial);
            if (!front.Exists(other => Dominates(other.Losses, losses)))
            {
                front.RemoveAll(other => Dominates(losses, other.Losses));
                front.Add((trial, losses));
            }
        }

        return [.. front.Select(f => f.Trial)];
    }

    /// <summary>The fronts, best first: no trial of a front is dominated by another of the same or a later front.</summary>
    public static List<List<Trial>> Sort(IReadOnlyList<Objective> objectives, IReadOnlyList<Trial> trials)
    {
        var losses = trials.Select(t => Losses(objectives, t)).ToArray();
        var dominators = new int[trials.Count];
        var dominated = new List<int>[trials.Count];
        for (var i = 0; i < trials.Count; i++)
        {
            dominated[i] = [];
            for (var j = 0; j < i; j++)
            {
                if (Dominates(losses[i], losses[j]))
                {
                    dominated[i].Add(j);
                    dominators[j]++;
                }
                else if (Dominates(losses[j], losses[i]))
                {
                    dominated[j].Add(i);
                    dominators[i]++;
                }
            }
        }

        var fronts = new List<List<Trial>>();
        var current = Enumerable.Range(0, trials.Count).Where(i => dominators[i] == 0).ToList();
        while (current.Count > 0)
        {
            fronts.Add(current.ConvertAll(i => trials[i]));
            var next = new List<int>();
            foreach (var i in current)
            {
                foreach (var j in dominated[i])
                {
                    if (--dominators[j] == 0)
                        next.Add(j);
                }
            }

            next.Sort();
            current = next;
        }

        return fronts;
    }

    /// <summary>How alone each of a front's trials is: the sum over the objectives of the gap between its neighbours; infinite at the ends.</summary>
    public static double[] CrowdingDistances(IReadOnlyList<double[]> losses)
    {
        var distances = new double[losses.Count];
        for (var m = 0; losses.Count > 0 && m < losses[0].Length; m++)
        {
            var objective = m;
            var order = Enumerable.Range(0, losses.Count).OrderBy(i => losses[i][objective]).ToArray();
            var range = losses[order[^1]][m] - losses[order[0]][m];
            distances[order[0]] = distances[order[^1]] = double.PositiveInfinity;
            for (var k = 1; range > 0 && k < order.Length - 1; k++)
                distances[order[k]] += (losses[order[k + 1]][m] - losses[order[k - 1]][m]) / range;
        }

        return distances;
    }

    private static double[] Losses(IReadOnlyList<Objective> objectives, Trial trial)
    {
        var losses = new double[objectives.Count];
        for (var m = 0; m < losses.Length; m++)
            losses[m] = objectives[m].ToLoss(trial.Values[m]);

        return losses;
    }

    private static bool Dominates(double[] a, double[] b)
    {
        var better = false;
        for (var m = 0; m < a.Length; m++)
        {
            if (a[m] > b[m])
                return false;

            better |= a[m] < b[m];
        }

        return better;
    }
}
