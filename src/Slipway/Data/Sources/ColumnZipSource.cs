namespace Slipway.Data;

/// <summary>Two sources side by side, row by row: features in one file, labels in another, as MNIST and many NPY data sets have
/// them.</summary>
/// <param name="features">The feature rows.</param>
/// <param name="labels">One column, as many rows.</param>
/// <param name="labelName">Name that the label column gets.</param>
internal sealed class ColumnZipSource(IChannelSource features, IChannelSource labels, string labelName) : IObjectSource
{
    /// <inheritdoc/>
    public string Description => $"{features.Description} with labels {labels.Description}";

    /// <inheritdoc/>
    public string? LocalOnlyReason => features.LocalOnlyReason ?? labels.LocalOnlyReason;

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, CancellationToken stop) => Open(services, SourcePass.Default with { Stop = stop });

    /// <inheritdoc/>
    public IObjectSource ShardByObject(int index, int count) =>
        new ColumnZipSource(PartOf(features, index, count), PartOf(labels, index, count), labelName);

    /// <inheritdoc/>
    public IEnumerable<Uri> FindObjects(SlipwayServices services) =>
        new[] { features, labels }.OfType<IObjectSource>().SelectMany(s => s.FindObjects(services));

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, SourcePass pass)
    {
        pass = pass with { Columns = null }; // it speaks of the columns of both
        var left = Open(features, services, pass);
        try
        {
            var right = Open(labels, services, pass);
            try
            {
                return new ColumnZipReader(left, features.Description, right, labels.Description, labelName);
            }
            catch
            {
                right.Dispose();
                throw;
            }
        }
        catch
        {
            left.Dispose();
            throw;
        }
    }

    private static BatchReader Open(IChannelSource source, SlipwayServices services, SourcePass pass) =>
        source is IObjectSource objects ? objects.Open(services, pass) : source.Open(services, pass.Stop);

    private static IChannelSource PartOf(IChannelSource source, int index, int count) => source is IObjectSource objects
        ? objects.ShardByObject(index, count)
        : throw new InvalidOperationException($"{source.Description} is not read from objects; shard it by row.");
}
