using System.Text.Json.Nodes;
using Apache.Arrow;
using Slipway.Models;

namespace Slipway.Tests.ModelTests;

/// <summary>What <see cref="Notebook"/> keeps.</summary>
public sealed class NotebookModel(float[] weight, double[] bias, int[] order, JsonObject? note, byte[] engine) : Model
{
    public float[] Weight => weight;

    public double[] Bias => bias;

    public int[] Order => order;

    public JsonObject? Note => note;

    public byte[] Engine => engine;

    public bool IsDisposed { get; private set; }

    public override RecordBatch Score(RecordBatch batch) => throw new NotSupportedException("The tests do not score it.");

    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("layer.weight", [2, 3], weight);
        writer.Write("layer.bias", [2], bias);
        writer.Write("order", [order.Length], order);
        writer.WriteValue("note", note);
        writer.WriteValue("nothing", null);
        writer.WriteFile("engine.txt", engine);
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
