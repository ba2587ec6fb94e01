using System.IO.Compression;

namespace Slipway.Data;

/// <summary>One array of an archive, read up to its values.</summary>
/// <param name="Name">Archive and entry, for messages.</param>
/// <param name="Header">What the array's header says.</param>
/// <param name="Values">Behind the header.</param>
/// <param name="Length">Bytes of header and values, as the archive states them.</param>
internal sealed record NpzArray(string Name, BinaryArray Header, Stream Values, long Length) : IDisposable
{
    /// <summary>Opens an entry; each has its own stream, so that several are read side by side.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="entryName">Name of the entry.</param>
    /// <param name="column">Name of the column.</param>
    /// <exception cref="DataFormatException">The entry is encrypted or no array.</exception>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    public static NpzArray Open(FormatSource source, string entryName, string column)
    {
        var archive = new ZipArchive(source.OpenSeekable(), ZipArchiveMode.Read);
        try
        {
            var entry = archive.GetEntry(entryName) ?? throw new InvalidDataException($"The entry '{entryName}' is gone.");
            var name = $"{source.Name}/{entryName}";
            if (entry.IsEncrypted)
            {
                throw new DataFormatException(
                    "the array is encrypted", name, expected: "stored or deflated", remedy: "Write the archive again with numpy.savez.");
            }

            var values = new ZipEntryStream(archive, entry.Open(), entry.Crc32, name);
            return new NpzArray(name, NpyFormat.ReadHeader(values, name) with { Column = column }, values, entry.Length);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
