namespace Slipway.TestProcess;

/// <summary>How the process learns from a stream; the tests do the same beside it.</summary>
public static class StreamRecipe
{
    public static StreamingOptions Options { get; } = new()
    {
        MicroBatchRows = 128,
        WindowRows = 1024,
        ExactlyOnce = true,
        SnapshotRows = 512,
        SnapshotInterval = null,
        KeptSnapshots = 2,
        Drift = new DriftOptions { SampleRows = 200 },
    };

    /// <summary>Learns all rows and gives the digest of the model.</summary>
    /// <param name="output">Folder of jobs.</param>
    /// <param name="name">Name of the job, which goes on if it was interrupted.</param>
    /// <param name="algorithm"><c>mlp</c>, <c>machine</c> or <c>linear</c>.</param>
    /// <param name="rows">Rows of the stream.</param>
    public static async Task<string> RunAsync(string output, string name, string algorithm, long rows)
    {
        var stream = DataChannel.FromStream(new SensorSource(rows)).WithLabel(nameof(SensorRow.State));
        await using var job = algorithm switch
        {
            "mlp" => await Start(new MlpClassifier { HiddenLayers = [16], BatchSize = 32, Dropout = 0.1, ClassWeighting = ClassWeighting.Balanced }),
            "machine" => await Start(new FactorizationMachineClassifier { BatchSize = 32 }),
            "linear" => await Start(new LinearClassifier { MaxIterations = 20 }),
            _ => throw new ArgumentException($"'{algorithm}' is no recipe.", nameof(algorithm)),
        };
        using var model = await job.Completion;
        return model.Digest;

        Task<StreamingJob> Start<TAlgorithm>(TAlgorithm recipe) where TAlgorithm : Algorithm =>
            Estimator.For(recipe).WithOutput(output).WithJobName(name).WithSeed(7).WithMaxThreads(1).FitStreamAsync(stream, Options);
    }
}
