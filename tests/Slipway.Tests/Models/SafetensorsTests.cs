using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Slipway.Models;

namespace Slipway.Tests.ModelTests;

public class SafetensorsTests
{
    private const string Good =
        """{"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}""";

    [Fact]
    public void Visit_GivenTensors_WritesCanonicalBytes()
    {
        var bytes = Write([new Tensor("z", [2], new byte[] { 1, 2 }), new Tensor("a", [1, 1], new[] { 1.5f })]);

        var header = """{"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"z":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}}""";
        var padded = header.PadRight((header.Length + 7) / 8 * 8);
        Assert.Equal(padded.Length, BinaryPrimitives.ReadInt64LittleEndian(bytes));
        Assert.Equal(padded, Encoding.UTF8.GetString(bytes, 8, padded.Length));
        Assert.Equal("0000C03F0102", Convert.ToHexString(bytes.AsSpan(8 + padded.Length)));
    }

    [Fact]
    public void Read_GivenAnyTensors_GivesThemBack() => Gen.Select(
        Gen.Dictionary(Gen.String, Gen.Int[0, 4])[0, 6], Gen.Int[0, 50], Gen.ULong).Sample((names, length, seed) =>
    {
        var random = new Random((int)(seed % int.MaxValue));
        var kept = names.Where(n => n.Key != SafetensorsReader.MetadataName && IsUtf16(n.Key));
        var tensors = kept.Select(n => new Tensor(n.Key, [length, 1], (Array)(n.Value switch
        {
            0 => Enumerable.Range(0, length).Select(_ => BitConverter.Int32BitsToSingle(random.Next())).ToArray(),
            1 => Enumerable.Range(0, length).Select(_ => random.NextDouble()).ToArray(),
            2 => Enumerable.Range(0, length).Select(_ => random.Next()).ToArray(),
            3 => Enumerable.Range(0, length).Select(_ => random.NextInt64()).ToArray(),
            _ => Enumerable.Range(0, length).Select(_ => (byte)random.Next()).ToArray(),
        }))).ToList();

        var bytes = Write(tensors);
        var file = Read(new MemoryStream(bytes), bytes.Length);

        Assert.Equal(tensors.Select(t => t.Name).Order(StringComparer.Ordinal), file.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach (var tensor in tensors)
        {
            Assert.Equal(tensor.Values, file.Tensors[tensor.Name].Values);
            Assert.Equal(tensor.Shape, file.Tensors[tensor.Name].Shape);
        }

        Assert.Equal(bytes, Write(file.Tensors.Values));
    });

    [Fact]
    public void Read_GivenMetadata_GivesItBack()
    {
        using var stream = new MemoryStream();
        new SafetensorsWriter([], new Dictionary<string, string> { ["b"] = "2", ["a"] = "ä" }).Visit(stream.Write);

        var file = Read(new MemoryStream(stream.ToArray()), stream.Length);

        Assert.Equal("ä", file.Metadata["a"]);
        Assert.Equal("2", file.Metadata["b"]);
    }

    [Fact]
    public void Read_GivenTensorsInAnyOrderOfTheHeader_Accepts()
    {
        var file = Parse(Good, 6);

        Assert.Equal([1, 1], file.Tensors["a"].Shape);
        Assert.Equal(new byte[2], file.Tensors["b"].Values);
    }

    [Theory]
    [InlineData("[1]", 0, "expected an object")]
    [InlineData("{", 0, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        8, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}""", 2, "dtype \"F16\"; known are F32")]
    [InlineData("""{"a":{"dtype":7,"shape":[1],"data_offsets":[0,2]}}""", 2, "dtype 7")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "exactly the properties")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", 4, "exactly the properties")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "has 4 bytes; expected 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "has -1 in its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "has 1.5 in its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "not an array")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "exceeds 2^63")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0, "exceeds 2^63")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4611686018427387904],"data_offsets":[0,4611686018427387904]}}""",
        4, "at most 2147483591 fit")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""", 4, "an end not before it")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0]}}""", 4, "an end not before it")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[1,5]}}""", 5, "starts at byte 1 of the data; expected 0")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""",
        6, "neither gaps nor overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 5, "5 bytes of data of which the tensors cover 4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 3, "3 bytes of data of which the tensors cover 4")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "expected a text")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 4, "not Unicode")]
    [InlineData("""{"__metadata__":[]}""", 0, "expected an object of texts")]
    public void Read_GivenInvalidHeader_SaysWhat(string header, int dataLength, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Parse(header, dataLength)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 32)]
    [InlineData((64UL << 20) + 8)]
    [InlineData(9)]
    public void Read_GivenHeaderLengthBeyondFileOrBound_TakesNoMemoryForIt(ulong length)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<FormatException>(() => Read(new MemoryStream(bytes), bytes.Length));

        Assert.Contains($"header length of {length}", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Read_GivenLessThanALength_Refuses(int length) =>
        Assert.Throws<FormatException>(() => Read(new MemoryStream(new byte[length]), length));

    [Fact]
    public void Read_GivenStreamShorterThanItsLength_Refuses()
    {
        var bytes = Write([new Tensor("a", [4], new byte[4])]);

        Assert.Throws<EndOfStreamException>(() => Read(new MemoryStream(bytes[..^1]), bytes.Length));
    }

    [Fact]
    public void Write_GivenMisuse_NamesIt()
    {
        var parts = new ModelParts();
        parts.Write("a", [1], [1f]);

        Assert.Contains("'a' was written before", Assert.Throws<ArgumentException>(() => parts.Write("a", [1], [1.0])).Message,
            StringComparison.Ordinal);
        Assert.Contains("[2] and 1 values", Assert.Throws<ArgumentException>(() => parts.Write("b", [2], [1f])).Message,
            StringComparison.Ordinal);
        Assert.Contains("reserved", Assert.Throws<ArgumentException>(() => parts.Write("__metadata__", [1], [1f])).Message,
            StringComparison.Ordinal);
        Assert.Contains("'x/y'", Assert.Throws<ArgumentException>(() => parts.WriteFile("x/y", [1])).Message, StringComparison.Ordinal);
        Assert.Contains("'..'", Assert.Throws<ArgumentException>(() => parts.WriteFile("..", [1])).Message, StringComparison.Ordinal);
        Assert.Contains("'n'", Assert.Throws<ArgumentException>(() => parts.WriteValue("n", double.NaN)).Message, StringComparison.Ordinal);
    }

    private static SafetensorsFile Read(Stream stream, long length) =>
        SafetensorsReader.Read(stream, length, TestContext.Current.CancellationToken);

    private static bool IsUtf16(string name) => name.Length > 0 && name.EnumerateRunes().All(r => r != Rune.ReplacementChar);

    private static byte[] Write(IEnumerable<Tensor> tensors)
    {
        using var stream = new MemoryStream();
        new SafetensorsWriter(tensors).Visit(stream.Write);
        return stream.ToArray();
    }

    private static SafetensorsFile Parse(string header, int dataLength)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        return Read(new MemoryStream(bytes), bytes.Length);
    }
}
