namespace Slipway;

/// <summary>How a topic is read.</summary>
public sealed record KafkaOptions
{
    /// <summary>
    /// The partitions to read; null: all that the topic has when the job starts. A partition that is added later is read from its beginning from the next
    /// start on. Default null.
    /// </summary>
    public IReadOnlyList<int>? Partitions { get; init; }

    /// <summary>Records of a partition that are held in memory, at least 1. Default 1,000.</summary>
    public int BufferedRecords { get; init; } = 1000;

    /// <summary>Whether the stream ends when every partition has been read to its end. Default false: it waits for more.</summary>
    public bool StopAtEnd { get; init; }

    /// <summary>How long to wait for the brokers when the stream is opened. Default 30 seconds; positive.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal void Validate()
    {
        var problems = new List<string>();
        if (Partitions is { } chosen && (chosen.Count == 0 || chosen.Any(p => p < 0) || chosen.Distinct().Count() != chosen.Count))
        {
            problems.Add($"Partitions is [{string.Join(", ", chosen)}]; allowed: different numbers of at least 0, or null for all");
        }

        if (BufferedRecords < 1)
        {
            problems.Add($"BufferedRecords is {BufferedRecords}; allowed: at least 1");
        }

        if (ConnectTimeout <= TimeSpan.Zero)
        {
            problems.Add($"ConnectTimeout is {ConnectTimeout}; allowed: a positive time");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException($"KafkaOptions: {string.Join("; ", problems)}.");
        }
    }
}
