using Amazon.S3;
using Slipway.Storage;

namespace Slipway;

/// <summary>S3 in Slipway's services.</summary>
public static class S3ServicesExtensions
{
    /// <summary>Serves <c>s3://</c>. Loggers and clock are those that the services have by now.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">How to reach the server; null means Amazon S3 with the surroundings' credentials and region.</param>
    /// <param name="client">A client of the application, as in <see cref="S3ObjectStore"/>; null for one of the store's own.</param>
    /// <exception cref="ArgumentException">The options are not valid; names all problems.</exception>
    public static SlipwayServices AddS3(this SlipwayServices services, S3Options? options = null, IAmazonS3? client = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddStore(new S3ObjectStore(options, client, services.Loggers, services.Clock));
    }
}
