using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Points as people read them, for messages.</summary>
internal static class PointText
{
    public static string Of(ParameterSpace space, ParameterPoint point)
    {
        if (point.Count != space.Count)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it has {point.Count} values and the space {space.Count} parameters");
        }

        var parts = new List<string>();
        for (var i = 0; i < space.Count; i++)
        {
            parts.Add(Part(space, point, i));
        }

        return string.Join(", ", parts);
    }

    private static string Part(ParameterSpace space, ParameterPoint point, int index)
    {
        var parameter = space.Parameters[index];
        var value = point[index];
        var text = double.IsNaN(value) ? "absent"
            : parameter is CategoricalParameter category && category.Contains(value) ? category.Choices[(int)value]
            : value.ToString(CultureInfo.InvariantCulture);
        var exists = space.Exists(index, point.AsSpan());
        var wrong = exists ? !parameter.Contains(value) : !double.IsNaN(value);
        return $"{parameter.Name} = {text}{(!wrong ? "" : exists ? $" (expected: {parameter})" : " (expected: absent under these choices)")}";
    }
}
