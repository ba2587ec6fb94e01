using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>
/// Bounding boxes of Ground Truth: a list of <c>{class_id, left, top, width, height}</c> in pixels, and, named with <c>-image-size</c> behind it, the
/// image's <c>{width, height, depth}</c>.
/// </summary>
internal sealed class BoxColumn : AttributeColumn
{
    /// <summary>The property that tells boxes from other values.</summary>
    public const string Annotations = "annotations";

    private static readonly string[] Sides = ["left", "top", "width", "height"];
    private static readonly string[] Extents = ["width", "height", "depth"];
    private static readonly StructType Box = new([
        new Field("class_id", Int32Type.Default, false), .. Sides.Select(s => new Field(s, DoubleType.Default, false))]);
    private static readonly StructType Size = new([.. Extents.Select(e => new Field(e, Int32Type.Default, true))]);
    private static readonly ListType Boxes = new(new Field("box", Box, false));

    private readonly List<int> _ends = [];
    private Int32Array.Builder _classes = new();
    private DoubleArray.Builder[] _sides = [new(), new(), new(), new()];
    private Int32Array.Builder[] _extents = [new(), new(), new()];

    public BoxColumn(string name)
        : base(name) => Fields = [new Field(name, Boxes, false), new Field(name + "-image-size", Size, false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Field> Fields { get; }

    /// <inheritdoc/>
    public override void Add(JsonElement value, byte[]? content)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(Annotations, out var boxes) || boxes.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("an object with a list of 'annotations', as in the lines before");
        }

        var number = 0;
        foreach (var box in boxes.EnumerateArray())
        {
            number++;
            _classes.Append(box.ValueKind == JsonValueKind.Object && box.TryGetProperty("class_id", out var id) && id.ValueKind == JsonValueKind.Number
                && id.TryGetInt32(out var index) && index >= 0 ? index : throw Missing(number, "class_id", "a whole number of at least 0"));
            for (var i = 0; i < Sides.Length; i++)
            {
                _sides[i].Append(box.TryGetProperty(Sides[i], out var side) && side.ValueKind == JsonValueKind.Number
                    && side.GetDouble() is var pixels && double.IsFinite(pixels) && (i < 2 || pixels >= 0)
                    ? pixels : throw Missing(number, Sides[i], i < 2 ? "a number of pixels" : "a number of pixels, at least 0"));
            }
        }

        _ends.Add(_classes.Length);
        var size = value.TryGetProperty("image_size", out var sizes) && sizes.ValueKind == JsonValueKind.Array && sizes.GetArrayLength() > 0
            && sizes[0].ValueKind == JsonValueKind.Object ? sizes[0] : default;
        for (var i = 0; i < Extents.Length; i++)
        {
            _ = size.ValueKind == JsonValueKind.Object && size.TryGetProperty(Extents[i], out var extent)
                && extent.ValueKind == JsonValueKind.Number && extent.TryGetInt32(out var pixels) ? _extents[i].Append(pixels) : _extents[i].AppendNull();
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<IArrowArray> Build()
    {
        var count = _classes.Length;
        var boxes = new StructArray(Box, count, [_classes.Build(), .. _sides.Select(s => (IArrowArray)s.Build())], ArrowBuffer.Empty, 0);
        var sizes = new StructArray(Size, _ends.Count, [.. _extents.Select(e => (IArrowArray)e.Build())], ArrowBuffer.Empty, 0);
        IArrowArray[] built = [List(Boxes, _ends, boxes, ArrowBuffer.Empty, 0), sizes];
        _ends.Clear();
        _classes = new();
        _sides = [new(), new(), new(), new()];
        _extents = [new(), new(), new()];
        return built;
    }

    private static FormatException Missing(int box, string property, string expected) =>
        new(FormattableString.Invariant($"'{property}' of annotation {box} to be {expected}"));
}
