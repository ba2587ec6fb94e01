namespace Slipway.Tuning;

/// <summary>Lists small spaces, of whole numbers and choices only, point by point.</summary>
internal static class FinitePoints
{
    /// <summary>A space with more points is searched by candidates instead.</summary>
    public const int Limit = 2_000;

    /// <summary>The points that were not tried; null when the space has a continuum or too many points.</summary>
    public static List<ParameterPoint>? TryList(ParameterSpace space, HashSet<ParameterPoint> tried)
    {
        foreach (var parameter in space.Parameters)
        {
            if (parameter.Cardinality is not { } count || count > Limit)
            {
                return null;
            }
        }

        var points = new List<ParameterPoint>();
        return Extend(space, new double[space.Count], 0, points) ? points.FindAll(p => !tried.Contains(p)) : null;
    }

    private static bool Extend(ParameterSpace space, double[] values, int index, List<ParameterPoint> points)
    {
        if (index == space.Count)
        {
            points.Add(new ParameterPoint(values));
            return points.Count <= Limit;
        }

        if (!space.Exists(index, values))
        {
            values[index] = double.NaN;
            return Extend(space, values, index + 1, points);
        }

        var first = space.Parameters[index] is IntegerParameter whole ? whole.Minimum : 0;
        for (var i = 0; i < space.Parameters[index].Cardinality; i++)
        {
            values[index] = first + i;
            if (!Extend(space, values, index + 1, points))
            {
                return false;
            }
        }

        return true;
    }
}
