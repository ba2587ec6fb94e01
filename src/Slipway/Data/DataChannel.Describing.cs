using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    /// <summary>
    /// Describes the rows in one pass: types, missing and different values, moments, quantiles, the balance of the label and what goes
    /// together with it. As data, and as a page by <see cref="ChannelProfile.SaveReportAsync"/>.
    /// </summary>
    /// <remarks>Takes up to about 700 KB of memory a column, less for channels with hundreds of columns, however many rows there are.</remarks>
    /// <param name="services">Where object stores come from; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Stops the pass.</param>
    /// <exception cref="DataFormatException">As for <see cref="Open"/> and <see cref="BatchReader.Read"/>.</exception>
    public async Task<ChannelProfile> DescribeAsync(SlipwayServices? services = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ChannelSchema? roles = null;
        ChannelProfiler? profiler = null;
        await using var pump = new BatchPump(stop =>
        {
            var reader = OpenUntil(services, stop);
            roles = reader.Roles;
            return reader;
        });
        await foreach (var batch in pump.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                (profiler ??= new ChannelProfiler(roles!)).Add(batch);
            }
        }

        return (profiler ?? new ChannelProfiler(roles!)).Complete(_source.Description);
    }
}
