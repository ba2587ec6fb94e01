using System.Globalization;

namespace Slipway.Features;

/// <summary>Collects the classes of a classification, or checks the values of a regression.</summary>
internal sealed class LabelLearner(string column, bool isClassification)
{
    /// <summary>More classes than any classifier here is meant for: most likely an identifier or a regression.</summary>
    private const int MaximumClasses = 10_000;

    private const double LargestInteger = 9_007_199_254_740_992;

    private readonly HashSet<double> _numbers = [];
    private readonly LevelTable _texts = new();
    private readonly double[] _scratch = new double[StepScratch.TileRows];
    private readonly float[] _targets = new float[StepScratch.TileRows];
    private readonly LabelCodec _values = new(new LabelEncoding(column, []));
    private bool _isBoolean;

    public void Observe(ColumnSource source, int rows)
    {
        for (var start = 0; start < rows; start += StepScratch.TileRows)
        {
            var count = Math.Min(StepScratch.TileRows, rows - start);
            if (!isClassification)
            {
                _values.Read(source, start, _targets.AsSpan(0, count));
            }
            else if (source is NumberSource numbers)
            {
                _isBoolean = numbers.IsBoolean;
                AddNumbers(numbers.Read(start, count, _scratch), start);
            }
            else
            {
                AddTexts((TextSource)source, start, count);
            }
        }
    }

    /// <summary>The encoding, with the classes in numeric order when all are numbers, else in ordinal order.</summary>
    public LabelEncoding Complete(string source)
    {
        if (!isClassification)
        {
            return new LabelEncoding(column, []);
        }

        string[] classes =
        [
            .. _numbers.Order().Select(n => LabelCodec.Name(n, _isBoolean)),
            .. Sorted([.. Enumerable.Range(0, _texts.Count).Select(_texts.Text)]),
        ];
        return classes.Length > 1 ? new LabelEncoding(column, classes) : throw new DataFormatException(
            "every row has the same label", source, column: column, value: classes[0], expected: "at least two classes",
            remedy: "Check the label column, and that filters and splits leave rows of every class.");
    }

    private static IEnumerable<string> Sorted(string[] texts)
    {
        static double Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

        return texts.All(t => double.IsFinite(Number(t)))
            ? texts.OrderBy(Number).ThenBy(t => t, StringComparer.Ordinal)
            : texts.Order(StringComparer.Ordinal);
    }

    private void AddNumbers(ReadOnlySpan<double> values, int start)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw double.IsNaN(values[i]) ? Missing(start + i)
                    : new InvalidFeatureException(start + i, "the label is not finite", NumberText.Of(values[i]));
            }

            if (Math.Abs(values[i]) >= LargestInteger)
            {
                throw new InvalidFeatureException(
                    start + i,
                    "a numeric class label must be smaller than 2^53, or different labels could become one; give the label as text",
                    NumberText.Of(values[i]));
            }

            _numbers.Add(values[i] + 0.0);
            CheckCount(_numbers.Count, start + i);
        }
    }

    private void AddTexts(TextSource texts, int start, int count)
    {
        for (var i = start; i < start + count; i++)
        {
            _texts.Add(texts.TryRead(i, out var text) ? text : throw Missing(i));
            CheckCount(_texts.Count, i);
        }
    }

    private static InvalidFeatureException Missing(int row) => new(row, "the label is missing", null);

    private static void CheckCount(int count, int row)
    {
        if (count > MaximumClasses)
        {
            throw new InvalidFeatureException(row, $"the label has more than {MaximumClasses} different values; is this a regression?",
                null);
        }
    }
}
