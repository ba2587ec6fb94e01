using System.Text.Json.Nodes;
using Slipway.Models;

namespace Slipway.Tests.ModelTests;

public class StateFileTests
{
    private static readonly byte[] Valid = Bytes();

    [Fact]
    public void Read_GivenWrittenState_GivesEverythingBack()
    {
        var state = StateFile.Read(new MemoryStream(Valid), Valid.Length, "checkpoint");

        Assert.Equal(7, state.Head["metrics"]!.GetValue<int>());
        Assert.Equal([1f, 2f, 3f], state.Reader.ReadSingle("same-name", 3));
        Assert.Equal([0.1], state.Reader.ReadDouble("moment", 1));
        Assert.Equal("text", state.Reader.ReadValue("same-name")!.GetValue<string>());
        Assert.Null(state.Reader.ReadValue("nothing"));
        Assert.Equal([9, 8], state.Reader.ReadFile("same-name"));
        Assert.False(state.Reader.HasTensor("other"));
    }

    [Fact]
    public void Read_GivenEveryTruncationAndEveryBitFlip_Refuses()
    {
        for (var length = 0; length < Valid.Length; length++)
        {
            Refuse(Valid[..length]);
            for (var bit = 0; bit < 8; bit++)
            {
                var flipped = Valid.ToArray();
                flipped[length] ^= (byte)(1 << bit);
                Refuse(flipped);
            }
        }
    }

    [Fact]
    public void Read_GivenTensorOfAnotherTypeOrShape_SaysWhich()
    {
        var reader = StateFile.Read(new MemoryStream(Valid), Valid.Length, "checkpoint").Reader;

        Assert.Contains("holds F64; expected F32", Assert.Throws<ArtifactException>(() => reader.ReadSingle("moment")).Message,
            StringComparison.Ordinal);
        Assert.Contains("[3]; expected [1, 3]", Assert.Throws<ArtifactException>(() => reader.ReadSingle("same-name", 1, 3)).Message,
            StringComparison.Ordinal);
        Assert.Contains("no tensor 'x' (there are moment, same-name)", Assert.Throws<ArtifactException>(() => reader.Shape("x")).Message,
            StringComparison.Ordinal);
        Assert.Contains("no value 'x'", Assert.Throws<ArtifactException>(() => reader.ReadValue("x")).Message, StringComparison.Ordinal);
        Assert.Contains("no file 'x'", Assert.Throws<ArtifactException>(() => reader.ReadFile("x")).Message, StringComparison.Ordinal);
        reader.ReadSingle("same-name");
        Assert.Contains("read before", Assert.Throws<InvalidOperationException>(() => reader.ReadSingle("same-name")).Message,
            StringComparison.Ordinal);
    }

    private static void Refuse(byte[] bytes)
    {
        var error = Assert.Throws<ArtifactException>(() => StateFile.Read(new MemoryStream(bytes), bytes.Length, "checkpoint"));
        Assert.StartsWith("checkpoint: It is no intact training state: ", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes()
    {
        using var stream = new MemoryStream();
        StateFile.Write(stream, new JsonObject { ["metrics"] = 7 }, writer =>
        {
            writer.Write("same-name", [3], [1f, 2f, 3f]);
            writer.Write("moment", [1], [0.1]);
            writer.WriteValue("same-name", "text");
            writer.WriteValue("nothing", null);
            writer.WriteFile("same-name", [9, 8]);
        });
        return stream.ToArray();
    }
}
