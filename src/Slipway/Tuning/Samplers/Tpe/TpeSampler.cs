using System.Globalization;

namespace Slipway.Tuning;

/// <summary>The tree-structured Parzen estimator: its settings, and what it asks of them.</summary>
internal sealed class TpeSampler(TpeOptions options) : ISampler
{
    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"tpe(startup={options.StartupTrials}, candidates={options.Candidates}, good={options.GoodShare}, max-good={options.MaxGoodTrials}, prior={options.PriorWeight})");

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        if (options.StartupTrials < 1)
            yield return Problem(nameof(TpeOptions.StartupTrials), options.StartupTrials, "at least 1");

        if (options.Candidates < 1)
            yield return Problem(nameof(TpeOptions.Candidates), options.Candidates, "at least 1");

        if (!(options.GoodShare > 0 && options.GoodShare < 1))
            yield return Problem(nameof(TpeOptions.GoodShare), options.GoodShare, "more than 0 and less than 1");

        if (options.MaxGoodTrials < 1)
            yield return Problem(nameof(TpeOptions.MaxGoodTrials), options.MaxGoodTrials, "at least 1");

        if (!(options.PriorWeight > 0 && double.IsFinite(options.PriorWeight)))
            yield return Problem(nameof(TpeOptions.PriorWeight), options.PriorWeight, "finite and more than 0");
    }

    public ISamplerSession Open(SearchDefinition search) => new TpeSession(search, options);

    private static string Problem(string name, double value, string allowed) =>
        string.Create(CultureInfo.InvariantCulture, $"TpeOptions.{name} is {value}; allowed: {allowed}.");
}
