using Microsoft.Extensions.DependencyInjection;
using Slipway.Data;

namespace Slipway;

/// <summary>Parquet for applications.</summary>
public static class ParquetBuilderExtensions
{
    /// <summary>Makes <c>.parquet</c> and <c>.pq</c> known, so that <see cref="DataChannel.From(string)"/> reads such files.</summary>
    /// <param name="builder">What <c>AddSlipway()</c> gave.</param>
    /// <param name="format">What such files are read and written with; null means the defaults.</param>
    public static ISlipwayBuilder AddParquet(this ISlipwayBuilder builder, ParquetFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<DataFormat>(format ?? new ParquetFormat());
        return builder;
    }
}
