using System.Globalization;

namespace Slipway.Tests.Algorithms;

/// <summary>A model file that LIBSVM's svm-train wrote, evaluated in double as LIBSVM's documentation says: the oracle, none of our code.</summary>
internal sealed class LibSvmModel
{
    private readonly Dictionary<string, string[]> _header = [];
    private readonly List<double[]> _coefficients = [];
    private readonly List<Dictionary<int, double>> _vectors = [];

    private LibSvmModel(IEnumerable<string> lines)
    {
        var inVectors = false;
        foreach (var words in lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (inVectors)
            {
                _coefficients.Add([.. words.Where(w => !w.Contains(':')).Select(Number)]);
                _vectors.Add(words.Where(w => w.Contains(':')).Select(w => w.Split(':')).ToDictionary(p => int.Parse(p[0], CultureInfo.InvariantCulture), p => Number(p[1])));
            }
            else if (words[0] == "SV")
            {
                inVectors = true;
            }
            else
            {
                _header[words[0]] = words[1..];
            }
        }
    }

    public int SupportVectors => _vectors.Count;

    public static LibSvmModel Read(string path) => new(File.ReadLines(path));

    /// <summary>Decision values of each pair of classes (or the prediction of a regression); features are numbered from 1.</summary>
    public double[] Decide(double[] row)
    {
        var values = _vectors.Select(v => Kernel(v, row)).ToArray();
        double[] rho = [.. _header["rho"].Select(Number)];
        if (!_header.TryGetValue("nr_sv", out var counts))
        {
            return [values.Zip(_coefficients, (k, c) => k * c[0]).Sum() - rho[0]];
        }

        int[] perClass = [.. counts.Select(c => int.Parse(c, CultureInfo.InvariantCulture))];
        var classOf = perClass.SelectMany((count, k) => Enumerable.Repeat(k, count)).ToArray();
        var decisions = new List<double>();
        for (var a = 0; a < perClass.Length; a++)
        {
            for (var b = a + 1; b < perClass.Length; b++)
            {
                var sum = -rho[decisions.Count];
                for (var v = 0; v < values.Length; v++)
                {
                    sum += classOf[v] == a ? _coefficients[v][b - 1] * values[v] : classOf[v] == b ? _coefficients[v][a] * values[v] : 0;
                }

                decisions.Add(sum);
            }
        }

        return [.. decisions];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private double Setting(string name) => Number(_header[name][0]);

    private double Kernel(Dictionary<int, double> vector, double[] row)
    {
        var product = row.Select((x, j) => x * vector.GetValueOrDefault(j + 1)).Sum();
        return _header["kernel_type"][0] switch
        {
            "linear" => product,
            "polynomial" => Math.Pow((Setting("gamma") * product) + Setting("coef0"), Setting("degree")),
            "sigmoid" => Math.Tanh((Setting("gamma") * product) + Setting("coef0")),
            "rbf" => Math.Exp(-Setting("gamma") * row.Select((x, j) => x - vector.GetValueOrDefault(j + 1)).Sum(d => d * d)),
            var other => throw new NotSupportedException($"Kernel '{other}'."),
        };
    }
}
