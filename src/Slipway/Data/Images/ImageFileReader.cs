using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Reads image files into batches of their encoded bytes.</summary>
internal sealed class ImageFileReader : BatchReader
{
    private const int BatchRows = 4096;
    private const int BatchBytes = 8 * 1024 * 1024;

    private readonly List<ImageFile> _images;
    private readonly ImageFetch _fetch;
    private readonly BinaryColumn _bytes = new();
    private readonly TextColumn _paths = new(BatchRows);
    private readonly ColumnBuilder? _labels;
    private int _next;

    public ImageFileReader(ObjectAccess objects, SlipwayServices services, List<ImageFile> images, Schema schema, int maxImageBytes)
    {
        _images = images;
        Schema = schema;
        _fetch = new ImageFetch(objects, services, images, maxImageBytes);
        _labels = schema.GetFieldIndex("label") is var at and >= 0
            ? schema.GetFieldByIndex(at).DataType switch
            {
                FixedSizeListType list => new VectorColumn(list.ListSize, BatchRows),
                StringType => new TextColumn(BatchRows),
                _ => new NumberColumn(BatchRows),
            }
            : null;
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        while (_next < _images.Count && _bytes.Count < BatchRows && _bytes.Bytes < BatchBytes)
        {
            var image = _images[_next++];
            _bytes.Append(_fetch.Next());
            _paths.Append(Encoding.UTF8.GetBytes(image.Path));
            switch (_labels)
            {
                case TextColumn texts: texts.Append(Encoding.UTF8.GetBytes(image.Label!)); break;
                case VectorColumn vectors: vectors.Append(image.Labels); break;
                case NumberColumn numbers: numbers.Append(image.Labels[0]); break;
                default: break;
            }
        }

        var rows = _bytes.Count;
        if (rows == 0)
        {
            return null;
        }

        IArrowArray[] columns = _labels is null ? [_bytes.Build(), _paths.Build()] : [_bytes.Build(), _labels.Build(), _paths.Build()];
        return new RecordBatch(Schema, columns, rows);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _fetch.Dispose();
        }

        base.Dispose(disposing);
    }
}
