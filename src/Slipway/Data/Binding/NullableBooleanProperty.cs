using Slipway.Features;

namespace Slipway.Data;

/// <summary>A <c>bool?</c> property: 0 and 1 as a number, null is missing.</summary>
internal sealed class NullableBooleanProperty<T>(RecordMember member) : RecordProperty<T>(member)
{
    private readonly PropertyGetter<T, bool?> _getter = new(member.Property);

    public override bool Fits(InputKind kind) => kind is InputKind.Number;

    public override void Encode(ref T row, RowEncoder encoder, in BoundInput input)
    {
        if (_getter.Get(ref row) is { } value)
        {
            encoder.SetNumber(input.Index, value ? 1 : 0);
        }
    }

    public override RecordColumnBuilder CreateBuilder(string source) => new BooleanColumnBuilder(Member.Column);

    public override void Append(ref T row, RecordColumnBuilder builder) => ((BooleanColumnBuilder)builder).Append(_getter.Get(ref row));
}
