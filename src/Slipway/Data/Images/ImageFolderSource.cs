using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>The images of a folder.</summary>
/// <param name="root">The folder.</param>
/// <param name="options">How it is read.</param>
/// <param name="shard">Which of the images.</param>
internal sealed class ImageFolderSource(SourceLocation root, ImageFolderOptions options, ObjectShard shard) : IObjectSource
{
    /// <summary>Metadata key of the label's field: the names of the classes in ordinal order, as a JSON array.</summary>
    public const string ClassesKey = "slipway.classes";

    /// <inheritdoc/>
    public string Description => root.Text;

    /// <inheritdoc/>
    public string? LocalOnlyReason => null;

    /// <inheritdoc/>
    public IObjectSource ShardByObject(int index, int count) => new ImageFolderSource(root, options, shard.Within(index, count));

    /// <inheritdoc/>
    public IEnumerable<Uri> FindObjects(SlipwayServices services) => root.Find(services).Select(f => f.Uri);

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, CancellationToken stop) => Open(services, SourcePass.Default with { Stop = stop });

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, SourcePass pass)
    {
        var objects = new ObjectAccess(services, pass.Mode);
        var images = new List<ImageFile>();
        foreach (var file in root.Find(services))
        {
            var path = root.RelativePath(file);
            if (ImageNames.IsImage(path))
            {
                images.Add(new ImageFile(file, path, options.ReadLabels ? ClassOf(path) : null, []));
            }
        }

        if (images.Count == 0)
        {
            throw new DataFormatException(
                "the folder holds no image", root.Text, expected: "files that end with .png, .jpg, .jpeg, .webp, .bmp or .gif",
                remedy: "Check the path; files whose names start with '.' or '_' do not count.");
        }

        var schema = Columns(images);
        images = shard.Of(images, Description);
        objects.RequireRoom([.. images.Select(i => i.File)], Description);
        images = pass.ObjectOrder is { } order ? [.. order(images.Count).Select(i => images[i])] : images;
        return new ImageFileReader(objects, services, images, schema, options.MaxImageBytes);
    }

    private Schema Columns(List<ImageFile> images)
    {
        List<Field> fields = [new("image", BinaryType.Default, nullable: false)];
        if (options.ReadLabels)
        {
            var classes = images.Select(i => i.Label!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            var list = new JsonArray([.. classes.Select(c => (JsonNode)JsonValue.Create(c))]).ToJsonString();
            fields.Add(new("label", StringType.Default, nullable: false, new Dictionary<string, string> { [ClassesKey] = list }));
        }

        fields.Add(new("path", StringType.Default, nullable: false));
        return new Schema(fields, null);
    }

    private string ClassOf(string path) => path.IndexOf('/', StringComparison.Ordinal) is var slash and > 0
        ? path[..slash]
        : throw new DataFormatException(
            "the image lies in no class folder", root.Text, value: path, expected: "a path such as cat/1.png below the root",
            remedy: "Name the folder above those of the classes; for images without labels set ImageFolderOptions.ReadLabels to false.");
}
