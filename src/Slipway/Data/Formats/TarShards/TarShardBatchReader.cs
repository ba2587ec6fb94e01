using System.Text;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Reads a tar archive of samples into batches.</summary>
internal sealed class TarShardBatchReader : BatchReader
{
    private readonly FormatSource _source;
    private readonly TarSamples _samples;
    private readonly ColumnBuilder[] _columns;

    public TarShardBatchReader(FormatSource source, Schema schema, int maxMemberBytes)
    {
        _source = source;
        Schema = schema;
        _columns = [.. schema.FieldsList.Select(f => f.DataType is BinaryType
            ? (ColumnBuilder)new BinaryColumn()
            : ColumnBuilder.For(ColumnBuilder.TypeOf(f.DataType), source.BatchRows))];
        if (_columns is not [TextColumn, ..] || schema.GetFieldByIndex(0).Name != TarShardFormat.KeyColumn)
        {
            throw new ArgumentException("The schema is not one of a tar shard: its first column is not 'key'.", nameof(schema));
        }

        _samples = new TarSamples(source.OpenRead(), source.Name, maxMemberBytes);
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        var rows = 0;
        while (rows < _source.BatchRows && (rows == 0 || _columns.Sum(c => c.Bytes) < _source.BatchBytes) && _samples.TryRead(out var sample))
        {
            ((TextColumn)_columns[0]).Append(Encoding.UTF8.GetBytes(sample.Key));
            foreach (var (ending, content) in sample.Files)
            {
                var at = TarColumns.Find(Schema, ending)
                    ?? throw _samples.Wrong(sample, "the sample has a file that the first has not", null, ending);
                Append(sample, at, content, rows);
            }

            rows++;
            var missing = System.Array.FindIndex(_columns, c => c.Count != rows);
            if (missing >= 0)
            {
                throw _samples.Wrong(sample, "the sample lacks a file that the first has", Schema.GetFieldByIndex(missing).Name);
            }
        }

        if (rows == 0)
        {
            return _samples.Number > 0 ? null : throw TarShardFormat.NoSamples(_source.Name);
        }

        return new RecordBatch(Schema, _columns.Select(c => c.Build()), rows);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _samples.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Append(TarSample sample, int at, byte[] content, int row)
    {
        var column = _columns[at];
        var name = Schema.GetFieldByIndex(at).Name;
        if (column.Count != row)
        {
            throw _samples.Wrong(sample, "two files of the sample are one column", name);
        }

        if (column is BinaryColumn bytes)
        {
            bytes.Append(content);
            return;
        }

        // A class is a word; the text of a document keeps its spaces.
        var text = name == TarColumns.Label || column is not TextColumn ? TarColumns.Trim(content) : content;
        if (!Utf8.IsValid(text) || !CellText.TryAppend(column, text))
        {
            throw _samples.Wrong(sample, "the file has another content than the first sample's", name, CellText.Show(text), CellText.Expected(column));
        }
    }
}
