using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    /// <summary>
    /// Reads the files that a manifest lists, in its order: SageMaker's JSON array <c>[{"prefix": "s3://bucket/folder/"}, "a.csv", "b/c.csv"]</c>, whose
    /// later items follow the prefix. The prefix may also be a path, which counts from the folder of a local manifest.
    /// </summary>
    /// <param name="uriOrPath">The manifest, gzip-compressed or not.</param>
    /// <param name="format">How the bytes of the files become columns; null goes by their names.</param>
    /// <exception cref="ArgumentException">The text is empty or no valid URI.</exception>
    public static DataChannel FromManifest(string uriOrPath, DataFormat? format = null) =>
        FromSource(new FileSource(new ManifestList(new SourceLocation(uriOrPath)), format));

    /// <summary>
    /// Reads an augmented manifest, as Ground Truth writes it: one JSON object a line. Attributes become columns in the order given; others are ignored.
    /// </summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item>a name that ends with <c>-ref</c>: the object that it names, as Binary (a URI, or a path that counts from the folder of a local manifest);</item>
    /// <item>bounding boxes (an object with <c>annotations</c>): a list of <c>{class_id: Int32, left, top, width, height: Double}</c> in pixels, and a
    /// second column <c>(name)-image-size</c> with <c>{width, height, depth: Int32}</c>;</item>
    /// <item>a number, text or boolean: a column of that type;</item>
    /// <item>a list of numbers (several labels): a list of Double;</item>
    /// <item>anything else, and names that end with <c>-metadata</c>: its JSON as text.</item>
    /// </list>
    /// Kinds are taken from the first 1,000 lines. Every line must have every attribute; its value may be null.
    /// </remarks>
    /// <param name="uriOrPath">The manifest, or a folder or pattern of several, gzip-compressed or not.</param>
    /// <param name="attributes">Distinct attribute names, at least one: SageMaker's <c>AttributeNames</c>.</param>
    /// <exception cref="ArgumentException">The text is empty or no valid URI, or the names are not as stated.</exception>
    public static DataChannel FromAugmentedManifest(string uriOrPath, params ReadOnlySpan<string> attributes)
    {
        RequireNames(attributes, nameof(attributes));
        foreach (var name in attributes)
        {
            if (attributes.Count(name) > 1)
            {
                throw new ArgumentException($"The attribute '{name}' is named twice.", nameof(attributes));
            }
        }

        return FromSource(new AugmentedManifestSource(new SourceLocation(uriOrPath), [.. attributes], ObjectShard.Whole));
    }
}
