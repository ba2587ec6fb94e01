using System.Numerics;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>A property of a nullable number type; null is missing.</summary>
internal sealed class NullableNumberProperty<T, TValue>(RecordMember member) : RecordProperty<T>(member)
    where TValue : unmanaged, INumber<TValue>
{
    private readonly PropertyGetter<T, TValue?> _getter = new(member.Property);

    public override bool Fits(InputKind kind) => NumberEncoding<TValue>.Fits(kind);

    public override void Encode(ref T row, RowEncoder encoder, in BoundInput input)
    {
        if (_getter.Get(ref row) is { } value)
        {
            NumberEncoding<TValue>.Encode(value, encoder, input);
        }
    }

    public override RecordColumnBuilder CreateBuilder(string source) => new NumberColumnBuilder<TValue>(Member.Column);

    public override void Append(ref T row, RecordColumnBuilder builder)
    {
        var column = (NumberColumnBuilder<TValue>)builder;
        if (_getter.Get(ref row) is { } value)
        {
            column.Append(value);
        }
        else
        {
            column.AppendNull();
        }
    }
}
