using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;

namespace Slipway.Storage;

/// <summary>Makes the SDK's client as the options say.</summary>
internal static class S3ClientFactory
{
    private const string AnyRegion = "us-east-1";

    /// <summary>Creates a client. Nothing is sent yet.</summary>
    /// <exception cref="AmazonClientException">There is no region, or no such profile.</exception>
    public static IAmazonS3 Create(S3Options options)
    {
        var config = Configure(options);
        return CredentialsOf(options) is { } credentials ? new AmazonS3Client(credentials, config) : new AmazonS3Client(config);
    }

    /// <summary>The SDK's settings. Retries, time-outs and throttling are Slipway's (<see cref="S3Requests"/>), so that they are not multiplied.</summary>
    internal static AmazonS3Config Configure(S3Options options)
    {
        var checksums = options.ChecksumsWhenRequired;
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            ThrottleRetries = false,
            Timeout = Timeout.InfiniteTimeSpan,
            DisableLogging = true,
            HttpClientFactory = new S3HttpClientFactory(options),
            RequestChecksumCalculation = checksums ? RequestChecksumCalculation.WHEN_REQUIRED : RequestChecksumCalculation.WHEN_SUPPORTED,
            ResponseChecksumValidation = checksums ? ResponseChecksumValidation.WHEN_REQUIRED : ResponseChecksumValidation.WHEN_SUPPORTED,
            ForcePathStyle = options.ForcePathStyle ?? options.ServiceUrl is not null,
        };
        if (options.Profile is { } profile)
        {
            config.Profile = new Profile(profile);
        }

        if (options.ServiceUrl is { } url)
        {
            config.ServiceURL = url.AbsoluteUri;
            config.AuthenticationRegion = options.Region ?? AnyRegion;
        }
        else if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }

    private static AWSCredentials? CredentialsOf(S3Options options)
    {
        if (options.Anonymous)
        {
            return new AnonymousAWSCredentials();
        }

        if (options.Profile is { } profile)
        {
            return new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var found)
                ? found
                : throw new AmazonClientException($"There is no profile '{profile}' with credentials in the AWS configuration files.");
        }

        return options.SessionToken is not null ? new SessionAWSCredentials(options.AccessKey, options.SecretKey, options.SessionToken)
            : options.AccessKey is not null ? new BasicAWSCredentials(options.AccessKey, options.SecretKey)
            : null;
    }
}
