using System.Numerics;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>A property that holds a fixed number of numbers; a null array is missing.</summary>
internal sealed class VectorProperty<T, TValue, TItem>(RecordMember member, VectorSpan<TValue, TItem> span) : RecordProperty<T>(member)
    where TItem : unmanaged, INumber<TItem>
{
    private readonly PropertyGetter<T, TValue> _getter = new(member.Property);

    public override bool Fits(InputKind kind) => kind is InputKind.Vector or InputKind.SparseVector;

    public override void Encode(ref T row, RowEncoder encoder, in BoundInput input)
    {
        var values = span(_getter.Get(ref row), out var missing);
        if (!missing)
        {
            VectorEncoding.Encode(values, encoder, input);
        }
    }

    public override RecordColumnBuilder CreateBuilder(string source) => new VectorColumnBuilder<TItem>(Member.Column, source);

    public override void Append(ref T row, RecordColumnBuilder builder)
    {
        var column = (VectorColumnBuilder<TItem>)builder;
        var values = span(_getter.Get(ref row), out var missing);
        if (missing)
        {
            column.AppendNull();
        }
        else
        {
            column.Append(values);
        }
    }
}
