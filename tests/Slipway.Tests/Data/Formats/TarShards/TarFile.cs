using System.Formats.Tar;
using System.Text;

namespace Slipway.Tests.Data.Formats.TarShards;

/// <summary>Archives written by System.Formats.Tar, which Slipway does not use.</summary>
internal static class TarFile
{
    public static byte[] Of(params (string Name, string Content)[] files) => Of(TarEntryFormat.Ustar, files);

    public static byte[] Of(TarEntryFormat format, params (string Name, string Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                writer.WriteEntry(Entry(format, name, content));
            }
        }

        return stream.ToArray();
    }

    public static byte[] With(TarEntry entry)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, entry.Format, leaveOpen: true))
        {
            writer.WriteEntry(entry);
        }

        return stream.ToArray();
    }

    private static TarEntry Entry(TarEntryFormat format, string name, string content)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
            TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
            _ => new UstarTarEntry(TarEntryType.RegularFile, name),
        };
        entry.DataStream = new MemoryStream(Encoding.Latin1.GetBytes(content));
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        return entry;
    }
}
