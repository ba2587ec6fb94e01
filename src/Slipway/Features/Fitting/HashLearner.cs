namespace Slipway.Features;

/// <summary>A hash learns nothing; counts what is present, and how long texts are.</summary>
internal sealed class HashLearner(FittedStep step, int ngrams) : StepLearner
{
    // English words have five to six letters with the space; only the choice between dense and sparse depends on it.
    private const double BytesPerWord = 6;

    private long _bytes;

    public override void Observe(ColumnSource source, int rows, StepScratch scratch)
    {
        for (var r = 0; r < rows; r++)
        {
            var text = default(ReadOnlySpan<byte>);
            var isPresent = source is NumberSource numbers
                ? !double.IsNaN(numbers.Read(r, 1, scratch.Doubles)[0]) : ((TextSource)source).TryRead(r, out text);
            Present += isPresent ? 1 : 0;
            Missing += isPresent ? 0 : 1;
            _bytes += text.Length;
        }
    }

    public override LearnedStep Complete() =>
        new(step, ngrams == 0 ? 1 : Math.Min(step.Width, ngrams * _bytes / BytesPerWord / (Present + Missing)));
}
