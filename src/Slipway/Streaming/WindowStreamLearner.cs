using Slipway.Features;
using Slipway.Models;

namespace Slipway.Streaming;

/// <summary>Trains on each window as a whole, going on from the model of the windows before.</summary>
internal sealed class WindowStreamLearner(Algorithm algorithm, StreamLearning learning) : StreamLearner
{
    private const string Prefix = "model.";
    private FeatureMatrixBuilder? _window;
    private Model? _current = learning.InitialModel;
    private Model? _trained;

    public override bool IsSettled => _window is null;

    public override void Begin(FeatureMatrix first)
    {
    }

    public override void Learn(FeatureMatrix rows)
    {
        _window ??= new FeatureMatrixBuilder(rows.FeatureCount)
        {
            IsSparse = rows.IsSparse,
            HasTargets = rows.HasTargets,
            HasWeights = rows.HasWeights,
            MemoryBudget = learning.MemoryBudget,
            SpillDirectory = learning.SpillFolder,
        };
        for (var c = 0; c < rows.ChunkCount; c++)
        {
            var chunk = rows.Chunk(c);
            _window.AddRows(chunk.Features, chunk.Targets, chunk.Weights);
        }
    }

    public override void EndWindow()
    {
        if (_window is not { } builder)
        {
            return;
        }

        _window = null;
        using (builder)
        {
            using var rows = builder.Build();
            _trained = algorithm.Train(learning.CreateContext(rows, _current));
            _current = _trained;
        }
    }

    public override Model? TakeModel() => Interlocked.Exchange(ref _trained, null);

    public override void Save(ModelWriter writer) => _current!.Save(new PrefixedWriter(writer, Prefix));

    public override void Restore(ModelReader reader)
    {
        _trained = algorithm.LoadModel(new PrefixedReader(reader, Prefix, learning.CreateContext(learning.Origin, null)));
        _current = _trained;
    }

    public override void Dispose()
    {
        _window?.Dispose();
        _trained?.Dispose();
        base.Dispose();
    }
}
