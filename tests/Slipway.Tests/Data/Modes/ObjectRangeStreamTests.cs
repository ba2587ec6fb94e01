using Slipway.Data;

namespace Slipway.Tests.Data.Modes;

/// <summary>Random access to a remote object.</summary>
public sealed class ObjectRangeStreamTests
{
    private const int Block = ObjectRangeStream.BlockBytes;
    private readonly List<(long Offset, long Length)> _ranges = [];

    private ObjectRangeStream Open(byte[] content) => new(content.Length, (offset, length) =>
    {
        _ranges.Add((offset, length));
        return new MemoryStream(content, (int)offset, (int)length);
    });

    private static byte[] Content(int bytes)
    {
        var content = new byte[bytes];
        new Random(3).NextBytes(content);
        return content;
    }

    [Fact]
    public void Read_GivenRandomPlaces_GivesTheObjectsBytes()
    {
        var content = Content((40 * Block) + 12_345);
        using var stream = Open(content);
        var random = new Random(1);
        for (var i = 0; i < 400; i++)
        {
            var at = random.Next(content.Length);
            var buffer = new byte[random.Next(1, i % 10 == 0 ? 3 * Block : 5_000)];
            stream.Seek(at, SeekOrigin.Begin);

            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);

            Assert.Equal(Math.Min(buffer.Length, content.Length - at), read);
            Assert.True(content.AsSpan(at, read).SequenceEqual(buffer.AsSpan(0, read)));
        }
    }

    [Fact]
    public void Read_GivenTwoPlacesInTurn_FetchesEachOnce()
    {
        using var stream = Open(Content(30 * Block));
        var buffer = new byte[100];
        for (var i = 0; i < 50; i++)
        {
            stream.Position = i % 2 == 0 ? (29L * Block) + i : i;
            stream.ReadExactly(buffer);
        }

        Assert.Equal(2, _ranges.Count);
    }

    [Fact]
    public void Read_GivenConsecutivePlaces_FetchesSeveralBlocksAtATime()
    {
        using var stream = Open(Content(30 * Block));
        var buffer = new byte[50_000];
        while (stream.Read(buffer) > 0)
        {
        }

        Assert.InRange(_ranges.Count, 1, 10);
        Assert.Equal(30L * Block, _ranges.Sum(r => r.Length));
    }

    [Fact]
    public void Read_GivenRangeThatFails_DoesNotKeepHalfABlock()
    {
        // given
        var content = Content(2 * Block);
        var fail = true;
        using var stream = new ObjectRangeStream(content.Length, (offset, length) =>
            new MemoryStream(content, (int)offset, fail ? 1_000 : (int)length));
        var buffer = new byte[10];

        // when
        Assert.Throws<EndOfStreamException>(() => stream.ReadExactly(buffer));
        fail = false;
        stream.ReadExactly(buffer);

        // then
        Assert.Equal(content[..10], buffer);
    }
}
