namespace Slipway.Data;

/// <summary>What a transform is given at the start of a pass.</summary>
/// <param name="Reader">The rows so far; owned by the reader that the transform returns.</param>
/// <param name="Roles">The columns so far; a label or weight that no column has yet is null.</param>
/// <param name="Description">What the rows come from, for messages.</param>
/// <param name="Reopen">Starts another pass over the same rows, for a transform that needs to see all of them first.</param>
/// <param name="Services">What the pass was started with: decoders, loggers.</param>
internal sealed record TransformInput(
    BatchReader Reader, ChannelSchema Roles, string Description, Func<BatchReader> Reopen, SlipwayServices Services);
