namespace Slipway.Peers.Running;

/// <summary>Runs comparisons one after the other. The two sides alternate (A B A B ...), so that a slow minute hits both.</summary>
/// <param name="repetitions">Replaces each comparison's own number of timed runs; null keeps it.</param>
/// <param name="progress">Receives one line for each run.</param>
internal sealed class ComparisonRunner(int? repetitions, TextWriter progress)
{
    /// <summary>Runs one comparison. A failure becomes part of the result; only cancellation is thrown.</summary>
    /// <param name="group">Name of its group.</param>
    /// <param name="comparison">What to run.</param>
    /// <param name="cancellationToken">Ends the run in progress as soon as its contender sees it.</param>
    public async Task<ComparisonResult> RunAsync(string group, Comparison comparison, CancellationToken cancellationToken)
    {
        var slipway = new Side(comparison.Slipway);
        var peer = comparison.Peer is null ? null : new Side(comparison.Peer);
        var runs = comparison.WarmUps + (repetitions ?? comparison.Repetitions);
        for (var run = 0; run < runs; run++)
        {
            await RunSideAsync(slipway, comparison, run, cancellationToken);
            if (peer is not null)
            {
                await RunSideAsync(peer, comparison, run, cancellationToken);
            }
        }

        var problems = new[] { slipway.Problem, peer?.Problem }.Where(p => p is not null).ToList();
        return new ComparisonResult(
            group, comparison, slipway.Median(), peer?.Median(), peer?.Version() ?? "",
            problems.Count == 0 ? null : string.Join("; ", problems), slipway.Failed || peer is { Failed: true });
    }

    private async Task RunSideAsync(Side side, Comparison comparison, int run, CancellationToken cancellationToken)
    {
        if (side.Problem is not null)
        {
            return;
        }

        try
        {
            var measured = await side.Contender.Run(cancellationToken);
            var timed = run >= comparison.WarmUps;
            if (timed)
            {
                side.Runs.Add(measured);
            }

            await progress.WriteLineAsync(
                $"  {comparison.Work} | {side.Contender.Name} | {(timed ? "run" : "warm-up")} {measured.Value:0.####} {comparison.Unit}"
                + (measured.Quality is { } quality ? $" quality {quality:0.####}" : "")
                + (measured.Note is null ? "" : $" ({measured.Note})"));
        }
        catch (PeerMissingException missing)
        {
            side.Problem = $"{side.Contender.Name} missing: {missing.Message}";
            await progress.WriteLineAsync($"  {comparison.Work} | {side.Problem}");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            side.Problem = $"{side.Contender.Name} failed: {error.GetType().Name}: {error.Message}";
            side.Failed = true;
            await progress.WriteLineAsync($"  {comparison.Work} | {side.Contender.Name} | {error}");
        }
    }

    private sealed class Side(Contender contender)
    {
        public Contender Contender { get; } = contender;

        public List<Measurement> Runs { get; } = [];

        public string? Problem { get; set; }

        public bool Failed { get; set; }

        public string Version() => Problem ?? Contender.Version();

        // A whole run, not a mean: value, quality and note belong together. Of an even number, the worse of the middle two.
        public Measurement? Median() => Problem is null && Runs.Count > 0 ? Runs.OrderBy(r => r.Value).ElementAt(Runs.Count / 2) : null;
    }
}
