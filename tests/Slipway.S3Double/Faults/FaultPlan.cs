using Slipway.S3Double.Requests;

namespace Slipway.S3Double.Faults;

/// <summary>The faults that a server injects. Thread-safe: rules may be added and removed while requests run.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private List<ActiveRule> _rules = [];
    private int _injected;

    /// <summary>Faults that were injected so far.</summary>
    public int Injected => Volatile.Read(ref _injected);

    /// <summary>Adds a rule. Of the rules that match a request the first takes effect, and every <see cref="S3Fault.Before"/>.</summary>
    public void Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        lock (_gate)
        {
            _rules = [.. _rules, new ActiveRule(rule)];
        }
    }

    /// <summary>Adds a fault for one operation.</summary>
    public void Add(S3Operation operation, S3Fault fault, int times = 1, int skip = 0) =>
        Add(new FaultRule(fault) { Operation = operation, Times = times, Skip = skip });

    /// <summary>Removes every rule.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules = [];
        }
    }

    internal IReadOnlyList<S3Fault> Next(S3RequestFacts request)
    {
        var faults = new List<S3Fault>();
        lock (_gate)
        {
            foreach (var rule in _rules)
            {
                var hook = rule.Rule.Fault is S3Fault.Before;
                if ((hook || !faults.Exists(f => f is not S3Fault.Before)) && rule.Hits(request))
                {
                    faults.Add(rule.Rule.Fault);
                }
            }

            _injected += faults.Count;
        }

        return faults;
    }

    private sealed class ActiveRule(FaultRule rule)
    {
        private readonly Random _random = new(rule.Seed);
        private int _seen;
        private int _hits;

        public FaultRule Rule { get; } = rule;

        public bool Hits(S3RequestFacts request)
        {
            if ((Rule.Operation is { } operation && operation != request.Operation)
                || (Rule.Bucket is { } bucket && bucket != request.Bucket)
                || (Rule.Key is { } key && key != request.Key)
                || Rule.When?.Invoke(request) == false
                || _seen++ < Rule.Skip
                || _hits >= Rule.Times
                || _random.NextDouble() >= Rule.Probability)
            {
                return false;
            }

            _hits++;
            return true;
        }
    }
}
