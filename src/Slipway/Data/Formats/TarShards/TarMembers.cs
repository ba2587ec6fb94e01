using System.Globalization;
using System.Text;
using Slipway.Models;

namespace Slipway.Data;

/// <summary>The files of a tar archive, one after the other, with hostile archives in mind.</summary>
/// <param name="stream">The archive; disposed with this.</param>
/// <param name="name">Its name, for messages.</param>
/// <param name="maxBytes">Most bytes of a file.</param>
internal sealed class TarMembers(Stream stream, string name, int maxBytes) : IDisposable
{
    private const int MostHeaderBytes = 1 << 20;
    private const int FirstBytes = 64 * 1024;

    private readonly byte[] _block = new byte[TarHeader.BlockSize];
    private byte[] _content = [];
    private string? _longName;
    private long? _longSize;
    private long _position;

    /// <summary>1-based number of the file that was read last, or is being read.</summary>
    public long Number { get; private set; }

    /// <summary>Where its header begins in the (decompressed) archive.</summary>
    public long Offset { get; private set; }

    /// <summary>The next regular file; its content is valid until the next call.</summary>
    /// <exception cref="DataFormatException">The archive is damaged, truncated or has other things than files and folders.</exception>
    public bool TryRead(out string path, out ReadOnlySpan<byte> content)
    {
        Number++;
        while (ReadHeader() is { } header)
        {
            var size = _longSize ?? header.Size;
            switch (header.Type)
            {
                case 'x':
                    ReadExtended(Content(header.Size, MostHeaderBytes));
                    break;
                case 'L':
                    _longName = Encoding.UTF8.GetString(Content(header.Size, MostHeaderBytes)).TrimEnd('\0');
                    break;
                case 'g' or 'K':
                    Content(header.Size, MostHeaderBytes);
                    break;
                case '5':
                    (_longName, _longSize) = (null, null);
                    Content(size, MostHeaderBytes);
                    break;
                case '0' or '\0' or '7':
                    path = Checked(_longName ?? header.Name);
                    (_longName, _longSize) = (null, null);
                    content = Content(size, maxBytes);
                    return true;
                default:
                    throw Wrong(
                        "the archive has an entry that is no file", $"{header.Name}, type '{header.Type}'", "files and folders",
                        "Links, devices and sparse files are never followed: pack the files themselves.");
            }
        }

        path = "";
        content = default;
        return false;
    }

    /// <summary>An error about the file that was read last.</summary>
    public DataFormatException Wrong(string problem, string? value = null, string? expected = null, string? remedy = null, string? column = null) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"file {Number} of the archive (at byte {Offset}): {problem}"), name, Number, column,
            value, expected, remedy ?? "The archive is damaged: copy or download it again, or check what wrote it.");

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private TarHeader? ReadHeader()
    {
        Offset = _position;
        var read = stream.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false);
        _position += read;
        if (read < _block.Length)
        {
            throw Wrong("the archive is truncated: it ends without its end mark", expected: "a block of zeros at the end");
        }

        try
        {
            if (TarHeader.Parse(_block) is { } header)
            {
                return header;
            }
        }
        catch (FormatException e)
        {
            throw Wrong(
                Number == 1 && Offset == 0 ? "the file is no tar archive" : e.Message, expected: "a tar header",
                remedy: Number == 1 && Offset == 0 ? "Check the path and the format." : null);
        }

        RequireNothingMore();
        return null;
    }

    // Archives that were put one behind the other: reading the first only would lose rows.
    private void RequireNothingMore()
    {
        int read;
        while ((read = stream.Read(_block)) > 0)
        {
            if (_block.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                throw Wrong("there is more behind the end mark", expected: "nothing but zeros", remedy: "Join archives by packing their files anew.");
            }
        }
    }

    private ReadOnlySpan<byte> Content(long size, int most)
    {
        if (size < 0 || size > most)
        {
            throw Wrong(
                "the file is larger than allowed", size.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"at most {most} bytes"),
                most == maxBytes ? "Raise TarShardFormat.MaxMemberBytes if it is really that large." : null);
        }

        // The buffer grows with what arrives: a size that lies makes it no larger than twice the archive.
        var filled = 0;
        var count = (int)size;
        while (filled < count)
        {
            if (filled == _content.Length)
            {
                Array.Resize(ref _content, (int)Math.Min(count, Math.Max(FirstBytes, 2L * _content.Length)));
            }

            var wanted = Math.Min(count, _content.Length) - filled;
            var read = stream.ReadAtLeast(_content.AsSpan(filled, wanted), wanted, throwOnEndOfStream: false);
            filled += read;
            if (read < wanted)
            {
                throw Truncated();
            }
        }

        var padding = TarHeader.Padding(size);
        if (stream.ReadAtLeast(_block.AsSpan(0, padding), padding, throwOnEndOfStream: false) < padding)
        {
            throw Truncated();
        }

        _position += count + padding;
        return _content.AsSpan(0, count);
    }

    // "length key=value\n", again and again.
    private void ReadExtended(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            var space = records.IndexOf((byte)' ');
            if (space < 1 || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1 || length > records.Length || records[length - 1] != (byte)'\n')
            {
                throw Wrong("an extended header cannot be understood");
            }

            var record = records[(space + 1)..(length - 1)];
            records = records[length..];
            var equals = record.IndexOf((byte)'=');
            if (equals > 0 && record[..equals].SequenceEqual("path"u8))
            {
                _longName = Encoding.UTF8.GetString(record[(equals + 1)..]);
            }
            else if (equals > 0 && record[..equals].SequenceEqual("size"u8))
            {
                _longSize = long.TryParse(record[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                    ? size
                    : throw Wrong("an extended header has an impossible size", CellText.Show(record));
            }
            else if (record.StartsWith("GNU.sparse."u8))
            {
                throw Wrong("the archive has a sparse file", expected: "whole files", remedy: "Pack without --sparse.");
            }
        }
    }

    private string Checked(string path)
    {
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        var isBad = path.Length == 0 || path[0] == '/' || path.Any(char.IsControl) || path.Contains('\\', StringComparison.Ordinal)
            || path.Split('/').Any(p => p is "" or "..");
        return isBad
            ? throw Wrong(
                "the file has an impossible name", path, "a relative path without '..'", "Pack the archive anew from a folder of files.")
            : path;
    }

    private DataFormatException Truncated() => Wrong("the archive is truncated within a file", expected: "whole files");
}
