namespace Slipway;

/// <summary>A tuner's settings cannot work. All problems are reported at once, before any trial runs.</summary>
public sealed class TuningException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="problems">What is wrong, a sentence each; at least one.</param>
    public TuningException(IReadOnlyList<string> problems)
        : base("This search cannot be done:" + string.Concat((problems ?? []).Select(p => $"{Environment.NewLine}  - {p}"))) => Problems = problems ?? [];

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<string> Problems { get; }
}
