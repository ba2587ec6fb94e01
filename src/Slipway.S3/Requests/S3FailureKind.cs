namespace Slipway.Storage;

/// <summary>What a failed attempt means for the next one.</summary>
internal enum S3FailureKind
{
    /// <summary>The same request would fail again.</summary>
    Permanent,

    /// <summary>Server or network had a bad moment.</summary>
    Transient,

    /// <summary>The server wants fewer requests.</summary>
    Throttled,

    /// <summary>The clocks differ; the SDK has taken the server's from the answer.</summary>
    ClockSkew,

    /// <summary>There is no such object or bucket.</summary>
    Missing,

    /// <summary>A condition on the ETag did not hold.</summary>
    ConditionFailed,
}
