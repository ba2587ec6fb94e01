namespace Slipway.Storage;

/// <summary>The bytes of a <see cref="FileObjectWriter"/>: write-only; names the object, not the temporary file, in errors.</summary>
/// <param name="file">The temporary file.</param>
/// <param name="path">The object.</param>
internal sealed class FileObjectWriterStream(FileStream file, string path) : Stream
{
    private const string Remedy = "Free space on that disk or choose another folder.";

    /// <summary>True once a write has failed: what the file holds is then incomplete.</summary>
    public bool Failed { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => file.CanSeek;

    public override bool CanWrite => file.CanWrite;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => _ = Seek(value, SeekOrigin.Begin);
    }

    /// <summary>Writes everything out and closes the file.</summary>
    public void Complete(bool flushToDisk)
    {
        Guard(flushToDisk, static (f, toDisk) => f.Flush(toDisk));
        Guard(0, static (f, _) => f.Dispose());
    }

    /// <summary>Closes the file without caring for what it holds.</summary>
    public void Abandon()
    {
        try
        {
            file.Dispose();
        }
        catch (Exception e) when (IsRefusal(e))
        {
            // The buffer did not fit the disk; the file is about to be deleted.
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            file.Write(buffer);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Fail(e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await file.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Fail(e);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => Guard(0, static (f, _) => f.Flush());

    public override long Seek(long offset, SeekOrigin origin)
    {
        Guard((offset, origin), static (f, to) => f.Seek(to.offset, to.origin));
        return file.Position;
    }

    public override void SetLength(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Guard(value, static (f, v) => f.SetLength(v));
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is write-only.");

    // .NET reports a file that the file system or a limit does not let grow (EFBIG) as an argument out of range.
    private static bool IsRefusal(Exception e) => e is IOException or ArgumentOutOfRangeException;

    private void Guard<T>(T argument, Action<FileStream, T> action)
    {
        try
        {
            action(file, argument);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Fail(e);
        }
    }

    private IOException Fail(Exception cause)
    {
        Failed = true;
        return FileObjectWriter.Cannot(path, cause, Remedy);
    }
}
