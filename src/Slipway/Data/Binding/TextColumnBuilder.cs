using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>A column of UTF-8 text.</summary>
internal sealed class TextColumnBuilder(string name) : RecordColumnBuilder(name)
{
    private ValueBuffer<int> _ends;
    private ValueBuffer<byte> _bytes;

    public override IArrowType Type => StringType.Default;

    public void Append(string? value)
    {
        if (Count == 0)
        {
            _ends.Add(0);
        }

        if (!string.IsNullOrEmpty(value))
        {
            Encoding.UTF8.GetBytes(value, _bytes.Extend(Encoding.UTF8.GetByteCount(value)));
        }

        _ends.Add(_bytes.Count);
        Advance(value is not null);
    }

    protected override IArrowArray Build(ArrowBuffer validity, int nulls) =>
        new StringArray(new ArrayData(Type, Count, nulls, 0, [validity, _ends.Take(), _bytes.Take()]));
}
