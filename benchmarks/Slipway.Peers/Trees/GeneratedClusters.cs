using System.Globalization;
using Slipway.Peers.DataSets;

namespace Slipway.Peers.Trees;

/// <summary>
/// A generated two-class problem after Guyon's design (NIPS 2003), as scikit-learn's <c>make_classification</c> draws it: 20 informative features
/// around corners of a cube, two clusters a class, 10 linear mixtures of those, 20 of noise, and 5% of the labels flipped. The same bytes on
/// every machine.
/// </summary>
internal static class GeneratedClusters
{
    private const int Informative = 20;
    private const int Mixtures = 10;
    private const int Noise = 20;
    private const double Separation = 0.8;
    private const double Flipped = 0.05;

    /// <summary>Training and test file; written once a run.</summary>
    /// <param name="data">The work folder.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="testRows">Test rows.</param>
    public static TrainTest Write(DataFolder data, int rows, int testRows)
    {
        var train = Path.Combine(data.Work, $"clusters-{rows}-train.csv");
        var test = Path.Combine(data.Work, $"clusters-{rows}-test.csv");
        var random = new Stream(0);
        var centres = Matrix(4, Informative, () => random.Next() < 0.5 ? -Separation : Separation);
        var stretch = Enumerable.Range(0, 4).Select(_ => Matrix(Informative, Informative, () => (2 * random.Next()) - 1)).ToArray();
        var mixture = Matrix(Informative, Mixtures, () => (2 * random.Next()) - 1);
        foreach (var (path, count) in new[] { (train, rows), (test, testRows) })
        {
            using var file = new StreamWriter(path) { NewLine = "\n" };
            file.WriteLine(string.Join(',', [.. Enumerable.Range(0, Informative + Mixtures + Noise).Select(i => $"x{i}"), "label"]));
            for (var row = 0; row < count; row++)
            {
                file.WriteLine(Row(random, centres, stretch, mixture));
            }
        }

        return new TrainTest(train, test, "label");
    }

    private static string Row(Stream random, double[][] centres, double[][][] stretch, double[][] mixture)
    {
        var cluster = (int)(random.Next() * 4);
        var drawn = Enumerable.Range(0, Informative).Select(_ => random.Normal()).ToArray();
        var values = new double[Informative + Mixtures + Noise];
        for (var j = 0; j < Informative; j++)
        {
            values[j] = centres[cluster][j] + drawn.Select((d, i) => d * stretch[cluster][i][j]).Sum();
        }

        for (var j = 0; j < Mixtures; j++)
        {
            values[Informative + j] = Enumerable.Range(0, Informative).Sum(i => values[i] * mixture[i][j]);
        }

        for (var j = 0; j < Noise; j++)
        {
            values[Informative + Mixtures + j] = random.Normal();
        }

        var label = random.Next() < Flipped ? (random.Next() < 0.5 ? 0 : 1) : cluster % 2;
        return string.Join(',', values.Select(v => ((float)v).ToString("R", CultureInfo.InvariantCulture))) + $",{label}";
    }

    private static double[][] Matrix(int rows, int columns, Func<double> next) =>
        [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => next()).ToArray())];

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014): System.Random's sequence may change between versions of .NET.</summary>
    private sealed class Stream(ulong state)
    {
        private ulong _state = state;

        public double Next()
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
        }

        /// <summary>Box and Muller, Annals of Mathematical Statistics 29, 1958.</summary>
        public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());
    }
}
