using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>The bytes of objects.</summary>
internal sealed class ReferenceColumn(string name) : AttributeColumn(name)
{
    private Apache.Arrow.BinaryArray.Builder _values = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Field> Fields { get; } = [new Field(name, BinaryType.Default, false)];

    /// <inheritdoc/>
    public override void Add(JsonElement value, byte[]? content) => _values.Append(content.AsSpan());

    /// <inheritdoc/>
    public override IEnumerable<IArrowArray> Build()
    {
        var built = _values.Build();
        _values = new();
        return [built];
    }
}
