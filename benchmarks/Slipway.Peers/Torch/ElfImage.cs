using System.Buffers.Binary;
using System.Text;

namespace Slipway.Peers.Torch;

/// <summary>
/// The symbol versions that a shared library needs and defines (GNU symbol versioning; Drepper, "How To Write Shared Libraries", and
/// the Linux Standard Base, chapter "Symbol Versioning"). 64-bit little-endian ELF only.
/// </summary>
internal sealed class ElfImage
{
    private const uint Relocations = 4;
    private const uint VersionDefinitions = 0x6ffffffd;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint SymbolVersions = 0x6fffffff;
    private const ushort WeakFlag = 2;
    private const int RelocationSize = 24;

    private readonly byte[] _bytes;
    private readonly List<Section> _sections = [];

    private ElfImage(byte[] bytes) => _bytes = bytes;

    /// <summary>Reads the section table.</summary>
    /// <param name="bytes">The whole file; <see cref="MakeWeak"/> changes it.</param>
    /// <exception cref="InvalidDataException">It is not such a file.</exception>
    public static ElfImage Parse(byte[] bytes)
    {
        if (bytes.Length < 64 || !bytes.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        }

        var image = new ElfImage(bytes);
        var table = image.Int64(40);
        var size = image.Int16(58);
        var count = image.Int16(60);
        for (var i = 0; i < count; i++)
        {
            var at = table + (i * size);
            image._sections.Add(new Section(image.Int32(at + 4), image.Int64(at + 24), image.Int64(at + 32), image.Int32(at + 40)));
        }

        return image;
    }

    /// <summary>Names of the versions that this library defines, such as <c>GLIBCXX_3.4.30</c>.</summary>
    public IReadOnlyCollection<string> Definitions()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var section in _sections.Where(s => s.Type == VersionDefinitions))
        {
            for (long entry = section.Offset, next = 1; next != 0; entry += next)
            {
                names.Add(Text(section, Int32(entry + Int32(entry + 12))));
                next = Int32(entry + 16);
            }
        }

        return names;
    }

    /// <summary>The versions that this library needs of another.</summary>
    /// <param name="library">File name of the other library, such as <c>libstdc++.so.6</c>.</param>
    public IReadOnlyList<ElfVersionNeed> NeedsOf(string library)
    {
        var needs = new List<ElfVersionNeed>();
        foreach (var section in _sections.Where(s => s.Type == VersionNeeds))
        {
            for (long entry = section.Offset, next = 1; next != 0; entry += next)
            {
                var auxiliary = entry + Int32(entry + 8);
                var count = Text(section, Int32(entry + 4)) == library ? Int16(entry + 2) : 0;
                for (var i = 0; i < count; i++)
                {
                    needs.Add(new ElfVersionNeed(
                        Text(section, Int32(auxiliary + 8)), Int16(auxiliary + 6), auxiliary + 4, (Int16(auxiliary + 4) & WeakFlag) != 0));
                    auxiliary += Int32(auxiliary + 12);
                }

                next = Int32(entry + 12);
            }
        }

        return needs;
    }

    /// <summary>Whether any relocation refers to a symbol of this version: then the library cannot work without it.</summary>
    /// <param name="need">One of <see cref="NeedsOf"/>.</param>
    public bool IsUsed(ElfVersionNeed need)
    {
        var tables = _sections.Where(s => s.Type == SymbolVersions).ToArray();
        if (tables.Length != 1)
        {
            throw new InvalidDataException($"The library has {tables.Length} tables of symbol versions; expected one. It may have been stripped.");
        }

        var versions = tables[0];
        foreach (var section in _sections.Where(s => s.Type == Relocations))
        {
            for (var at = section.Offset; at < section.Offset + section.Size; at += RelocationSize)
            {
                var symbol = Int32(at + 12);
                if (symbol != 0 && Int16(versions.Offset + (2 * symbol)) == need.Index)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Marks a needed version as weak in the file's bytes: the loader then goes on when the other library lacks it.</summary>
    /// <param name="need">One of <see cref="NeedsOf"/>.</param>
    public void MakeWeak(ElfVersionNeed need)
    {
        var flags = _bytes.AsSpan(checked((int)need.FlagsOffset), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | WeakFlag));
    }

    private int Int16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, 2));

    private uint Int32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, 4));

    private long Int64(long offset) => BinaryPrimitives.ReadInt64LittleEndian(At(offset, 8));

    private ReadOnlySpan<byte> At(long offset, int length) => offset >= 0 && offset <= _bytes.Length - length
        ? _bytes.AsSpan((int)offset, length)
        : throw new InvalidDataException($"The ELF file refers to offset {offset}, but has {_bytes.Length} bytes.");

    private string Text(Section section, uint offset)
    {
        var start = _sections[checked((int)section.Link)].Offset + offset;
        var rest = _bytes.AsSpan(checked((int)start));
        var end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.ASCII.GetString(rest[..end]) : throw new InvalidDataException($"The name at offset {start} has no end.");
    }

    private readonly record struct Section(uint Type, long Offset, long Size, uint Link);
}
