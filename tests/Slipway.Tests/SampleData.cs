namespace Slipway.Tests;

/// <summary>The real data that the repository ships.</summary>
internal static class SampleData
{
    public static string Path(string file) => System.IO.Path.Combine(AppContext.BaseDirectory, "data", file);

    public static DataChannel Wine => DataChannel.FromCsv(Path("wine.csv")).WithLabel("class");

    public static DataChannel Digits => DataChannel.FromCsv(Path("digits.csv.gz")).WithLabel("digit");

    public static DataChannel BreastCancer => DataChannel.FromCsv(Path("breast_cancer.csv")).WithLabel("diagnosis");
}
