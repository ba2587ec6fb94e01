using System.Globalization;
using System.Numerics;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>
/// An enum property, as the name of its value. Read as its underlying integer, because a delegate over the enum type itself cannot be
/// made under NativeAOT. A value without a name is written as its number, as <see cref="Enum.ToString()"/> does.
/// </summary>
internal sealed class EnumProperty<T, TValue> : RecordProperty<T>
    where TValue : unmanaged, IBinaryInteger<TValue>
{
    private readonly PropertyGetter<T, TValue> _getter;
    private readonly Dictionary<TValue, string> _names = [];

    public EnumProperty(RecordMember member) : base(member)
    {
        _getter = new PropertyGetter<T, TValue>(member.Property);
        foreach (TValue value in Enum.GetValuesAsUnderlyingType(member.Property.PropertyType))
        {
            _names[value] = Enum.ToObject(member.Property.PropertyType, value).ToString()!;
        }
    }

    public override bool Fits(InputKind kind) => kind is InputKind.Text;

    public override void Encode(ref T row, RowEncoder encoder, in BoundInput input) =>
        encoder.SetText(input.Index, NameOf(_getter.Get(ref row)));

    public override RecordColumnBuilder CreateBuilder(string source) => new TextColumnBuilder(Member.Column);

    public override void Append(ref T row, RecordColumnBuilder builder) =>
        ((TextColumnBuilder)builder).Append(NameOf(_getter.Get(ref row)));

    // A combination of flags has no entry; it is rare enough to be formatted every time.
    private string NameOf(TValue value) => _names.TryGetValue(value, out var name)
        ? name
        : Enum.ToObject(Member.Property.PropertyType, value).ToString() ?? value.ToString(null, CultureInfo.InvariantCulture);
}
