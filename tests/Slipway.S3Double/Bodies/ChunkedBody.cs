using System.Buffers;
using System.Globalization;
using System.Text;
using Slipway.S3Double.Signing;

namespace Slipway.S3Double.Bodies;

/// <summary>
/// Decodes <c>Content-Encoding: aws-chunked</c>: <c>size[;chunk-signature=...]\r\n data \r\n</c>, a chunk of size 0, then trailing headers
/// ("Signature Calculations: Transferring Payload in Multiple Chunks" and "Including Trailing Headers", Amazon S3 API Reference).
/// </summary>
internal sealed class ChunkedBody
{
    private const int SmallestChunk = 8192;

    private readonly byte[] _wire;
    private readonly RequestSignature? _signature;
    private readonly bool _hasTrailer;
    private readonly ArrayBufferWriter<byte> _data = new();
    private readonly List<(string Name, string Value)> _trailer = [];
    private string _previous;
    private int _position;

    /// <summary>Prepares to decode.</summary>
    /// <param name="wire">The body as it arrived.</param>
    /// <param name="signature">What the chunks must be signed onwards from; null when they are not signed.</param>
    /// <param name="hasTrailer">Whether headers follow the last chunk.</param>
    public ChunkedBody(byte[] wire, RequestSignature? signature, bool hasTrailer) =>
        (_wire, _signature, _hasTrailer, _previous) = (wire, signature, hasTrailer, signature?.Signature ?? "");

    /// <summary>Headers after the last chunk, names in lower case.</summary>
    public IReadOnlyList<(string Name, string Value)> Trailer => _trailer;

    public byte[] Decode()
    {
        var last = int.MaxValue;
        while (true)
        {
            var size = ReadChunk(last);
            if (size == 0)
            {
                break;
            }

            last = size;
        }

        ReadTrailer();
        return _position == _wire.Length
            ? _data.WrittenSpan.ToArray()
            : throw S3RefusedException.InvalidRequest($"{_wire.Length - _position} bytes follow the end of the aws-chunked body.");
    }

    private int ReadChunk(int before)
    {
        var header = ReadLine().Split(';', 2);
        if (!int.TryParse(header[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
        {
            throw S3RefusedException.InvalidRequest($"'{header[0]}' is not the size of a chunk.");
        }

        if (size > 0 && before < SmallestChunk)
        {
            throw new S3RefusedException(403, "InvalidChunkSizeError", "Only the last chunk is allowed to have a size less than 8192 bytes");
        }

        if (_position + size > _wire.Length)
        {
            throw new S3RefusedException(400, "IncompleteBody", "The request body terminated unexpectedly");
        }

        var chunk = _wire.AsSpan(_position, size);
        CheckChunk(header, chunk);
        _data.Write(chunk);
        _position += size;
        if (size > 0)
        {
            ReadEmptyLine();
        }

        return size;
    }

    private void CheckChunk(string[] header, ReadOnlySpan<byte> chunk)
    {
        const string Prefix = "chunk-signature=";
        if (_signature is null)
        {
            return;
        }

        var given = header.Length == 2 && header[1].StartsWith(Prefix, StringComparison.Ordinal) ? header[1][Prefix.Length..] : "";
        var expected = _signature.Key.SignChunk(_signature.Time, _previous, chunk);
        if (!SignatureVerifier.Same(expected, given))
        {
            throw SignatureVerifier.Mismatch(("ChunkOffset", _data.WrittenCount.ToString(CultureInfo.InvariantCulture)));
        }

        _previous = expected;
    }

    private void ReadTrailer()
    {
        var signed = new StringBuilder();
        string? signature = null;
        while (ReadLine() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (!_hasTrailer || colon <= 0)
            {
                throw new S3RefusedException(400, "MalformedTrailerError", $"The request contained trailing data that was not well-formed: '{line}'.");
            }

            var (name, value) = (line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim());
            if (name == "x-amz-trailer-signature")
            {
                signature = value;
                continue;
            }

            _trailer.Add((name, value));
            signed.Append(name).Append(':').Append(value).Append('\n');
        }

        if (_signature is not null && _hasTrailer
            && !SignatureVerifier.Same(_signature.Key.SignTrailer(_signature.Time, _previous, signed.ToString()), signature ?? ""))
        {
            throw SignatureVerifier.Mismatch(("Trailer", signed.ToString()));
        }
    }

    private string ReadLine()
    {
        var end = _wire.AsSpan(_position).IndexOf("\r\n"u8);
        if (end < 0)
        {
            throw new S3RefusedException(400, "IncompleteBody", "The request body terminated unexpectedly");
        }

        var line = Encoding.ASCII.GetString(_wire, _position, end);
        _position += end + 2;
        return line;
    }

    private void ReadEmptyLine()
    {
        if (ReadLine().Length > 0)
        {
            throw S3RefusedException.InvalidRequest("A chunk is longer than its size says.");
        }
    }
}
