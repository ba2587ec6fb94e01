using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Decodes a column of encoded images into a column of pixels of the same name.</summary>
/// <param name="Column">The column.</param>
/// <param name="Size">Size of every image of the column.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Resize">How other sizes are fitted.</param>
/// <param name="MaxPixels">Most pixels of an encoded image.</param>
internal sealed record ImageDecodeTransform(string Column, ImageSize Size, int Channels, ImageResize Resize, int MaxPixels) : IChannelTransform
{
    /// <summary>Metadata key of the field: height, width and channels, as <c>28x28x1</c>.</summary>
    public const string ShapeKey = "slipway.image";

    /// <inheritdoc/>
    public string Operation => string.Create(
        CultureInfo.InvariantCulture, $"WithDecodedImages('{Column}', {Size.Width} x {Size.Height} x {Channels}, {Resize})");

    /// <inheritdoc/>
    public bool IsLocalOnly => false;

    /// <inheritdoc/>
    public BatchReader Open(TransformInput input)
    {
        var decoder = input.Services.ImageDecoder ?? throw new InvalidOperationException(
            $"{Operation} needs a decoder of images and the services have none. Add the package Slipway.Images and pass services with it: "
            + "SlipwayServices.Default.AddImages() to Open, ReadAsync or Estimator.WithServices; or AddSlipway().AddImages().");
        var at = ColumnNames.Find(input.Reader.Schema, Column);
        if (at < 0 || input.Reader.Schema.GetFieldByIndex(at).DataType is not BinaryType)
        {
            throw new DataFormatException(
                at < 0
                    ? ColumnNames.Missing(input.Reader.Schema, Column, "image")
                    : $"the column holds {input.Reader.Schema.GetFieldByIndex(at).DataType.Name} and no encoded images",
                input.Description, column: Column, expected: "a column of bytes (PNG, JPEG, ...)",
                remedy: $"WithDecodedImages takes the column's name. Of this source {ColumnNames.List(input.Reader.Schema)}.");
        }

        var width = checked(Size.Width * Size.Height * Channels);
        var field = input.Reader.Schema.GetFieldByIndex(at);
        var shape = string.Create(CultureInfo.InvariantCulture, $"{Size.Height}x{Size.Width}x{Channels}");
        var pixels = new Field(
            field.Name, VectorColumn.TypeFor(UInt8Type.Default, width), nullable: false, new Dictionary<string, string> { [ShapeKey] = shape });
        return new ImageDecodeReader(this, input, decoder, at, input.Reader.Schema.SetField(at, pixels));
    }
}
