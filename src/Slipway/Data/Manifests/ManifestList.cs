using System.Text.Json;
using Slipway.Storage;

namespace Slipway.Data;

/// <summary>
/// The objects that a manifest lists, in its order. SageMaker's format: a JSON array whose first item is <c>{"prefix": "s3://bucket/folder/"}</c> and
/// whose other items are what follows the prefix.
/// </summary>
/// <param name="manifest">Where the manifest is.</param>
internal sealed class ManifestList(SourceLocation manifest) : IObjectList
{
    private const int MaximumBytes = 256 << 20;
    private const int ParallelRequests = 16;
    private const int ShownProblems = 5;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true };

    /// <inheritdoc/>
    public string Text => $"manifest {manifest.Text}";

    /// <inheritdoc/>
    public List<SourceFile> Find(SlipwayServices services)
    {
        var file = manifest.Find(services) is [var single] ? single : throw new DataFormatException(
            "the location of a manifest names several files", manifest.Text, expected: "one file");
        var uris = Read(services, file);
        var objects = new ObjectInfo?[uris.Count];
        Parallel.For(0, uris.Count, new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests }, i =>
            objects[i] = services.GetStore(uris[i]).StatAsync(uris[i]).AsTask().GetAwaiter().GetResult());
        var missing = Enumerable.Range(0, uris.Count).Where(i => objects[i] is null).ToList();
        if (missing.Count > 0)
        {
            throw new DataFormatException(
                FormattableString.Invariant($"{missing.Count} of {uris.Count} objects are not there: ")
                    + string.Join(", ", missing.Take(ShownProblems).Select(i => FormattableString.Invariant($"{uris[i]} (item {i + 2})")))
                    + (missing.Count > ShownProblems ? ", ..." : ""),
                file.Name, value: uris[missing[0]].ToString(), remedy: "Correct the manifest, or upload them.");
        }

        return [.. objects.Select(o => new SourceFile(o!.Uri.IsFile ? FileUri.ToPath(o.Uri) : o.Uri.AbsoluteUri, o.Uri, o.ETag, o.Size))];
    }

    private static List<Uri> Read(SlipwayServices services, SourceFile file)
    {
        if (file.Size > MaximumBytes)
        {
            throw new DataFormatException("the manifest is too large", file.Name, expected: $"at most {MaximumBytes} bytes",
                remedy: "List a prefix or a pattern instead of each object.");
        }

        using var stream = new SourceStream(new SourceFileOpener(services, file, cache: null).Open(), file.Name);
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(stream, Lenient);
        }
        catch (JsonException e)
        {
            throw Wrong(file, "it is not JSON: " + e.Message, (e.LineNumber ?? 0) + 1, e);
        }

        using (json)
        {
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() < 2)
            {
                throw Wrong(file, root.ValueKind == JsonValueKind.Array ? "it names no object" : "it is no JSON array");
            }

            var prefix = root[0].ValueKind == JsonValueKind.Object && root[0].TryGetProperty("prefix", out var p) && p.ValueKind == JsonValueKind.String
                ? p.GetString()! : throw Wrong(file, "its first item is no {\"prefix\": ...}");
            return [.. root.EnumerateArray().Skip(1).Select((item, i) => Resolve(file, prefix, item, i + 2))];
        }
    }

    private static Uri Resolve(SourceFile file, string prefix, JsonElement item, int number) =>
        item.ValueKind != JsonValueKind.String ? throw Wrong(file, FormattableString.Invariant($"item {number} is no text but {item.ValueKind}"))
        : ManifestReference.Resolve(prefix + item.GetString(), file.Uri)
            ?? throw Wrong(file, FormattableString.Invariant($"item {number} gives '{prefix + item.GetString()}', which is no URI or path"));

    private static DataFormatException Wrong(SourceFile file, string problem, long? line = null, Exception? cause = null) => new(
        $"the manifest cannot be read: {problem}", file.Name, line, expected: "[{\"prefix\": \"s3://bucket/folder/\"}, \"a.csv\", \"b.csv\"]",
        remedy: "One JSON object a line is an augmented manifest: read it by FromAugmentedManifest.", innerException: cause);
}
