using System.Globalization;
using System.Numerics;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data.Binding;

public class BindingPropertyTests
{
    private static readonly double[] Edges =
    [
        0.0, -0.0, 127, 128, 255, 256, -128, -129, 0.5, 9223372036854775807.0, -9223372036854775808.0, 18446744073709551615.0, 1e300,
        double.PositiveInfinity, double.NegativeInfinity,
    ];

    private static readonly Gen<double> Doubles = Gen.OneOf(
        Gen.Double, Gen.Int.Select(i => (double)i), Gen.Long.Select(l => (double)l), Gen.SByte.Select(b => (double)b),
        Gen.OneOf(Edges.Select(Gen.Const).ToArray()));

    private static readonly Gen<string> Names = Gen.Int[0, 9].Select(i => "aAbB_- éÉ1"[i]).Array[0, 6].Select(c => new string(c));

    [Fact]
    public void Where_GivenAnyDouble_FitsAnIntegerExactlyWhenItIsWholeAndInRange() => Doubles.Sample(value =>
    {
        var channel = DataChannel.From([new { Value = value }]);
        Check<ByteCell, byte>(channel, c => c.Value, value);
        Check<IntCell, int>(channel, c => c.Value, value);
        Check<LongCell, long>(channel, c => c.Value, value);
        Check<ULongCell, ulong>(channel, c => c.Value, value);
    });

    [Fact]
    public void Where_GivenAnyLong_FitsANarrowerIntegerExactlyWhenItIsInRange() => Gen.OneOf(Gen.Long, Gen.Long[-300, 300]).Sample(value =>
    {
        var channel = DataChannel.From([new { Value = value }]);
        Assert.Equal(value is >= 0 and <= 255, Fits<ByteCell>(channel, c => c.Value == value));
        Assert.Equal(value is >= int.MinValue and <= int.MaxValue, Fits<IntCell>(channel, c => c.Value == value));
        Assert.Equal(value >= 0, Fits<ULongCell>(channel, c => c.Value == (ulong)value));
        Assert.True(Fits<TextCell>(channel, c => c.Value == value.ToString(CultureInfo.InvariantCulture)));
    });

    [Fact]
    public void From_GivenAnyText_ComesBack() => Gen.String.Array[1, 20].Sample(texts =>
    {
        // A lone surrogate is no text: UTF-8 cannot hold it.
        string[] valid = [.. texts.Select(t => new string([.. t.Where(c => !char.IsSurrogate(c))]))];

        Assert.Equal(valid, DataChannel.From(valid.Select(t => new TextCell(t))).ToRecords<TextCell>().Select(c => c.Value));
    });

    [Fact]
    public void Names_AreEqualExactlyWhenTheirKeysAre() => Gen.Select(Names, Names).Sample((a, b) =>
        Assert.Equal(BindingNames.Key(a) == BindingNames.Key(b), BindingNames.AreEqual(a, b)));

    private static void Check<TCell, TNumber>(DataChannel channel, Func<TCell, TNumber> read, double value)
        where TNumber : INumber<TNumber>, IMinMaxValue<TNumber>
    {
        // BigInteger is exact, so it is the judge.
        var fits = double.IsInteger(value)
            && new BigInteger(value) >= BigInteger.CreateChecked(TNumber.MinValue)
            && new BigInteger(value) <= BigInteger.CreateChecked(TNumber.MaxValue);

        Assert.Equal(fits, Fits<TCell>(channel, c => BigInteger.CreateChecked(read(c)) == new BigInteger(value)));
    }

    private static bool Fits<T>(DataChannel channel, Func<T, bool> isRight)
    {
        try
        {
            Assert.Equal(
                1, channel.Where<T>(c => isRight(c) ? true : throw new InvalidOperationException($"{c} is another number")).Drain());
            return true;
        }
        catch (DataFormatException error) when (error.Column == "Value" && error.Line == 1)
        {
            return false;
        }
    }

    private sealed record ByteCell(byte Value);

    private sealed record IntCell(int Value);

    private sealed record LongCell(long Value);

    private sealed record ULongCell(ulong Value);

    private sealed record TextCell(string Value);
}
