using System.Globalization;
using Apache.Arrow;

namespace Slipway.Features;

/// <summary>Encodes the rows of record batches. One thread at a time.</summary>
internal sealed class BatchEncoder(FittedFeaturePipeline pipeline)
{
    // The part of the output that one tile covers stays in the second-level cache.
    private const int TileValues = 1 << 16;

    private readonly StepScratch _scratch = new();
    private readonly SparseRow _row = new();
    private readonly LabelCodec? _label = pipeline.Label is null ? null : new LabelCodec(pipeline.Label);
    private readonly int _tileRows = Math.Clamp(TileValues / pipeline.FeatureCount, 16, StepScratch.TileRows);
    private float[] _targets = [];
    private float[] _weights = [];
    private string _column = "";

    /// <summary>Appends a batch's rows to a matrix.</summary>
    /// <param name="batch">Raw rows.</param>
    /// <param name="weight">Weight column, or null.</param>
    /// <param name="builder">A builder with the pipeline's width and layout.</param>
    /// <param name="source">For messages.</param>
    /// <param name="rowsBefore">Rows of the channel before the matrix's first, for messages.</param>
    public void Append(RecordBatch batch, string? weight, FeatureMatrixBuilder builder, string source, long rowsBefore = 0)
    {
        var columns = BatchColumns.Find(batch, pipeline.Inputs, builder.HasTargets ? pipeline.Label!.Column : null, weight, source);
        var firstRow = rowsBefore + builder.RowCount;
        try
        {
            ReadRoles(columns, batch.Length, weight);
            if (builder.IsSparse)
            {
                for (var r = 0; r < batch.Length; r++)
                {
                    _row.Clear();
                    AppendRow(columns, r, _row);
                    builder.AppendSparse(_row.Columns, _row.Values, columns.Label is null ? 0 : _targets[r],
                        columns.Weight is null ? 1 : _weights[r]);
                }

                return;
            }

            for (int done = 0, granted; done < batch.Length; done += granted)
            {
                var to = builder.ReserveDense(batch.Length - done, out granted, out var targets, out var weights);
                _targets.AsSpan(done, targets.Length).CopyTo(targets);
                _weights.AsSpan(done, weights.Length).CopyTo(weights);
                EncodeDense(columns, done, granted, to);
                builder.Commit(granted);
            }
        }
        catch (InvalidFeatureException e)
        {
            throw Problem(e, firstRow, _column, source);
        }
    }

    /// <summary>Appends the features of one row of a batch.</summary>
    public void AppendRow(BatchColumns columns, int row, SparseRow to)
    {
        for (var i = 0; i < columns.Inputs.Length; i++)
        {
            _column = pipeline.Inputs[i].Name;
            pipeline.Steps[i].Encode(columns.Inputs[i], row, new FeatureSink(to, pipeline.Offsets[i]), _scratch);
        }
    }

    /// <summary>Encodes rows of a batch into dense rows.</summary>
    public void EncodeDense(BatchColumns columns, int start, int rows, Span<float> to)
    {
        var width = pipeline.FeatureCount;
        for (var tile = 0; tile < rows; tile += _tileRows)
        {
            var count = Math.Min(_tileRows, rows - tile);
            var region = to.Slice(tile * width, count * width);
            for (var i = 0; i < columns.Inputs.Length; i++)
            {
                _column = pipeline.Inputs[i].Name;
                pipeline.Steps[i].EncodeDense(columns.Inputs[i], start + tile, count, region[pipeline.Offsets[i]..], width, _scratch);
            }
        }
    }

    /// <summary>The error of a row, with the column that was being encoded.</summary>
    public DataFormatException Problem(InvalidFeatureException e, string source) => Problem(e, 0, _column, source);

    public static DataFormatException Problem(InvalidFeatureException e, long firstRow, string column, string source) => new(
        e.Row < 0 ? e.Message : string.Create(CultureInfo.InvariantCulture, $"row {firstRow + e.Row + 1}: {e.Message}"),
        source, column: column, value: e.Value);

    private void ReadRoles(BatchColumns columns, int rows, string? weight)
    {
        if (_targets.Length < rows)
        {
            _targets = new float[rows];
            _weights = new float[rows];
        }

        if (columns.Label is { } label)
        {
            _column = pipeline.Label!.Column;
            _label!.Read(label, 0, _targets.AsSpan(0, rows));
        }

        if (columns.Weight is { } weights)
        {
            _column = weight!;
            WeightColumn.Read(weights, 0, _weights.AsSpan(0, rows), _scratch.Doubles);
        }
    }
}
