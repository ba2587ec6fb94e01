using System.Security.Cryptography;

namespace Slipway.S3Double.Storage;

/// <summary>A bucket. Thread-safe: each member is one step.</summary>
public sealed class S3Bucket
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StoredObject> _objects = new(KeyOrder.Instance);
    private readonly Dictionary<string, MultipartUpload> _uploads = new(StringComparer.Ordinal);
    private readonly Func<DateTimeOffset> _now;

    internal S3Bucket(string name, Func<DateTimeOffset> now) => (Name, _now) = (name, now);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether requests without a signature may read and write it.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Keys, in S3's order.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_gate)
            {
                return [.. _objects.Keys];
            }
        }
    }

    /// <summary>Uploads that are neither completed nor aborted, in S3's order: by key, then by age.</summary>
    public IReadOnlyList<MultipartUpload> Uploads
    {
        get
        {
            lock (_gate)
            {
                return [.. _uploads.Values.OrderBy(u => u.Key, KeyOrder.Instance).ThenBy(u => u.Initiated).ThenBy(u => u.Id, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>An object, or null.</summary>
    public StoredObject? Find(string key)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    /// <summary>Writes an object past the protocol, as another client would.</summary>
    public StoredObject Put(string key, ReadOnlySpan<byte> data) =>
        Put(key, data.ToArray(), [("Content-Type", "binary/octet-stream")], new Dictionary<string, string>(), new WriteCondition(null, null));

    /// <summary>Removes an object past the protocol; false when there was none.</summary>
    public bool Remove(string key)
    {
        lock (_gate)
        {
            return _objects.Remove(key);
        }
    }

    internal StoredObject Put(
        string key,
        byte[] data,
        IReadOnlyList<(string Name, string Value)> headers,
        IReadOnlyDictionary<string, string> checksums,
        WriteCondition condition)
    {
        var made = new StoredObject(data, StoredObject.HashOf(data), Now(), headers, checksums, []);
        lock (_gate)
        {
            condition.Check(key, _objects.GetValueOrDefault(key));
            _objects[key] = made;
        }

        return made;
    }

    internal void Remove(string key, string? ifMatch)
    {
        lock (_gate)
        {
            if (ifMatch is not null)
            {
                new WriteCondition(ifMatch, null).Check(key, _objects.GetValueOrDefault(key));
            }

            _objects.Remove(key);
        }
    }

    /// <summary>Objects in S3's order.</summary>
    internal IReadOnlyList<KeyValuePair<string, StoredObject>> Snapshot()
    {
        lock (_gate)
        {
            return [.. _objects];
        }
    }

    internal bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _objects.Count == 0;
            }
        }
    }

    internal MultipartUpload Begin(string key, IReadOnlyList<(string Name, string Value)> headers)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var upload = new MultipartUpload(id, key, Now(), headers, new Dictionary<int, StoredPart>());
        lock (_gate)
        {
            _uploads.Add(id, upload);
        }

        return upload;
    }

    internal MultipartUpload Upload(string key, string id)
    {
        lock (_gate)
        {
            return _uploads.TryGetValue(id, out var upload) && upload.Key == key ? upload : throw S3RefusedException.NoSuchUpload(id);
        }
    }

    internal StoredPart AddPart(string key, string id, int number, byte[] data, IReadOnlyDictionary<string, string> checksums)
    {
        var part = new StoredPart(number, data, StoredObject.HashOf(data), Now(), checksums);
        lock (_gate)
        {
            var upload = Upload(key, id);
            _uploads[id] = upload with { Parts = new Dictionary<int, StoredPart>(upload.Parts) { [number] = part } };
        }

        return part;
    }

    internal StoredObject Complete(string key, string id, Func<MultipartUpload, StoredObject> assemble, WriteCondition condition)
    {
        lock (_gate)
        {
            var made = assemble(Upload(key, id));
            condition.Check(key, _objects.GetValueOrDefault(key));
            _objects[key] = made;
            _uploads.Remove(id);
            return made;
        }
    }

    internal void Abort(string key, string id)
    {
        lock (_gate)
        {
            _ = Upload(key, id);
            _uploads.Remove(id);
        }
    }

    internal DateTimeOffset Now()
    {
        var now = _now();
        return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }
}
