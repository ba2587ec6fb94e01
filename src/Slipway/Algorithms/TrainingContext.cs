namespace Slipway;

/// <summary>What a training run gives its algorithm. Owned by the job; valid until <see cref="Algorithm.Train"/> returns.</summary>
public sealed class TrainingContext
{
    /// <summary>Throws when the job was cancelled.</summary>
    public void ThrowIfCancellationRequested() => throw new NotImplementedException();

    /// <summary>Reads the raw record batches of a channel.</summary>
    /// <param name="name">Channel name.</param>
    public Data.BatchReader OpenChannel(string name) => throw new NotImplementedException();
}
