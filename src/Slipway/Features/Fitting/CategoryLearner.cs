namespace Slipway.Features;

/// <summary>Counts the levels of a text or number column, for one-hot or, on its own judgement, for hashed text.</summary>
internal sealed class CategoryLearner : StepLearner
{
    /// <summary>Different values that an explicit one-hot step counts at most.</summary>
    public const int CountedLevels = 1_000_000;

    private const double TextWords = 4;

    private readonly LevelTable _levels = new();
    private readonly List<long> _counts = [];
    private readonly int? _minimumCount;
    private readonly int _maximumLevels;
    private readonly FittedStep? _otherwise;
    private bool _tooMany;
    private long _words;

    /// <summary>Explicit one-hot.</summary>
    public CategoryLearner(FeatureStep.OneHotCategory step) => (_minimumCount, _maximumLevels) = (step.MinimumCount, step.MaximumLevels);

    /// <summary>One-hot when there are few levels, otherwise hashed words.</summary>
    public CategoryLearner(FeaturePipeline options)
    {
        (_minimumCount, _maximumLevels) = (options.MinimumLevelCount, options.MaximumLevels);
        _otherwise = new HashTextStep(options.HashBits, 2);
    }

    public override void Observe(ColumnSource source, int rows, StepScratch scratch)
    {
        Span<byte> number = stackalloc byte[NumberText.MaximumLength];
        for (var r = 0; r < rows; r++)
        {
            scoped ReadOnlySpan<byte> text;
            if (source is NumberSource numbers)
            {
                var value = numbers.Read(r, 1, scratch.Doubles)[0];
                if (double.IsInfinity(value))
                {
                    throw new InvalidFeatureException(r, "the value is not finite", NumberText.Of(value));
                }

                text = NumberText.Write(value, number);
                if (double.IsNaN(value))
                {
                    Missing++;
                    continue;
                }
            }
            else if (!((TextSource)source).TryRead(r, out var read))
            {
                Missing++;
                continue;
            }
            else
            {
                text = read;
            }

            Present++;
            Count(text, r);
        }
    }

    public override LearnedStep Complete()
    {
        var rows = Present + Missing;
        var isText = _tooMany || (_words >= TextWords * Present && _levels.Count > rows / 2);
        if (_otherwise is not null && isText)
        {
            return new LearnedStep(_otherwise, 2.0 * _words / rows);
        }

        var minimum = _minimumCount ?? (rows >= 1000 ? 5 : 1);
        var kept = Enumerable.Range(0, _levels.Count)
            .Where(i => _counts[i] >= minimum)
            .Select(i => (Text: _levels.Text(i), Count: _counts[i]))
            .OrderByDescending(l => l.Count)
            .ThenBy(l => l.Text, StringComparer.Ordinal)
            .Take(_maximumLevels)
            .Select(l => l.Text)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return new LearnedStep(new OneHotStep(kept, kept.Length < _levels.Count, Missing > 0), 1);
    }

    private static int Words(ReadOnlySpan<byte> text)
    {
        var words = 0;
        var inWord = false;
        foreach (var c in text)
        {
            words += c > ' ' && !inWord ? 1 : 0;
            inWord = c > ' ';
        }

        return words;
    }

    private void Count(ReadOnlySpan<byte> text, int row)
    {
        if (_otherwise is not null)
        {
            _words += Words(text);
            if (_tooMany)
            {
                return;
            }
        }

        var level = _levels.Add(text);
        if (level == _counts.Count)
        {
            _counts.Add(0);
            _tooMany = _otherwise is not null && _counts.Count > _maximumLevels;
            if (_counts.Count > CountedLevels)
            {
                throw new InvalidFeatureException(
                    row, $"more than {CountedLevels} different values cannot be encoded one-hot; use FeatureStep.Hash", null);
            }
        }

        _counts[level]++;
    }
}
