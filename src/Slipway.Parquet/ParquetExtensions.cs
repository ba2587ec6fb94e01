using Microsoft.Extensions.DependencyInjection;
using Slipway.Data;

namespace Slipway;

/// <summary>Parquet for channels, services and applications.</summary>
public static class ParquetExtensions
{
    extension(DataChannel)
    {
        /// <summary>Reads Parquet files.</summary>
        /// <param name="uriOrPath">File, folder or pattern, as for <see cref="DataChannel.From(string)"/>.</param>
        /// <param name="format">Filters; null means the defaults.</param>
        /// <exception cref="ArgumentException">The text is empty or no valid URI.</exception>
        public static DataChannel FromParquet(string uriOrPath, ParquetFormat? format = null) =>
            DataChannel.FromFiles(uriOrPath, format ?? new ParquetFormat());
    }

    /// <summary>Makes <c>.parquet</c> and <c>.pq</c> known, so that <see cref="DataChannel.From(string)"/> reads such files.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="format">What such files are read and written with; null means the defaults.</param>
    public static SlipwayServices AddParquet(this SlipwayServices services, ParquetFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddFormat(format ?? new ParquetFormat());
    }

    /// <inheritdoc cref="AddParquet(SlipwayServices, ParquetFormat?)"/>
    /// <param name="builder">What <c>AddSlipway()</c> gave.</param>
    /// <param name="format">What such files are read and written with; null means the defaults.</param>
    public static ISlipwayBuilder AddParquet(this ISlipwayBuilder builder, ParquetFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<DataFormat>(format ?? new ParquetFormat());
        return builder;
    }
}
