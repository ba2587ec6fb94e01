using System.IO.Compression;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>The arrays of one archive that are read, each with a stream of its own behind its header.</summary>
internal sealed class NpzArrays : IDisposable
{
    private const string Ending = ".npy";
    private const string LabelColumn = "label";
    private static readonly string[] LabelNames = [LabelColumn, "labels", "y"];

    private readonly List<NpzArray> _arrays = [];

    private NpzArrays()
    {
    }

    /// <summary>The arrays in the order of the columns; at least one, all with as many rows.</summary>
    public IReadOnlyList<NpzArray> Arrays => _arrays;

    /// <summary>Their columns.</summary>
    public Schema Schema => new(_arrays.Select(a => a.Header.Field), null);

    /// <summary>Opens the arrays that a format asks for.</summary>
    /// <exception cref="DataFormatException">The archive is damaged, or its arrays are not a table.</exception>
    public static NpzArrays Open(NpzFormat format, FormatSource source)
    {
        var opened = new NpzArrays();
        try
        {
            var names = Names(source);
            var label = LabelOf(format, names, source.Name);
            foreach (var name in Chosen(format, names, source.Name))
            {
                opened._arrays.Add(NpzArray.Open(source, name + Ending, name == label ? LabelColumn : name));
            }

            opened.RequireTable(source.Name);
            return opened;
        }
        catch (InvalidDataException e)
        {
            opened.Dispose();
            throw Damaged(source.Name, e);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _arrays.ForEach(a => a.Dispose());

    /// <summary>The error for an archive that the zip reader refuses.</summary>
    internal static DataFormatException Damaged(string name, InvalidDataException e) => new(
        $"the file is no zip archive, or a damaged or truncated one: {e.Message}", name, expected: "what numpy.savez writes",
        remedy: "Copy or download the file again, or check the path and the format.", innerException: e);

    private static List<string> Names(FormatSource source)
    {
        using var archive = new ZipArchive(source.OpenSeekable(), ZipArchiveMode.Read);
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            if (!seen.Add(entry.FullName))
            {
                throw new DataFormatException(
                    "two entries of the archive have one name", source.Name, value: entry.FullName, expected: "distinct names",
                    remedy: "Write the archive again with numpy.savez.");
            }

            if (entry.FullName.EndsWith(Ending, StringComparison.Ordinal) && entry.FullName.Length > Ending.Length)
            {
                names.Add(entry.FullName[..^Ending.Length]);
            }
        }

        return names.Count > 0
            ? names
            : throw new DataFormatException(
                "the archive has no arrays", source.Name, expected: "entries whose names end with .npy",
                remedy: "Check the path and what wrote the file.");
    }

    private static string? LabelOf(NpzFormat format, List<string> names, string source)
    {
        if (format.Label is { } asked)
        {
            return names.Contains(asked) ? asked : throw NotThere(asked, names, source);
        }

        var found = LabelNames.Where(names.Contains).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static IEnumerable<string> Chosen(NpzFormat format, List<string> names, string source)
    {
        if (format.Arrays is not { } chosen)
        {
            return names;
        }

        if (chosen.IsDefaultOrEmpty || chosen.Distinct(StringComparer.Ordinal).Count() != chosen.Length)
        {
            var given = chosen.IsDefault ? "" : string.Join(", ", chosen);
            throw new ArgumentException($"NpzFormat.Arrays is [{given}]; allowed: at least one name, none twice.");
        }

        return chosen.FirstOrDefault(c => !names.Contains(c)) is { } missing ? throw NotThere(missing, names, source) : chosen;
    }

    private static DataFormatException NotThere(string name, List<string> names, string source) => new(
        "the archive has no such array", source, column: name, expected: $"one of {string.Join(", ", names.Take(40).Select(n => $"'{n}'"))}",
        remedy: "NpzFormat.Arrays and NpzFormat.Label name arrays without the ending .npy.");

    private void RequireTable(string source)
    {
        var first = _arrays[0].Header;
        foreach (var array in _arrays)
        {
            if (array.Header.Rows != first.Rows)
            {
                throw new DataFormatException(
                    "the arrays have different numbers of rows", source, column: array.Header.Column,
                    value: array.Header.Rows.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    expected: FormattableString.Invariant($"{first.Rows}, as '{first.Column}' has"),
                    remedy: "Choose the arrays that belong together by NpzFormat.Arrays.");
            }
        }

        if (ColumnNames.FirstDuplicate(Schema) is { } twice)
        {
            throw new DataFormatException(
                "two arrays would be one column", source, column: twice, remedy: "Choose one of them by NpzFormat.Arrays and NpzFormat.Label.");
        }
    }
}
