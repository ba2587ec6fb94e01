using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>One pass of a <see cref="ColumnZipSource"/>. Cuts the longer of two batches, so that both sides move on together.</summary>
internal sealed class ColumnZipReader : BatchReader
{
    private readonly BatchReader _features;
    private readonly BatchReader _labels;
    private readonly string _featuresName;
    private readonly string _labelsName;
    private RecordBatch? _feature;
    private RecordBatch? _label;
    private long _rows;

    public ColumnZipReader(BatchReader features, string featuresName, BatchReader labels, string labelsName, string labelColumn)
    {
        if (labels.Schema.FieldsList is not [var label] || label.DataType is NestedType)
        {
            throw new DataFormatException(
                "the labels are not one value a row", labelsName, value: ArrowTypes.Describe(labels.Schema),
                expected: "one column of single values",
                remedy: "Are images (or features) and labels in each other's place?");
        }

        if (ColumnNames.Find(features.Schema, labelColumn) != -1)
        {
            throw new DataFormatException(
                "the features have a column with the name of the label", featuresName, column: labelColumn,
                remedy: "Rename it in the file.");
        }

        _features = features;
        _labels = labels;
        _featuresName = featuresName;
        _labelsName = labelsName;
        Schema = new Schema(
            features.Schema.FieldsList.Append(new Field(labelColumn, label.DataType, label.IsNullable, label.Metadata)),
            features.Schema.Metadata);
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        _feature ??= _features.Read();
        _label ??= _labels.Read();
        if (_feature is null || _label is null)
        {
            return _feature is null && _label is null ? null : throw Unequal();
        }

        var count = Math.Min(_feature.Length, _label.Length);
        var left = Cut(ref _feature, count);
        var right = Cut(ref _label, count);
        _rows += count;
        return new RecordBatch(Schema, [.. left.Arrays, .. right.Arrays], count);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _feature?.Dispose();
            _label?.Dispose();
            _feature = _label = null;
            _features.Dispose();
            _labels.Dispose();
        }

        base.Dispose(disposing);
    }

    private static RecordBatch Cut(ref RecordBatch? batch, int count)
    {
        var whole = batch!;
        batch = null;
        if (whole.Length == count)
        {
            return whole;
        }

        using (whole)
        {
            batch = whole.SliceShared(count, whole.Length - count);
            return whole.SliceShared(0, count);
        }
    }

    private DataFormatException Unequal()
    {
        var (longer, shorter) = _feature is null ? (_labelsName, _featuresName) : (_featuresName, _labelsName);
        return new DataFormatException(
            FormattableString.Invariant($"there are more rows than the {_rows} of {shorter}"), longer,
            expected: "as many labels as feature rows",
            remedy: "Check that the two files belong together (training and test files are easily mixed up) and are complete.");
    }
}
