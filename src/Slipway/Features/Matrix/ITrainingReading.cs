namespace Slipway.Features;

/// <summary>The passes of one training, in order.</summary>
internal interface ITrainingReading : IDisposable
{
    /// <summary>Starts the pass of an epoch; the one before it is over.</summary>
    ITrainingCursor Open(int epoch);
}
