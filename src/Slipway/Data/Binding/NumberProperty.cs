using System.Numerics;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>A property of a number type.</summary>
internal sealed class NumberProperty<T, TValue>(RecordMember member) : RecordProperty<T>(member)
    where TValue : unmanaged, INumber<TValue>
{
    private readonly PropertyGetter<T, TValue> _getter = new(member.Property);

    public override bool Fits(InputKind kind) => NumberEncoding<TValue>.Fits(kind);

    public override void Encode(ref T row, RowEncoder encoder, in BoundInput input) =>
        NumberEncoding<TValue>.Encode(_getter.Get(ref row), encoder, input);

    public override RecordColumnBuilder CreateBuilder(string source) => new NumberColumnBuilder<TValue>(Member.Column);

    public override void Append(ref T row, RecordColumnBuilder builder) =>
        ((NumberColumnBuilder<TValue>)builder).Append(_getter.Get(ref row));
}
