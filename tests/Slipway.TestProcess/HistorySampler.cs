using System.IO.Hashing;
using System.Runtime.InteropServices;
using Slipway.Tuning;

namespace Slipway.TestProcess;

/// <summary>Proposes by a hash of the seed, the number and all that is known of the ended trials: a search that lost a bit of its history goes another way.</summary>
public sealed class HistorySampler : ISampler, ISamplerSession
{
    private ulong _seed;
    private ParameterSpace? _space;

    public string Description => "history";

    public IEnumerable<string> FindProblems(SearchDefinition search) => [];

    public ISamplerSession Open(SearchDefinition search) => new HistorySampler { _seed = search.Seed, _space = search.Space };

    public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials)
    {
        var hash = new XxHash64((long)_seed);
        hash.Append(BitConverter.GetBytes(number));
        foreach (var trial in trials.Where(t => t.State != TrialState.Running))
        {
            hash.Append(BitConverter.GetBytes((int)trial.State));
            hash.Append(MemoryMarshal.AsBytes(trial.Point.AsSpan()));
            hash.Append(MemoryMarshal.AsBytes(trial.Values.ToArray().AsSpan()));
            hash.Append(MemoryMarshal.AsBytes(trial.Reports.Select(r => r.Value).ToArray().AsSpan()));
        }

        var random = new Random((int)hash.GetCurrentHashAsUInt64());
        return _space!.FromUnits([.. _space.Parameters.Select(_ => random.NextDouble())]);
    }
}
