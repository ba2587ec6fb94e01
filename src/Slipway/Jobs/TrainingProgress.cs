namespace Slipway;

/// <summary>How far a job is.</summary>
/// <param name="Phase">What it is doing: <c>reading</c>, <c>training</c> or <c>saving</c>.</param>
/// <param name="Epoch">1-based pass over the data; 0 before training.</param>
/// <param name="Epochs">Passes planned; 0 when not known.</param>
/// <param name="Fraction">Part of the training that is done, 0 to 1.</param>
/// <param name="Elapsed">Time since the job started.</param>
public sealed record TrainingProgress(string Phase, int Epoch, int Epochs, double Fraction, TimeSpan Elapsed);
