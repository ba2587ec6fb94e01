using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>One pass of <see cref="ImageDecodeTransform"/>. Cuts batches up, because pixels take more room than encoded images.</summary>
internal sealed class ImageDecodeReader : BatchReader
{
    private const int BatchBytes = 8 * 1024 * 1024;
    private static readonly string[] NameColumns = ["path", "key"];

    private readonly ImageDecodeTransform _step;
    private readonly TransformInput _input;
    private readonly IImageDecoder _decoder;
    private readonly ImageFitting _fitting;
    private readonly int _column;
    private readonly int _rowBytes;
    private byte[] _rgb = [];
    private RecordBatch? _batch;
    private int _next;
    private long _row;

    public ImageDecodeReader(ImageDecodeTransform step, TransformInput input, IImageDecoder decoder, int column, Schema schema)
    {
        _step = step;
        _input = input;
        _decoder = decoder;
        _column = column;
        _fitting = new ImageFitting(step.Size, step.Channels, step.Resize);
        _rowBytes = ((FixedSizeListType)schema.GetFieldByIndex(column).DataType).ListSize;
        Schema = schema;
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        if (_batch is not null && _next == _batch.Length)
        {
            _batch.Dispose();
            _batch = null;
        }

        if (_batch is null)
        {
            (_batch, _next) = (_input.Reader.Read(), 0);
            if (_batch is null)
            {
                return null;
            }
        }

        var rows = Math.Min(_batch.Length - _next, Math.Max(1, BatchBytes / _rowBytes));
        var pixels = Decode((Apache.Arrow.BinaryArray)_batch.Column(_column), rows);
        var part = _batch.SliceShared(_next, rows);
        _next += rows;
        var columns = part.Arrays.ToArray();
        columns[_column].Dispose();
        columns[_column] = pixels;
        return new RecordBatch(Schema, columns, rows);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _batch?.Dispose();
            _batch = null;
            _input.Reader.Dispose();
        }

        base.Dispose(disposing);
    }

    private FixedSizeListArray Decode(Apache.Arrow.BinaryArray encoded, int rows)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(rows * _rowBytes);
        for (var i = 0; i < rows; i++)
        {
            _row++;
            if (encoded.IsNull(_next + i))
            {
                throw Wrong(_next + i, "the image is missing", null);
            }

            try
            {
                Decode(encoded.GetBytes(_next + i), _next + i, pixels.AsSpan(i * _rowBytes, _rowBytes));
            }
            catch (InvalidDataException e)
            {
                throw Wrong(_next + i, $"the image cannot be decoded: {e.Message}", null, e);
            }
        }

        var items = new UInt8Array(new ArrowBuffer(pixels), ArrowBuffer.Empty, pixels.Length, 0, 0);
        return new FixedSizeListArray(
            (FixedSizeListType)Schema.GetFieldByIndex(_column).DataType, rows, items, ArrowBuffer.Empty, 0, 0);
    }

    private void Decode(ReadOnlySpan<byte> encoded, int row, Span<byte> pixels)
    {
        var size = _decoder.ReadSize(encoded);
        if (size.Width < 1 || size.Height < 1 || (long)size.Width * size.Height > _step.MaxPixels)
        {
            throw Wrong(row, "the image is too large", string.Create(CultureInfo.InvariantCulture, $"{size.Width} x {size.Height}"));
        }

        var bytes = checked(3 * size.Width * size.Height);
        _rgb = _rgb.Length >= bytes ? _rgb : GC.AllocateUninitializedArray<byte>(bytes);
        _decoder.Decode(encoded, _rgb.AsSpan(0, bytes));
        _fitting.Fit(_rgb.AsSpan(0, bytes), size, pixels);
    }

    private DataFormatException Wrong(int row, string problem, string? value, Exception? cause = null) => new(
        problem, FileOf(row) ?? _input.Description, _row, _step.Column, value,
        value is null
            ? "a whole PNG, JPEG, WebP, BMP or GIF image"
            : string.Create(CultureInfo.InvariantCulture, $"at most {_step.MaxPixels} pixels"),
        value is null
            ? "Look at the file; copy or download it again, or take it out."
            : "Raise maxPixels of WithDecodedImages if it is really that large.",
        cause);

    private string? FileOf(int row)
    {
        foreach (var name in NameColumns)
        {
            if (Schema.GetFieldIndex(name) is var at and >= 0 && _batch!.Column(at) is StringArray names && !names.IsNull(row))
            {
                return $"{_input.Description}: {names.GetString(row)}";
            }
        }

        return null;
    }
}
