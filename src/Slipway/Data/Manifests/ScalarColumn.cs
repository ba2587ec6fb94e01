using System.Text.Json;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Single values, or the JSON of any.</summary>
internal sealed class ScalarColumn(string name, AttributeKind kind, Field field) : AttributeColumn(name)
{
    private DoubleArray.Builder _numbers = new();
    private BooleanArray.Builder _booleans = new();
    private StringArray.Builder _texts = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Field> Fields { get; } = [field];

    /// <inheritdoc/>
    public override void Add(JsonElement value, byte[]? content)
    {
        var isNull = value.ValueKind == JsonValueKind.Null;
        switch (kind)
        {
            case AttributeKind.Number:
                _numbers.Append(isNull ? double.NaN
                    : value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && double.IsFinite(number) ? number
                    : throw new FormatException("a number, as in the lines before"));
                break;
            case AttributeKind.Boolean:
                _ = isNull ? _booleans.AppendNull()
                    : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? _booleans.Append(value.GetBoolean())
                    : throw new FormatException("true or false, as in the lines before");
                break;
            default:
                _ = isNull ? _texts.AppendNull()
                    : value.ValueKind == JsonValueKind.String ? _texts.Append(value.GetString())
                    : kind == AttributeKind.Json ? _texts.Append(value.GetRawText())
                    : throw new FormatException("a text, as in the lines before");
                break;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<IArrowArray> Build()
    {
        IArrowArray built = kind switch
        {
            AttributeKind.Number => _numbers.Build(),
            AttributeKind.Boolean => _booleans.Build(),
            _ => _texts.Build(),
        };
        (_numbers, _booleans, _texts) = (new(), new(), new());
        return [built];
    }
}
