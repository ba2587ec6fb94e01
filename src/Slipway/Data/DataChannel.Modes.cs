using Slipway.Data;
using Slipway.Features;

namespace Slipway;

public sealed partial class DataChannel
{
    // A number of its own among the random streams of a pass: pools have 0, 1, ..., chunks -1.
    private const int ObjectStream = -2;

    /// <summary>How the channel's objects come to the job; <see cref="InputMode.FastFile"/> unless <see cref="WithInputMode"/> said otherwise.</summary>
    public InputMode InputMode => _mode ?? default;

    /// <summary>True when each part reads objects of its own.</summary>
    internal bool IsShardedByObject { get; private init; }

    /// <summary>Chooses how the channel's objects come to the job. The last call counts. Rows and their order do not depend on it.</summary>
    /// <param name="mode">The mode; one of a channel in memory matters for training from a stream only (<see cref="InputMode.Pipe"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public DataChannel WithInputMode(InputMode mode) => Enum.IsDefined(mode)
        ? new(_source, _transforms, _roles, mode) { IsShardedByObject = IsShardedByObject }
        : throw new ArgumentOutOfRangeException(nameof(mode), mode, "Expected InputMode.FastFile, File or Pipe.");

    /// <summary>
    /// Starts the pass of one epoch: the rows of <see cref="Open"/>, with the channel's objects in an order that seed and epoch fix
    /// (SageMaker's <c>ShuffleConfig</c>). Objects keep their order when a step goes by the position of rows (Split, Shard, Take, Skip, Shuffle): it would
    /// give other rows otherwise.
    /// </summary>
    internal ChannelReader OpenEpoch(SlipwayServices services, ulong seed, int epoch, CancellationToken stop = default) => OpenPass(
        services, new SourcePass(InputMode, _transforms.Any(t => t.DependsOnPosition) ? null : count => ObjectOrder(count, seed, epoch)) { Stop = stop });

    private static int[] ObjectOrder(int count, ulong seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        SplitMix64.For(seed, epoch, ObjectStream).Shuffle<int>(order);
        return order;
    }

    private DataChannel ShardByObject(int index, int count)
    {
        if (_source is not IObjectSource source)
        {
            throw new InvalidOperationException($"{_source.Description} is not read from objects; shard it by row.");
        }

        if (_transforms.Length > 0)
        {
            throw new InvalidOperationException(
                $"Shard by object before {_transforms[0].Operation}: the objects are chosen before any step sees their rows.");
        }

        return count == 1 ? this : new DataChannel(source.ShardByObject(index, count), _transforms, _roles, _mode) { IsShardedByObject = true };
    }
}
