using Slipway.Features;

namespace Slipway.Data;

/// <summary>A <c>string</c> property; null is missing. Feeds a number input by parsing (invariant culture).</summary>
internal sealed class TextProperty<T>(RecordMember member) : RecordProperty<T>(member)
{
    private readonly PropertyGetter<T, string?> _getter = new(member.Property);

    public override bool Fits(InputKind kind) => kind is InputKind.Text or InputKind.Number;

    public override void Encode(ref T row, RowEncoder encoder, in BoundInput input)
    {
        if (_getter.Get(ref row) is { } value)
        {
            TextEncoding.Encode(value, encoder, input);
        }
    }

    public override RecordColumnBuilder CreateBuilder(string source) => new TextColumnBuilder(Member.Column);

    public override void Append(ref T row, RecordColumnBuilder builder) => ((TextColumnBuilder)builder).Append(_getter.Get(ref row));
}
