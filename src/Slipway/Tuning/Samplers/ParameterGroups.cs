namespace Slipway.Tuning;

/// <summary>
/// The parameters that always exist together: those without a condition, and those of each distinct condition. A group stands after the group of the
/// parameter that it depends on. (Optuna's group decomposition, derived from the space and not from past trials.)
/// </summary>
internal static class ParameterGroups
{
    public static int[][] Of(ParameterSpace space)
    {
        var groups = new List<(ParameterCondition? Condition, List<int> Members)>();
        for (var i = 0; i < space.Count; i++)
        {
            var condition = space.Parameters[i].Condition;
            var group = groups.FirstOrDefault(g => SameCondition(g.Condition, condition)).Members;
            if (group is null)
                groups.Add((condition, group = []));

            group.Add(i);
        }

        return [.. groups.Select(g => g.Members.ToArray())];
    }

    private static bool SameCondition(ParameterCondition? a, ParameterCondition? b) =>
        a is null || b is null ? a is null && b is null : a.Parameter == b.Parameter && a.Choices.Order().SequenceEqual(b.Choices.Order());
}
