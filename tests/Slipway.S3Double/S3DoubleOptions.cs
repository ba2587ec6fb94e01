namespace Slipway.S3Double;

/// <summary>How a <see cref="S3DoubleServer"/> behaves.</summary>
public sealed record S3DoubleOptions
{
    /// <summary>Keys that requests may be signed with.</summary>
    public IReadOnlyList<S3Credentials> Credentials { get; init; } = [new S3Credentials("DOUBLE", "double-secret")];

    /// <summary>The region that signatures must name.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Smallest part of a multipart upload but the last; 5 MiB as in S3. Smaller values make tests of many parts quick.</summary>
    public long MinimumPartBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>A request may be signed this long before or after the server's time; 15 minutes as in S3.</summary>
    public TimeSpan MaxClockSkew { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Most keys in a page of a list; 1000 as in S3. Smaller values make tests of many pages quick.</summary>
    public int MaxPageKeys { get; init; } = 1000;

    /// <summary>The server's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
