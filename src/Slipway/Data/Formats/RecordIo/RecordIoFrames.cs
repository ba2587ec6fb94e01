using System.Buffers.Binary;
using System.Globalization;

namespace Slipway.Data;

/// <summary>
/// The records of a RecordIO file: magic, a word with 3 bits of part and 29 bits of length, the payload, zeros up to a multiple of four
/// bytes.
/// </summary>
/// <remarks>
/// The format of DMLC, which MXNet and SageMaker use. Its writers cut a payload where it holds the magic itself, at a multiple of four
/// bytes,
/// and leave those four bytes out: the parts are joined with the magic between them.
/// </remarks>
/// <param name="stream">The file; disposed with this.</param>
/// <param name="name">Its name, for messages.</param>
/// <param name="maxRecordBytes">Longest payload.</param>
internal sealed class RecordIoFrames(Stream stream, string name, int maxRecordBytes) : IDisposable
{
    public const uint Magic = 0xCED7230A;

    /// <summary>Longest payload that the format can state.</summary>
    public const int MostBytes = (1 << LengthBits) - 1;

    private const int LengthBits = 29;
    private const int HeaderBytes = 8;
    private const int FirstPart = 1;
    private const int MiddlePart = 2;
    private const int LastPart = 3;

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(256 * 1024);
    private int _start;
    private int _end;
    private long _bufferOffset;
    private byte[] _joined = [];
    private int _joinedBytes;

    /// <summary>1-based number of the record that was read last, or is being read.</summary>
    public long Number { get; private set; }

    /// <summary>Where that record begins in the (decompressed) file.</summary>
    public long Offset { get; private set; }

    /// <summary>The next payload; valid until the next call.</summary>
    /// <exception cref="DataFormatException">The file is no RecordIO, damaged or cut short.</exception>
    public bool TryRead(out ReadOnlySpan<byte> payload)
    {
        Number++;
        Offset = _bufferOffset + _start;
        if (!TryReadPart(isFirst: true, out var part, out payload))
        {
            return false;
        }

        if (part == 0)
        {
            return true;
        }

        if (part != FirstPart)
        {
            throw Wrong("the record begins with a later part", FormattableString.Invariant($"part {part}"), "a whole record or a first part");
        }

        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, Magic);
        _joinedBytes = 0;
        Join(payload);
        do
        {
            if (!TryReadPart(isFirst: false, out part, out payload))
            {
                throw Truncated("the file ends between the parts of a record");
            }

            if (part is not (MiddlePart or LastPart))
            {
                throw Wrong(
                    "another record begins before the last part of this one", FormattableString.Invariant($"part {part}"), "part 2 or 3");
            }

            Join(magic);
            Join(payload);
        }
        while (part != LastPart);

        payload = _joined.AsSpan(0, _joinedBytes);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    /// <summary>An error about the record that was read last.</summary>
    public DataFormatException Wrong(
        string problem, string? value = null, string? expected = null, string? column = null, string? remedy = null) => new(
        string.Create(CultureInfo.InvariantCulture, $"record {Number} (at byte {Offset}): {problem}"), name, Number, column, value, expected,
        remedy ?? "The file is damaged: copy or download it again, or check what wrote it.");

    private bool TryReadPart(bool isFirst, out int part, out ReadOnlySpan<byte> payload)
    {
        part = 0;
        payload = default;
        if (!Fill(HeaderBytes))
        {
            return _end == _start ? false : throw Truncated("the file ends within the header of a record");
        }

        var header = _buffer.AsSpan(_start, HeaderBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) is var magic && magic != Magic)
        {
            throw Wrong(
                isFirst && Number == 1 ? "the file is not RecordIO: its first bytes are wrong" : "no record begins where the one before ends",
                Convert.ToHexString(header[..sizeof(uint)]), "the magic 0A23D7CE",
                remedy: isFirst && Number == 1 ? "Check the path and the format." : null);
        }

        var word = BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(uint)..]);
        var length = (int)(word & MostBytes);
        part = (int)(word >> LengthBits);
        if (part > LastPart || length > maxRecordBytes - (isFirst ? 0 : _joinedBytes + sizeof(uint)))
        {
            throw Wrong(
                part > LastPart ? "the length of the record is impossible" : "the record is longer than allowed",
                word.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"at most {maxRecordBytes} bytes"),
                remedy: "The file is damaged, or RecordIoProtobufFormat.MaxRecordBytes must be larger.");
        }

        var padded = (length + 3) & ~3;
        if (!Fill(HeaderBytes + padded))
        {
            throw Truncated("the file ends within a record");
        }

        payload = _buffer.AsSpan(_start + HeaderBytes, length);
        if (_buffer.AsSpan(_start + HeaderBytes + length, padded - length).ContainsAnyExcept((byte)0))
        {
            throw Wrong("the bytes behind the record are not zero", expected: "zeros up to a multiple of four bytes");
        }

        _start += HeaderBytes + padded;
        return true;
    }

    // The buffer grows with what arrives: a length that lies makes it no larger than twice the file.
    private bool Fill(int count)
    {
        while (_end - _start < count)
        {
            if (_end == _buffer.Length)
            {
                var kept = _end - _start;
                if (_start > 0)
                {
                    _buffer.AsSpan(_start, kept).CopyTo(_buffer);
                    _bufferOffset += _start;
                    (_start, _end) = (0, kept);
                }
                else
                {
                    Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, 2L * _buffer.Length));
                }
            }

            var read = stream.Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }

    private void Join(ReadOnlySpan<byte> bytes)
    {
        if (_joined.Length - _joinedBytes < bytes.Length)
        {
            Array.Resize(ref _joined, (int)Math.Min(Array.MaxLength, Math.Max(2L * _joined.Length, _joinedBytes + (long)bytes.Length)));
        }

        bytes.CopyTo(_joined.AsSpan(_joinedBytes));
        _joinedBytes += bytes.Length;
    }

    private DataFormatException Truncated(string problem) => Wrong(
        problem, expected: "whole records", remedy: "The file is truncated: copy or download it again.");
}
