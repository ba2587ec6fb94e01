namespace Slipway.Kernels.Tests.Trees;

public class CodeRangeTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    [Theory]
    [MemberData(nameof(Paths))]
    public void Find_GivenLengthsAndRanges_SetsTheBitsOfCodesInside(KernelPath path)
    {
        var random = new Random(1);
        foreach (var (first, last) in new (byte, byte)[] { (0, 0), (0, 255), (255, 255), (3, 200), (127, 129), (1, 1) })
        {
            for (var length = 0; length <= 257; length++)
            {
                byte[] codes = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(256))];
                ulong[] bits = [.. Enumerable.Repeat(ulong.MaxValue, (length + 63) / 64)];

                CodeRange.Find(path, codes, first, last, bits);

                for (var row = 0; row < bits.Length * 64; row++)
                    Assert.Equal(row < length && codes[row] >= first && codes[row] <= last, (bits[row / 64] >> row & 1) != 0);
            }
        }
    }

    [Fact]
    public void Find_GivenAnEmptyRangeOrTooFewWords_Throws()
    {
        Assert.Throws<ArgumentException>(() => CodeRange.Find(new byte[64], 5, 4, new ulong[1]));
        Assert.Throws<ArgumentException>(() => CodeRange.Find(new byte[65], 0, 4, new ulong[1]));
    }
}
