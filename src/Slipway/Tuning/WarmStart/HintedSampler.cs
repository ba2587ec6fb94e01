using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Proposes some points first, then what another sampler proposes.</summary>
internal sealed class HintedSampler : ISampler
{
    private readonly ISampler _inner;
    private readonly IReadOnlyList<ParameterPoint> _hints;

    private HintedSampler(ISampler inner, IReadOnlyList<ParameterPoint> hints)
    {
        _inner = inner;
        _hints = hints;
    }

    /// <summary>The inner one's: the hints are part of the search's identity (<see cref="Write"/>), from where a resumed search takes them.</summary>
    public string Description => _inner.Description;

    /// <summary>Hints as one line.</summary>
    public static string Write(IReadOnlyList<ParameterPoint> hints) =>
        string.Join("; ", hints.Select(h => string.Join(' ', h.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))));

    /// <summary>The hints of a line that <see cref="Write"/> made.</summary>
    public static IReadOnlyList<ParameterPoint> Read(string line) =>
        [.. line.Split("; ").Select(h => new ParameterPoint([.. h.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))]))];

    public static ISampler Around(ISampler inner, IReadOnlyList<ParameterPoint> hints) => hints.Count == 0 ? inner : new HintedSampler(inner, hints);

    public IEnumerable<string> FindProblems(SearchDefinition search) => _inner.FindProblems(search);

    public ISamplerSession Open(SearchDefinition search) => new Session(_hints, _inner.Open(search));

    private sealed class Session(IReadOnlyList<ParameterPoint> hints, ISamplerSession inner) : ISamplerSession
    {
        public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials) => number < hints.Count ? hints[number] : inner.Propose(number, trials);
    }
}
