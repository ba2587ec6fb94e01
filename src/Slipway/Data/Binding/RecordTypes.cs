namespace Slipway.Data;

/// <summary>What to tell someone whose property cannot be a column.</summary>
internal static class RecordTypes
{
    public const string Supported =
        "integers, float, double, decimal, bool, string, enums (all also nullable), float[], ReadOnlyMemory<float>, double[], byte[]";

    /// <summary>The remedy for a property type.</summary>
    public static string Remedy(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        if (value == typeof(DateTime) || value == typeof(DateTimeOffset) || value == typeof(DateOnly))
        {
            return "A date has no one meaning as a number: make it what the model should see, e.g. days since a fixed day as int, or"
                + " month and weekday as properties of their own.";
        }

        if (value == typeof(TimeSpan) || value == typeof(TimeOnly))
        {
            return "Make it a number in the unit that you want, e.g. TotalSeconds as double.";
        }

        if (value == typeof(char) || value == typeof(Guid))
        {
            return "Make it a string.";
        }

        return $"Supported types: {Supported}. Project the rows to a record without it (rows.Select(r => new {{ ... }})), or give it one"
            + " of these types.";
    }
}
