namespace Slipway.Models;

/// <summary>A safetensors file, read forward from the tensors themselves: a big model is not held twice to be written.</summary>
internal sealed class SafetensorsStream(byte[] header, Tensor[] tensors, long length) : Stream
{
    private long _position;
    private int _part; // 0 is the header, then the tensors
    private long _inPart;

    public override bool CanRead => true;

    public override bool CanSeek => true; // the tar writer asks for length and position

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(Span<byte> buffer)
    {
        while (_part <= tensors.Length && !buffer.IsEmpty)
        {
            var size = _part == 0 ? header.Length : tensors[_part - 1].ByteLength;
            if (_inPart == size)
            {
                _part++;
                _inPart = 0;
                continue;
            }

            int count;
            if (_part == 0)
            {
                count = Math.Min(buffer.Length, header.Length - (int)_inPart);
                header.AsSpan((int)_inPart, count).CopyTo(buffer);
            }
            else
            {
                count = tensors[_part - 1].Read(_inPart, buffer);
            }

            _inPart += count;
            _position += count;
            return count;
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        if (offset != 0 || origin != SeekOrigin.Begin)
        {
            throw new NotSupportedException("The stream goes forward only, or back to its start.");
        }

        _part = 0;
        _inPart = 0;
        return _position = 0;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
