using System.Text;
using Slipway.Storage;

namespace Slipway.Data;

/// <summary>What the rows of a channel look like, from one pass over them. Rows count equally, whatever their weight.</summary>
/// <param name="Source">What the rows come from.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">One profile a column, in the channel's order.</param>
/// <param name="Label">Name of the label column, or null.</param>
public sealed record ChannelProfile(string Source, long Rows, IReadOnlyList<ColumnProfile> Columns, string? Label)
{
    /// <summary>The profile of a column.</summary>
    /// <param name="column">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column; the message names those that there are.</exception>
    public ColumnProfile this[string column] => Columns.FirstOrDefault(c => c.Name == column) ?? throw new KeyNotFoundException(
        $"The profile has no column '{column}'; it has {string.Join(", ", Columns.Select(c => $"'{c.Name}'"))}.");

    /// <summary>The profile as one self-contained HTML page with small plots; opens without a network, in light and dark.</summary>
    public string ToHtml() => ProfileReport.Render(this);

    /// <summary>Writes the page to a file, whole or not at all.</summary>
    /// <param name="uri">Path or URI of the file; replaced if it exists. Its folder is made.</param>
    /// <param name="services">Object stores; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Stops the call; the file is then as it was.</param>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public Task SaveReportAsync(string uri, SlipwayServices? services = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        var html = Encoding.UTF8.GetBytes(ToHtml());
        return WholeObject.WriteAsync(uri, services, async stream => await stream.WriteAsync(html, cancellationToken).ConfigureAwait(false), cancellationToken);
    }
}
