using Apache.Arrow;

namespace Slipway.Models;

/// <summary>Reads what <see cref="Model.Score"/> gave for a batch.</summary>
internal static class BatchScores
{
    /// <summary>Outputs row by row, and how many a row has.</summary>
    /// <param name="scores">What the model gave; the column <c>score</c> counts, or the only one.</param>
    /// <param name="rows">Rows of the batch that was scored.</param>
    /// <param name="algorithm">Id, for messages.</param>
    /// <exception cref="SlipwayException">Another number of rows, or a column of another type.</exception>
    public static (float[] Outputs, int Width) Read(RecordBatch scores, int rows, string algorithm)
    {
        if (scores.Length != rows)
        {
            throw new SlipwayException(
                $"The model of {algorithm} gave {scores.Length} rows of scores for {rows} rows. Model.Score gives one for each.");
        }

        var at = scores.Schema.FieldsList.ToList().FindIndex(f => f.Name == "score");
        var column = at >= 0 ? scores.Column(at) : scores.ColumnCount == 1 ? scores.Column(0) : null;
        return column switch
        {
            FixedSizeListArray { Values: FloatArray { NullCount: 0 } values } list => (Slice(values, list, rows), Width(list)),
            FixedSizeListArray { Values: DoubleArray { NullCount: 0 } values } list => (Slice(values, list, rows), Width(list)),
            FloatArray { NullCount: 0 } values => (values.Values.ToArray(), 1),
            DoubleArray { NullCount: 0 } values => (Narrow(values.Values), 1),
            _ => throw new SlipwayException(
                $"The model of {algorithm} scores batches as "
                + $"({string.Join(", ", scores.Schema.FieldsList.Select(f => $"{f.Name} {f.DataType.Name}"))}). Give a "
                + "column 'score' of float or double, or of fixed-size lists of them, without nulls."),
        };
    }

    private static int Width(FixedSizeListArray list) => ((Apache.Arrow.Types.FixedSizeListType)list.Data.DataType).ListSize;

    private static float[] Slice(FloatArray values, FixedSizeListArray list, int rows) =>
        values.Values.Slice(list.Offset * Width(list), rows * Width(list)).ToArray();

    private static float[] Slice(DoubleArray values, FixedSizeListArray list, int rows) =>
        Narrow(values.Values.Slice(list.Offset * Width(list), rows * Width(list)));

    private static float[] Narrow(ReadOnlySpan<double> values)
    {
        var narrow = new float[values.Length];
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (float)values[i];
        }

        return narrow;
    }
}
