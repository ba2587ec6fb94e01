using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>A training state in one file: tensors and values with a hash over everything.</summary>
internal sealed class StateFile
{
    public JsonObject Head => throw new NotImplementedException();

    public ModelReader Reader => throw new NotImplementedException();

    public static void Write(Stream stream, JsonObject head, Action<ModelWriter> save) => throw new NotImplementedException();

    public static StateFile Read(string file) => throw new NotImplementedException();
}
