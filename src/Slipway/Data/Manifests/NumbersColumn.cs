using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Lists of numbers of any length.</summary>
internal sealed class NumbersColumn(string name) : AttributeColumn(name)
{
    private static readonly ListType Type = new(new Field("item", DoubleType.Default, false));

    private readonly List<int> _ends = [];
    private readonly ArrowBuffer.BitmapBuilder _validity = new();
    private DoubleArray.Builder _items = new();
    private int _nulls;
    private int _count;

    /// <inheritdoc/>
    public override IReadOnlyList<Field> Fields { get; } = [new Field(name, Type, true)];

    /// <inheritdoc/>
    public override void Add(JsonElement value, byte[]? content)
    {
        if (value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
        {
            throw new FormatException("a list of numbers, as in the lines before");
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                _items.Append(item.ValueKind == JsonValueKind.Number ? item.GetDouble() : throw new FormatException("numbers in the list"));
                _count++;
            }
        }

        _validity.Append(value.ValueKind == JsonValueKind.Array);
        _nulls += value.ValueKind == JsonValueKind.Array ? 0 : 1;
        _ends.Add(_count);
    }

    /// <inheritdoc/>
    public override IEnumerable<IArrowArray> Build()
    {
        var built = List(Type, _ends, _items.Build(), _nulls == 0 ? ArrowBuffer.Empty : _validity.Build(), _nulls);
        _ends.Clear();
        _validity.Clear();
        _items = new();
        (_nulls, _count) = (0, 0);
        return [built];
    }
}
