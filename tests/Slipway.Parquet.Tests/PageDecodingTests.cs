using System.Buffers;
using CsCheck;

namespace Slipway.Data.Tests;

public class PageDecodingTests
{
    [Fact]
    public void Skip_GivenFieldsOfEveryKind_FindsTheFieldBehindThem()
    {
        // given: 1 = [true, false], 2 = {1: true}, 3 = map{1: "a"}, 4 = double, 5 = 5
        byte[] bytes = [0x19, 0x21, 1, 2, 0x1c, 0x11, 0, 0x1b, 1, 0x58, 2, 1, (byte)'a', 0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0x15, 10, 0];
        var thrift = new ThriftReader(bytes);

        // when
        var (id, found) = (0, 0);
        while (thrift.NextField(ref id, out var type))
        {
            if (id == 5)
            {
                found = thrift.ReadInt32();
            }
            else
            {
                thrift.Skip(type);
            }
        }

        // then
        Assert.Equal((5, bytes.Length), (found, thrift.Position));
    }

    [Fact]
    public void Read_GivenRunsAndPackedValuesOfAnyWidth_GivesWhatWasWritten()
    {
        Gen.Int[1, 32].SelectMany(width => Gen.Select(
            Gen.Const(width), Gen.Select(Gen.Int[0, (int)Math.Min(int.MaxValue, (1L << width) - 1)], Gen.Int[1, 40]).Array[1, 40])).Sample((width, runs) =>
        {
            // given
            var values = runs.SelectMany(run => Enumerable.Repeat(run.Item1, run.Item2 % 3 == 0 ? run.Item2 : 1)).ToArray();
            var target = new ArrayBufferWriter<byte>();

            // when
            RleWriter.Write(target, values, width);
            byte[] bytes = [1, 2, 3, .. target.WrittenSpan, .. new byte[PageBytes.Padding]];
            var reader = new RleReader();
            reader.Start(new PageBytes(bytes, 3, target.WrittenCount), width);
            var read = new int[values.Length];
            reader.Read(read.AsSpan(0, values.Length / 2));
            reader.Read(read.AsSpan(values.Length / 2));

            // then
            return read.SequenceEqual(values);
        }, iter: 2000);
    }

    [Fact]
    public void Read_GivenMoreValuesThanThereAre_Throws()
    {
        // given
        var target = new ArrayBufferWriter<byte>();
        RleWriter.Write(target, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 3);
        var reader = new RleReader();
        reader.Start(new PageBytes([.. target.WrittenSpan, .. new byte[PageBytes.Padding]], 0, target.WrittenCount), 3);

        // when
        var error = Assert.Throws<InvalidDataException>(() => reader.Read(new int[11]));

        // then
        Assert.Contains("are needed", error.Message);
    }
}
