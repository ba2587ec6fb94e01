namespace Slipway.Data;

/// <summary>Two sources side by side, row by row: features in one file, labels in another, as MNIST and many NPY data sets have
/// them.</summary>
/// <param name="features">The feature rows.</param>
/// <param name="labels">One column, as many rows.</param>
/// <param name="labelName">Name that the label column gets.</param>
internal sealed class ColumnZipSource(IObjectSource features, IObjectSource labels, string labelName) : IObjectSource
{
    /// <inheritdoc/>
    public string Description => $"{features.Description} with labels {labels.Description}";

    /// <inheritdoc/>
    public string? LocalOnlyReason => features.LocalOnlyReason ?? labels.LocalOnlyReason;

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services) => Open(services, SourcePass.Default);

    /// <inheritdoc/>
    public IObjectSource ShardByObject(int index, int count) =>
        new ColumnZipSource(
            features.ShardByObject(index, count), labels.ShardByObject(index, count), labelName);

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, SourcePass pass)
    {
        var left = features.Open(services, pass);
        try
        {
            var right = labels.Open(services, pass);
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
