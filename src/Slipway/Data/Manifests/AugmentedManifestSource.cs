using System.Collections.Immutable;
using System.Text.Json;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// The rows of augmented manifests (Ground Truth's output): one JSON object a line, of which the named attributes become columns in that order.
/// </summary>
/// <param name="location">The manifest, or several.</param>
/// <param name="attributes">The attributes.</param>
/// <param name="shard">Which of its lines.</param>
internal sealed class AugmentedManifestSource(SourceLocation location, ImmutableArray<string> attributes, ObjectShard shard) : IObjectSource
{
    /// <summary>Lines that are looked at for the kinds of the attributes.</summary>
    private const int InferenceLines = 1_000;

    /// <inheritdoc/>
    public string Description => $"augmented manifest {location.Text}"
        + (shard.Count == 1 ? "" : FormattableString.Invariant($" (objects {shard.Index} of {shard.Count})"));

    /// <inheritdoc/>
    public string? LocalOnlyReason => null;

    /// <inheritdoc/>
    public IObjectSource ShardByObject(int index, int count) => new AugmentedManifestSource(location, attributes, shard.Within(index, count));

    /// <inheritdoc/>
    public IEnumerable<Uri> FindObjects(SlipwayServices services) => location.Find(services).Select(f => f.Uri);

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, CancellationToken stop) => Open(services, SourcePass.Default with { Stop = stop });

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, SourcePass pass)
    {
        var files = location.Find(services);
        var objects = new ObjectAccess(services, pass.Mode);
        var kinds = Infer(objects, files[0]);
        return new AugmentedManifestReader(services, objects, files, [.. attributes.Select((a, i) => AttributeColumn.Create(a, kinds[i]))], shard);
    }

    private AttributeKind[] Infer(ObjectAccess objects, SourceFile file)
    {
        var kinds = new AttributeKind[attributes.Length];
        var isEmpty = true;
        using var lines = new ManifestLines(objects.Opener(file).ToFormatSource(null));
        while (lines.Number < InferenceLines && lines.TryRead(out var line))
        {
            isEmpty = false;
            using (line)
            {
                for (var i = 0; i < kinds.Length; i++)
                {
                    var kind = AttributeColumn.KindOf(attributes[i], lines.Attribute(line, attributes[i]));
                    kinds[i] = AttributeColumn.Join(kinds[i], kind);
                }
            }
        }

        return !isEmpty ? kinds : throw new DataFormatException(
            "the manifest has no lines", file.Name, expected: "one JSON object a line", remedy: "Check the path.");
    }
}
