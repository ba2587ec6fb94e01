using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway;

/// <summary>S3 in an application's services.</summary>
public static class S3BuilderExtensions
{
    /// <summary>Serves <c>s3://</c>: Amazon S3 with the surroundings' credentials and region.</summary>
    /// <param name="builder">The builder.</param>
    public static ISlipwayBuilder AddS3(this ISlipwayBuilder builder) => builder.AddS3(new S3Options());

    /// <summary>Serves <c>s3://</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">How to reach the server.</param>
    /// <exception cref="ArgumentException">The options are not valid; names all problems.</exception>
    public static ISlipwayBuilder AddS3(this ISlipwayBuilder builder, S3Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return builder.AddS3(_ => options);
    }

    /// <summary>Serves <c>s3://</c>, with options from the application's services, its configuration, say.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">Gives the options when the services are first used.</param>
    public static ISlipwayBuilder AddS3(this ISlipwayBuilder builder, Func<IServiceProvider, S3Options> options) => Add(builder, options, static _ => null);

    /// <summary>Serves <c>s3://</c> through a client of the application's services.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">Gives the options when the services are first used.</param>
    /// <param name="client">Gives the client, as in <see cref="S3ObjectStore"/>.</param>
    public static ISlipwayBuilder AddS3(this ISlipwayBuilder builder, Func<IServiceProvider, S3Options> options, Func<IServiceProvider, IAmazonS3> client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return Add(builder, options, client);
    }

    private static ISlipwayBuilder Add(ISlipwayBuilder builder, Func<IServiceProvider, S3Options> options, Func<IServiceProvider, IAmazonS3?> client)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton<IObjectStore>(provider => new S3ObjectStore(
            options(provider), client(provider), provider.GetService<ILoggerFactory>(), provider.GetService<TimeProvider>()));
        return builder;
    }
}
