using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Refuses columns that a format has no way to write, all at once.</summary>
internal static class WritableColumns
{
    /// <exception cref="DataFormatException">There is such a column, or none at all.</exception>
    public static void Require(Schema schema, string format, string expected, Func<IArrowType, bool> isWritable)
    {
        var refused = schema.FieldsList.Where(f => !isWritable(f.DataType)).ToList();
        if (refused.Count > 0 || schema.FieldsList.Count == 0)
        {
            throw new DataFormatException(
                refused.Count == 0 ? "there are no columns to write"
                    : $"{format} files are not written with {string.Join(", ", refused.Select(f => $"'{f.Name}' ({f.DataType.Name})"))}",
                null, column: refused.Count == 1 ? refused[0].Name : null, expected: expected,
                remedy: "Leave such columns out (WithoutColumns), or choose another format.");
        }
    }

    /// <summary>The error for a value that a format has no way to write.</summary>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="row">Its row in the file, from 1.</param>
    /// <param name="column">Its column.</param>
    /// <param name="value">The value.</param>
    /// <param name="remedy">What to do.</param>
    public static DataFormatException Refuse(string problem, long row, string column, ReadOnlySpan<byte> value, string remedy) =>
        new(FormattableString.Invariant($"row {row}: {problem}"), null, column: column, value: CellText.Show(value), remedy: remedy);
}
