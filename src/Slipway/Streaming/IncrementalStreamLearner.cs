using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Models;

namespace Slipway.Streaming;

/// <summary>Learns micro-batch by micro-batch; the state, the optimizer's included, goes on from one to the next.</summary>
internal sealed class IncrementalStreamLearner<TState>(IncrementalAlgorithm<TState> algorithm, StreamLearning learning) : StreamLearner
    where TState : class
{
    private const string Prefix = "state.";
    private readonly TrainingContext _context = learning.CreateContext(learning.Origin, learning.InitialModel);
    private TState? _state;
    private long _step;
    private bool _changed = true;

    public override bool IsSettled => true;

    private TState State => _state ?? throw new InvalidOperationException("The learner was neither begun nor restored.");

    public override void Begin(FeatureMatrix first) => _state = algorithm.Initialize(learning.CreateContext(first, learning.InitialModel));

    public override void Learn(FeatureMatrix rows)
    {
        var state = State;
        for (var c = 0; c < rows.ChunkCount; c++)
        {
            var chunk = rows.Chunk(c);
            for (var start = 0; start < chunk.Rows; start += algorithm.BatchSize)
            {
                learning.CancellationToken.ThrowIfCancellationRequested();
                var batch = chunk.Slice(start, Math.Min(algorithm.BatchSize, chunk.Rows - start));
                var loss = algorithm.Update(state, batch, new TrainingStep(1, _step, long.MaxValue, learning.Seed, learning.MaxThreads));
                _step++;
                if (!double.IsFinite(loss))
                {
                    throw new TrainingDivergedException("stream:loss", loss, 0);
                }
            }
        }

        _changed = true;
    }

    public override void EndWindow()
    {
    }

    public override Model? TakeModel()
    {
        if (!_changed)
        {
            return null;
        }

        _changed = false;
        return algorithm.Complete(State);
    }

    public override void Save(ModelWriter writer)
    {
        writer.WriteValue("learner", new JsonObject { ["step"] = _step });
        algorithm.SaveState(State, new PrefixedWriter(writer, Prefix));
    }

    public override void Restore(ModelReader reader)
    {
        _step = reader.ReadValue("learner")!["step"]!.GetValue<long>();
        _state = algorithm.RestoreState(new PrefixedReader(reader, Prefix, _context), _context);
        _changed = true;
    }
}
