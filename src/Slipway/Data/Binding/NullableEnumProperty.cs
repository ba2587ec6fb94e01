using System.Reflection;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>
/// A nullable enum property, as the name of its value; null is missing. The one kind of property that is boxed per row: a delegate that
/// returns <see cref="Nullable{T}"/> of an enum cannot be made under NativeAOT, nor be bound to the underlying integer.
/// </summary>
internal sealed class NullableEnumProperty<T>(RecordMember member) : RecordProperty<T>(member)
{
    private readonly MethodInvoker _getter = MethodInvoker.Create(member.Property.GetMethod!);

    public override bool Fits(InputKind kind) => kind is InputKind.Text;

    public override void Encode(ref T row, RowEncoder encoder, in BoundInput input)
    {
        if (_getter.Invoke(row)?.ToString() is { } name)
        {
            encoder.SetText(input.Index, name);
        }
    }

    public override RecordColumnBuilder CreateBuilder(string source) => new TextColumnBuilder(Member.Column);

    public override void Append(ref T row, RecordColumnBuilder builder) =>
        ((TextColumnBuilder)builder).Append(_getter.Invoke(row)?.ToString());
}
