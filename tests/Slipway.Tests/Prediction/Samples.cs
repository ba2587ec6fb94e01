namespace Slipway.Tests.Prediction;

public enum Cellar
{
    North,
    South,
}

/// <summary>Rows for training: three classes that the columns tell apart.</summary>
public sealed record WineRow(float Alcohol, double MalicAcid, int? Ash, Cellar Cellar, string Band)
{
    public static WineRow[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => new WineRow(
        (i % 3 * 2) + (i % 7 * 0.1f), (i % 3 * -1.5) + (i % 5 * 0.05), i % 11 == 0 ? null : i % 4, (Cellar)(i % 2), $"band {i % 3}"))];
}

/// <summary>Rows for predicting: other spelling, other order, a property too many.</summary>
public sealed record Wine(Cellar Cellar, double malic_acid, float ALCOHOL, int? Ash)
{
    public string Note { get; init; } = "not a column";

    public static Wine Of(WineRow row) => new(row.Cellar, row.MalicAcid, row.Alcohol, row.Ash);
}

public readonly record struct WineStruct(float Alcohol, double MalicAcid, int? Ash, Cellar Cellar)
{
    public static WineStruct Of(WineRow row) => new(row.Alcohol, row.MalicAcid, row.Ash, row.Cellar);
}

/// <summary>Numbers only.</summary>
public sealed record Numbers(float A, double B, int C, bool D);

public sealed record NumbersRow(float A, double B, int C, bool D, string Label)
{
    public static NumbersRow[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => new NumbersRow(
        i % 3, i % 3 * -2.0, i % 5, i % 2 == 0, i % 3 == 0 ? "zero" : i % 3 == 1 ? "one" : "two"))];
}
