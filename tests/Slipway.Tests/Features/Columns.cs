using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Data;
using Slipway.Features;

namespace Slipway.Tests.Features;

/// <summary>A small table as an Arrow channel, cut into batches of a chosen length.</summary>
internal sealed class Columns
{
    private readonly List<(Field Field, Func<int, int, IArrowArray> Slice)> _columns = [];
    private int _rows;
    private string? _label;
    private string? _weight;
    private int _batchRows = 1000;

    public int Opened { get; private set; }

    public static FitOptions Cluster { get; } = new(LearningTask.Clustering);

    public static FitOptions Classify { get; } = new(LearningTask.Classification);

    public static FitOptions Regress { get; } = new(LearningTask.Regression);

    public Columns Add(string name, params double?[] values) => Add(name, values.Length, (start, count) =>
    {
        var builder = new DoubleArray.Builder();
        foreach (var v in values.AsSpan(start, count))
        {
            _ = v is { } x ? builder.Append(x) : builder.AppendNull();
        }

        return builder.Build();
    });

    public Columns Add(string name, params string?[] values) => Add(name, values.Length, (start, count) =>
    {
        var builder = new StringArray.Builder();
        foreach (var v in values.AsSpan(start, count))
        {
            _ = v is null ? builder.AppendNull() : builder.Append(v);
        }

        return builder.Build();
    });

    /// <summary>Vectors of one width; a null vector is missing.</summary>
    public Columns AddVectors(string name, params float[]?[] values) => AddVectors<float, FloatArray>(
        name, values, FloatType.Default, (b, n) => new FloatArray(b, ArrowBuffer.Empty, n, 0, 0));

    public Columns AddPixels(string name, params byte[]?[] values) => AddVectors<byte, UInt8Array>(
        name, values, UInt8Type.Default, (b, n) => new UInt8Array(b, ArrowBuffer.Empty, n, 0, 0));

    public Columns AddSparse(string name, params (int[] Indices, float[] Values)[] rows) => Add(name, rows.Length, (start, count) =>
    {
        var part = rows.AsSpan(start, count).ToArray();
        var offsets = new ArrowBuffer.Builder<int>().Append(0);
        var at = 0;
        foreach (var row in part)
        {
            offsets.Append(at += row.Indices.Length);
        }

        var buffer = offsets.Build();
        var indexList = new ListType(new Field("item", Int32Type.Default, false));
        var valueList = new ListType(new Field("item", FloatType.Default, false));
        var indices = new Int32Array.Builder().AppendRange(part.SelectMany(r => r.Indices)).Build();
        var values = new FloatArray.Builder().AppendRange(part.SelectMany(r => r.Values)).Build();
        return new StructArray(
            new StructType([new Field("indices", indexList, false), new Field("values", valueList, false)]), count,
            [new ListArray(indexList, count, buffer, indices, ArrowBuffer.Empty), new ListArray(valueList, count, buffer, values, ArrowBuffer.Empty)],
            ArrowBuffer.Empty);
    });

    public Columns AddArray(string name, Apache.Arrow.Array array) => Add(name, array.Length, (start, count) => array.SliceShared(start, count));

    public Columns Add(string name, int rows, Func<int, int, IArrowArray> slice)
    {
        _columns.Add((new Field(name, slice(0, 0).Data.DataType, true), slice));
        _rows = rows;
        return this;
    }

    public Columns Label(string name)
    {
        _label = name;
        return this;
    }

    public Columns Weight(string name)
    {
        _weight = name;
        return this;
    }

    public Columns InBatchesOf(int rows)
    {
        _batchRows = rows;
        return this;
    }

    public FittedData Fit(FeaturePipeline pipeline, FitOptions options) => pipeline.FitTransform(Open, options, TestContext.Current.CancellationToken);

    public ChannelReader Open()
    {
        Opened++;
        var schema = new Schema(_columns.Select(c => c.Field), null);
        return new ChannelReader(new Reader(this, schema), new ChannelSchema(schema, _label, _weight), "table.csv");
    }

    public RecordBatch Batch(int start, int count) =>
        new(new Schema(_columns.Select(c => c.Field), null), _columns.Select(c => c.Slice(start, count)), count);

    private Columns AddVectors<T, TArray>(string name, T[]?[] values, IArrowType type, Func<ArrowBuffer, int, TArray> items)
        where T : struct
        where TArray : Apache.Arrow.Array
    {
        var width = values.First(v => v is not null)!.Length;
        return Add(name, values.Length, (start, count) =>
        {
            var buffer = new ArrowBuffer.Builder<T>();
            var validity = new ArrowBuffer.BitmapBuilder();
            foreach (var v in values.AsSpan(start, count))
            {
                buffer.AppendRange(v ?? new T[width]);
                validity.Append(v is not null);
            }

            var list = new FixedSizeListType(new Field("item", type, true), width);
            return new FixedSizeListArray(list, count, items(buffer.Build(), count * width), validity.Build(), validity.UnsetBitCount, 0);
        });
    }

    private sealed class Reader(Columns columns, Schema schema) : BatchReader
    {
        private int _next;

        public override Schema Schema => schema;

        public override RecordBatch? Read()
        {
            var count = Math.Min(columns._batchRows, columns._rows - _next);
            if (count <= 0)
            {
                return null;
            }

            var batch = columns.Batch(_next, count);
            _next += count;
            return batch;
        }
    }
}
