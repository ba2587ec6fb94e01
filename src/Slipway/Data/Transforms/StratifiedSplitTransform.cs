namespace Slipway.Data;

/// <summary>One part of a split that keeps the share of each class; both parts share one <see cref="StratifiedAssignment"/>.</summary>
/// <param name="assignment">Which row goes where; found in one pass, once.</param>
/// <param name="first">Which part.</param>
internal sealed class StratifiedSplitTransform(StratifiedAssignment assignment, bool first) : IChannelTransform
{
    /// <inheritdoc/>
    public string Operation => $"{assignment.Operation} {(first ? "first" : "second")} part";

    /// <inheritdoc/>
    public bool IsLocalOnly => false;

    /// <inheritdoc/>
    public bool KeepsColumns => true;

    /// <inheritdoc/>
    public BatchReader Open(TransformInput input)
    {
        long row = 0;
        var rows = assignment.Assign(input);
        return new RowFilterReader(input.Reader, (batch, chosen) =>
        {
            if (row + batch.Length > rows.Length)
            {
                throw Changed(input.Description, rows.Length);
            }

            var count = 0;
            for (var i = 0; i < batch.Length; i++)
            {
                if (rows[row++] == first)
                {
                    chosen[count++] = i;
                }
            }

            return count;
        });
    }

    private static DataFormatException Changed(string source, long rows) => new(
        FormattableString.Invariant($"the source has more rows than the {rows} that the stratified Split saw"), source,
        expected: "the same rows in each pass", remedy: "Make a new channel after the data has changed.");
}
