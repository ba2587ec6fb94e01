using Apache.Arrow;

namespace Slipway.Data;

/// <summary>One pass over a Parquet file: row groups in order, their columns page by page.</summary>
internal sealed class ParquetBatchReader : BatchReader
{
    // What is read ahead of all columns together, and of one at least and at most.
    private const int ReadAhead = 64 * 1024 * 1024;
    private const int SmallestPiece = 64 * 1024;
    private const int LargestPiece = 4 * 1024 * 1024;

    private readonly ParquetFile _file;
    private readonly FormatSource _source;
    private readonly ColumnReader[] _columns;
    private readonly IArrowArray?[] _pending;
    private readonly IReadOnlyList<RowGroupFilter> _filters;
    private readonly int _piece;
    private int _group = -1;
    private long _rowsLeft;
    private int _batchRows;

    /// <param name="file">The file; disposed with this.</param>
    /// <param name="source">Its name and the size of batches.</param>
    /// <param name="schema">Columns to give.</param>
    /// <param name="columns">Their readers, and behind them those of columns that are only filtered by.</param>
    /// <param name="filters">Which rows to give.</param>
    public ParquetBatchReader(
        ParquetFile file, FormatSource source, Schema schema, ColumnReader[] columns, IReadOnlyList<RowGroupFilter> filters)
    {
        _file = file;
        _source = source;
        Schema = schema;
        _columns = columns;
        _pending = new IArrowArray?[columns.Length];
        _filters = filters;
        _piece = Math.Clamp(ReadAhead / Math.Max(1, columns.Length), SmallestPiece, LargestPiece);
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        while (_rowsLeft > 0 || StartGroup())
        {
            var rows = ReadColumns(out var arrays);
            var batch = new RecordBatch(Schema, arrays.Take(Schema.FieldsList.Count), rows);
            if (_filters.Count == 0)
            {
                return batch;
            }

            var kept = Kept(arrays, rows);
            if (kept.Length > 0)
            {
                return SelectRows(batch, kept);
            }

            batch.Dispose();
        }

        return null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool StartGroup()
    {
        while (++_group < _file.Metadata.RowGroups.Count)
        {
            var rows = _file.Metadata.RowGroups[_group].Rows;
            if (rows == 0 || IsExcluded())
            {
                continue;
            }

            long bytes = 0;
            foreach (var column in _columns)
            {
                Guard(column, () =>
                {
                    column.Start(_file.OpenChunk(_group, column.Leaf, _piece));
                    bytes += Math.Max(0, _file.Chunk(_group, column.Leaf).UncompressedLength);
                    return true;
                });
            }

            _batchRows = _source.RowsPerBatch(Math.Max(8L * _columns.Length, bytes / rows));
            _rowsLeft = rows;
            return true;
        }

        return false;
    }

    private bool IsExcluded()
    {
        foreach (var filter in _filters)
        {
            if (Guard(filter.Reader, () => filter.Excludes(_file.Chunk(_group, filter.Reader.Leaf))))
            {
                return true;
            }
        }

        return false;
    }

    // A column of long texts may give fewer rows than asked for; the rows that others have more of wait for the next batch.
    private int ReadColumns(out IArrowArray[] arrays)
    {
        arrays = new IArrowArray[_columns.Length];
        var rows = (int)Math.Min(_batchRows, _rowsLeft);
        for (var c = 0; c < arrays.Length; c++)
        {
            var (column, wanted) = (_columns[c], rows);
            arrays[c] = _pending[c] ?? Guard(column, () => column.Read(wanted, _source.BatchBytes));
            _pending[c] = null;
            rows = Math.Min(rows, arrays[c].Length);
        }

        for (var c = 0; c < arrays.Length; c++)
        {
            if (arrays[c].Length > rows)
            {
                var whole = (Apache.Arrow.Array)arrays[c];
                _pending[c] = whole.Slice(rows, whole.Length - rows);
                arrays[c] = whole.Slice(0, rows);
            }
        }

        _rowsLeft -= rows;
        if (_rowsLeft == 0)
        {
            foreach (var column in _columns)
            {
                Guard(column, () =>
                {
                    column.End();
                    return true;
                });
            }
        }

        return rows;
    }

    private int[] Kept(IArrowArray[] arrays, int rows)
    {
        var keep = new bool[rows];
        System.Array.Fill(keep, true);
        foreach (var filter in _filters)
        {
            filter.Apply(arrays, keep);
        }

        return [.. Enumerable.Range(0, rows).Where(row => keep[row])];
    }

    // Damage that a column shows in whatever way becomes an error that says where it is.
    private T Guard<T>(ColumnReader column, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ParquetValueException e)
        {
            throw new DataFormatException(
                $"row group {_group + 1} of {_file.Metadata.RowGroups.Count}: {e.Message}", _source.Name, column: column.Leaf.Name,
                value: e.Value, expected: e.Expected, remedy: e.Remedy, innerException: e);
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            var page = column.Pages is { PagePosition: > 0 } pages ? FormattableString.Invariant($", page at byte {pages.PagePosition}") : "";
            throw new DataFormatException(
                $"row group {_group + 1} of {_file.Metadata.RowGroups.Count}{page}: {e.Message.TrimEnd('.')}", _source.Name,
                column: column.Leaf.Name, remedy: "Copy or download the file again, or check what wrote it.", innerException: e);
        }
    }
}
