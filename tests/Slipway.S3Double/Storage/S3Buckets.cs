using System.Collections.Concurrent;

namespace Slipway.S3Double.Storage;

/// <summary>The buckets of a server. Thread-safe.</summary>
public sealed class S3Buckets
{
    private readonly ConcurrentDictionary<string, S3Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Func<DateTimeOffset> _now;

    internal S3Buckets(Func<DateTimeOffset> now) => _now = now;

    /// <summary>Names of all buckets, in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _buckets.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A bucket that exists.</summary>
    /// <exception cref="S3RefusedException">There is none.</exception>
    public S3Bucket this[string name] => _buckets.TryGetValue(name, out var bucket) ? bucket : throw S3RefusedException.NoSuchBucket(name);

    /// <summary>Makes a bucket.</summary>
    /// <exception cref="S3RefusedException">It exists, or the name is not one of S3.</exception>
    public S3Bucket Create(string name, bool allowAnonymous = false)
    {
        if (name is null || name.Length is < 3 or > 63 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'))
        {
            throw new S3RefusedException(400, "InvalidBucketName", "The specified bucket is not valid.", ("BucketName", name ?? ""));
        }

        var bucket = new S3Bucket(name, _now) { AllowAnonymous = allowAnonymous };
        return _buckets.TryAdd(name, bucket)
            ? bucket
            : throw new S3RefusedException(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.", ("BucketName", name));
    }

    internal void Delete(string name)
    {
        if (!this[name].IsEmpty)
        {
            throw new S3RefusedException(409, "BucketNotEmpty", "The bucket you tried to delete is not empty", ("BucketName", name));
        }

        _buckets.TryRemove(name, out _);
    }
}
