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

    public string Description =>
        $"hints({string.Join("; ", _hints.Select(h => string.Join(' ', h.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))))}), then {_inner.Description}";

    public static ISampler Around(ISampler inner, IReadOnlyList<ParameterPoint> hints) => hints.Count == 0 ? inner : new HintedSampler(inner, hints);

    public IEnumerable<string> FindProblems(SearchDefinition search) => _inner.FindProblems(search);

    public ISamplerSession Open(SearchDefinition search) => new Session(_hints, _inner.Open(search));

    private sealed class Session(IReadOnlyList<ParameterPoint> hints, ISamplerSession inner) : ISamplerSession
    {
        public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials) => number < hints.Count ? hints[number] : inner.Propose(number, trials);
    }
}
