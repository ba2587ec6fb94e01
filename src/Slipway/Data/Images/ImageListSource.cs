using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>The images that a list names.</summary>
/// <param name="list">The list.</param>
/// <param name="root">The folder that its paths count from.</param>
/// <param name="options">How the images are read.</param>
/// <param name="shard">Which of the images.</param>
internal sealed class ImageListSource(SourceLocation list, SourceLocation root, ImageFolderOptions options, ObjectShard shard) : IObjectSource
{
    private const int LongestLine = 1 << 20;

    /// <inheritdoc/>
    public string Description => $"{list.Text} with images {root.Text}";

    /// <inheritdoc/>
    public string? LocalOnlyReason => null;

    /// <inheritdoc/>
    public IObjectSource ShardByObject(int index, int count) => new ImageListSource(list, root, options, shard.Within(index, count));

    /// <inheritdoc/>
    public IEnumerable<Uri> FindObjects(SlipwayServices services) => list.Find(services).Concat(root.Find(services)).Select(f => f.Uri);

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, CancellationToken stop) => Open(services, SourcePass.Default with { Stop = stop });

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, SourcePass pass)
    {
        var objects = new ObjectAccess(services, pass.Mode);
        var files = root.Find(services).ToDictionary(root.RelativePath, StringComparer.Ordinal);
        var images = new List<ImageFile>();
        foreach (var part in list.Find(services))
        {
            Read(objects.Opener(part).ToFormatSource(null), files, images);
        }

        if (images.Count == 0)
        {
            throw new DataFormatException(
                "the list names no image", list.Text, expected: "lines such as 0<tab>1<tab>cat/1.png", remedy: "Check the path.");
        }

        var labels = images[0].Labels.Length;
        IArrowType label = labels == 1 ? DoubleType.Default : VectorColumn.TypeFor(FloatType.Default, labels);
        var schema = new Schema(
            [
                new Field("image", BinaryType.Default, nullable: false), new Field("label", label, nullable: false),
                new Field("path", StringType.Default, nullable: false),
            ],
            null);
        images = shard.Of(images, Description);
        objects.RequireRoom([.. images.Select(i => i.File)], Description);
        images = pass.ObjectOrder is { } order ? [.. order(images.Count).Select(i => images[i])] : images;
        return new ImageFileReader(objects, services, images, schema, options.MaxImageBytes);
    }

    private void Read(FormatSource source, Dictionary<string, SourceFile> files, List<ImageFile> images)
    {
        using var lines = new TextLines(source, LongestLine);
        while (lines.TryRead(out var line))
        {
            var text = Encoding.UTF8.GetString(line).TrimEnd('\r', ' ');
            if (text.Length == 0)
            {
                continue;
            }

            var cells = text.Split('\t');
            DataFormatException Wrong(string problem, string? value, string expected, string? column = null) => new(
                problem, source.Name, lines.Number, column, value, expected, "Check the line and what wrote the list.");
            if (cells.Length < 3)
            {
                throw Wrong("the line has too few values", text, "index, label and path with tabs between them");
            }

            var labels = new float[cells.Length - 2];
            for (var i = 0; i < labels.Length; i++)
            {
                if (!float.TryParse(cells[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out labels[i]) || !float.IsFinite(labels[i]))
                {
                    throw Wrong("the label is no number", cells[i + 1], "a number", "label");
                }
            }

            if (images.Count > 0 && images[0].Labels.Length != labels.Length)
            {
                throw Wrong(
                    "the line has another number of labels than the first", labels.Length.ToString(CultureInfo.InvariantCulture),
                    images[0].Labels.Length.ToString(CultureInfo.InvariantCulture), "label");
            }

            images.Add(files.TryGetValue(cells[^1], out var file)
                ? new ImageFile(file, cells[^1], null, labels)
                : throw Wrong($"the path is not that of a file below {root.Text}", cells[^1], "a relative path with '/' between folders", "path"));
        }
    }
}
