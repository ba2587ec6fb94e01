using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    private const string ImageColumn = "image";
    private const string PathColumn = "path";

    /// <summary>
    /// Reads a folder of images whose subfolders are the classes, as torchvision's <c>ImageFolder</c> does: <c>root/cat/1.png</c> has the
    /// label <c>cat</c>. Files may lie deeper; the first folder below the root counts.
    /// </summary>
    /// <param name="uriOrPath">The root: a folder, or a URI (<c>s3://bucket/images/</c>) whose store is looked up when a pass
    /// starts.</param>
    /// <param name="options">Options; null means the defaults.</param>
    /// <returns>
    /// A channel with the columns <c>image</c> (the encoded bytes, which <see cref="WithDecodedImages"/> makes pixels of) and <c>label</c>
    /// (text, the label), in ordinal order of the files' URIs; <c>path</c>, relative to the root, is a third for every step, and what the
    /// channel gives only with <see cref="ImageFolderOptions.IncludePath"/>. The field of <c>label</c> lists the classes in ordinal
    /// order, as a JSON array,
    /// in its metadata <c>slipway.classes</c>.
    /// </returns>
    /// <exception cref="ArgumentException">The text is empty, no valid URI, or a pattern.</exception>
    public static DataChannel FromImageFolder(string uriOrPath, ImageFolderOptions? options = null)
    {
        options ??= new ImageFolderOptions();
        options.Validate();
        var channel = FromSource(new ImageFolderSource(Folder(uriOrPath), options, ObjectShard.Whole));
        return (options.ReadLabels ? channel.WithLabel(LabelColumn) : channel).ShowPath(options);
    }

    /// <summary>
    /// Reads the images that a <c>.lst</c> file names, as SageMaker's image classification does: <c>index \t label \t relative/path</c>,
    /// one image
    /// a line.
    /// </summary>
    /// <param name="listUriOrPath">The list: file, folder or pattern, as for <see cref="From(string)"/>.</param>
    /// <param name="imagesUriOrPath">The folder, or URI, that its paths count from. Nothing outside is read.</param>
    /// <param name="options">Options; null means the defaults.</param>
    /// <returns>
    /// A channel as that of <see cref="FromImageFolder"/>, in the order of the list, whose <c>label</c> is a number, or a vector where a
    /// line has several
    /// labels.
    /// </returns>
    /// <exception cref="ArgumentException">A text is empty, no valid URI, or the second is a pattern.</exception>
    public static DataChannel FromImageList(string listUriOrPath, string imagesUriOrPath, ImageFolderOptions? options = null)
    {
        options ??= new ImageFolderOptions();
        options.Validate();
        var source = new ImageListSource(new SourceLocation(listUriOrPath), Folder(imagesUriOrPath), options, ObjectShard.Whole);
        return FromSource(source).WithLabel(LabelColumn).ShowPath(options);
    }

    /// <summary>
    /// Reads tar archives of samples, as WebDataset and its relatives write them: files that follow each other and have the same name up
    /// to its first dot
    /// are one row (<c>0001.jpg</c>, <c>0001.cls</c>). See <see cref="TarShardFormat"/> for the columns; <c>label</c>, from <c>.cls</c>,
    /// is the label where
    /// there is one.
    /// </summary>
    /// <inheritdoc cref="From(string)"/>
    /// <param name="uriOrPath">File, folder or pattern (<c>s3://bucket/train-*.tar</c>), as for <see cref="From(string)"/>.</param>
    /// <param name="format">Options; null means the defaults.</param>
    public static DataChannel FromTarShards(string uriOrPath, TarShardFormat? format = null)
    {
        format ??= new TarShardFormat();
        var channel = FromFiles(uriOrPath, format).WithOptionalLabel(LabelColumn);
        return format.IncludeKey ? channel : channel.Hide(TarShardFormat.KeyColumn);
    }

    /// <summary>
    /// Decodes a column of encoded images (PNG, JPEG, WebP, BMP, GIF) to pixels of one size, which learners take as a vector. Needs the
    /// package <c>Slipway.Images</c> and <c>AddImages()</c> on the services that the channel is read with.
    /// </summary>
    /// <remarks>
    /// The column keeps its name and becomes a <c>FixedSizeList</c> of <c>UInt8</c>: height x width x channels values, row by row from
    /// the top
    /// left, the channels of a pixel side by side. Gray is <c>0.299 R + 0.587 G + 0.114 B</c> (ITU-R BT.601). Other sizes are fitted as
    /// <see cref="ImageResize"/> says. An image that cannot be decoded is an error that names its file and row.
    /// </remarks>
    /// <param name="width">Pixels of a row, 1 to 16384.</param>
    /// <param name="height">Rows, 1 to 16384.</param>
    /// <param name="channels">1 for gray, 3 for red, green and blue. Default 3.</param>
    /// <param name="resize">How other sizes are fitted.</param>
    /// <param name="column">The column; the sources of images call it <c>image</c>.</param>
    /// <param name="maxPixels">
    /// Most pixels (width times height) of an encoded image, at most 2^28: a larger one is an error before it takes any memory. Default
    /// 2^26, 8192 x 8192.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the pixels of a row would be more than
    /// 2^30.</exception>
    public DataChannel WithDecodedImages(
        int width, int height, int channels = 3, ImageResize resize = ImageResize.Stretch, string column = ImageColumn, int maxPixels = 1 << 26)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        Require(width is >= 1 and <= 16384, nameof(width), width, "1 to 16384");
        Require(height is >= 1 and <= 16384, nameof(height), height, "1 to 16384");
        Require(channels is 1 or 3, nameof(channels), channels, "1 (gray) or 3 (red, green, blue)");
        Require(Enum.IsDefined(resize), nameof(resize), resize, "Stretch, Crop or Pad");
        Require(maxPixels is >= 1 and <= 1 << 28, nameof(maxPixels), maxPixels, "1 to 268435456");
        return Transform(new ImageDecodeTransform(column, new ImageSize(width, height), channels, resize, maxPixels));
    }

    private static void Require(bool isAllowed, string name, object value, string allowed)
    {
        if (!isAllowed)
        {
            throw new ArgumentOutOfRangeException(name, value, $"Allowed: {allowed}.");
        }
    }

    private static SourceLocation Folder(string uriOrPath)
    {
        var location = new SourceLocation(uriOrPath);
        return location.HasWildcards
            ? throw new ArgumentException($"'{uriOrPath}' is a pattern; name the folder that holds the images.", nameof(uriOrPath))
            : location;
    }

    private DataChannel ShowPath(ImageFolderOptions options) => options.IncludePath ? this : Hide(PathColumn);

    private DataChannel Hide(string column) => WithRoles(_roles with { Hidden = [.. _roles.Hidden, column] });
}
