using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Which files of a sample are which columns.</summary>
internal static class TarColumns
{
    public const string Image = "image";
    public const string Label = "label";
    public const string ClassEnding = "cls";

    private static readonly string[] TextEndings = ["json", "jsn", "txt", "text", "transcript"];

    /// <summary>The columns that the first sample suggests.</summary>
    /// <exception cref="DataFormatException">Two files would be one column.</exception>
    public static Schema Infer(TarSample sample, TarSamples samples)
    {
        var isOneImage = sample.Files.Count(f => ImageNames.IsEnding(f.Ending)) == 1;
        List<Field> fields = [new(TarShardFormat.KeyColumn, StringType.Default, nullable: false)];
        foreach (var (ending, content) in sample.Files)
        {
            var column = ending == ClassEnding ? Label : isOneImage && ImageNames.IsEnding(ending) ? Image : ending;
            IArrowType type = column == Label && ending == ClassEnding
                ? NumberParser.TryParse(Trim(content), out _) ? DoubleType.Default : StringType.Default
                : TextEndings.Contains(ending) ? StringType.Default : BinaryType.Default;
            if (fields.Exists(f => f.Name == column))
            {
                throw samples.Wrong(sample, "two files would be one column", column, ending);
            }

            fields.Add(new Field(column, type, nullable: false));
        }

        return new Schema(fields, null);
    }

    /// <summary>The column of a file, or null.</summary>
    public static int? Find(Schema schema, string ending)
    {
        var at = schema.GetFieldIndex(ending == ClassEnding ? Label : ending);
        at = at < 0 && ImageNames.IsEnding(ending) ? schema.GetFieldIndex(Image) : at;
        return at > 0 ? at : null;
    }

    /// <summary>A text without the spaces and line ends around it.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);
}
