namespace Slipway.Storage;

/// <summary>What a request is about, for errors, logs and metrics.</summary>
/// <param name="operation">S3's name of the operation.</param>
/// <param name="uri">The object, or the prefix of a listing.</param>
internal sealed class S3Call(string operation, Uri uri)
{
    private long _position = -1;

    public string Operation { get; } = operation;

    public Uri Uri { get; } = uri;

    /// <summary>Byte of the object at which the operation stands; negative when it has none. Moves as bytes arrive.</summary>
    public long Position
    {
        get => Volatile.Read(ref _position);
        set => Volatile.Write(ref _position, value);
    }

    public override string ToString() => Position < 0 ? $"{Operation} {Uri}" : string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Operation} {Uri} at byte {Position}");
}
