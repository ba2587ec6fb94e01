namespace Slipway;

/// <summary>What a shard is counted in.</summary>
public enum ShardBy
{
    /// <summary>Rows: each part has every n-th row, whatever files they are in. Parts differ by one row at most, and each reads all files.</summary>
    Row,

    /// <summary>
    /// Objects (SageMaker's <c>ShardedByS3Key</c>): each part has every n-th object, in ordinal order of their URIs or in the order of a manifest, and
    /// reads no other.
    /// </summary>
    Object,
}
