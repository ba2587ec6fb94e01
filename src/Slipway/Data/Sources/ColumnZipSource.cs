namespace Slipway.Data;

/// <summary>Two sources side by side, row by row: features in one file, labels in another, as MNIST and many NPY data sets have
/// them.</summary>
/// <param name="features">The feature rows.</param>
/// <param name="labels">One column, as many rows.</param>
/// <param name="labelName">Name that the label column gets.</param>
internal sealed class ColumnZipSource(IChannelSource features, IChannelSource labels, string labelName) : IChannelSource, IFileSource
{
    /// <inheritdoc/>
    public string Description => $"{features.Description} with labels {labels.Description}";

    /// <inheritdoc/>
    public string? LocalOnlyReason => features.LocalOnlyReason ?? labels.LocalOnlyReason;

    /// <inheritdoc/>
    public IEnumerable<Uri> FindFiles(SlipwayServices services) =>
        new[] { features, labels }.OfType<IFileSource>().SelectMany(s => s.FindFiles(services));

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services)
    {
        var left = features.Open(services);
        try
        {
            var right = labels.Open(services);
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
}
