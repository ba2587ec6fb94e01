using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Models;

namespace Slipway.Tests.ModelTests;

/// <summary>Scores record batches by their column A: the predicted number, or the probabilities 1 - A and A.</summary>
public sealed class BatchModel(bool classifies, IArrowType number) : Model
{
    public override RecordBatch Score(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var a = ((DoubleArray)batch.Column("A")).Values.ToArray();
        double[] values = classifies ? [.. a.SelectMany(v => new[] { 1 - v, v })] : a;
        IArrowArray column = number is DoubleType
            ? new DoubleArray.Builder().AppendRange(values).Build()
            : new FloatArray.Builder().AppendRange(values.Select(v => (float)v)).Build();
        IArrowType type = number;
        if (classifies)
        {
            type = new FixedSizeListType(new Field("item", number, false), 2);
            column = new FixedSizeListArray(new ArrayData(type, batch.Length, 0, 0, [ArrowBuffer.Empty], [column.Data]));
        }

        var rows = new Int32Array.Builder().AppendRange(Enumerable.Range(0, batch.Length)).Build();
        return new RecordBatch(
            new Schema([new Field("row", Int32Type.Default, false), new Field("score", type, false)], null), [rows, column], batch.Length);
    }

    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteValue("classifies", classifies);
    }
}
