using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    /// <summary>
    /// Reads RecordIO-protobuf, SageMaker's binary training format. The column <c>label</c> is the label, where the records have one.
    /// </summary>
    /// <inheritdoc cref="From(string)"/>
    /// <param name="uriOrPath">File, folder or pattern, as for <see cref="From(string)"/>.</param>
    /// <param name="format">Options; null means the defaults.</param>
    public static DataChannel FromRecordIo(string uriOrPath, RecordIoProtobufFormat? format = null) =>
        FromFiles(uriOrPath, format ?? new RecordIoProtobufFormat()).WithOptionalLabel(LabelColumn);

    /// <summary>
    /// Reads NPZ archives (NumPy), one column an array. The array of <see cref="NpzFormat.Label"/>, or one called <c>label</c>,
    /// <c>labels</c> or <c>y</c>, is the label, in the column <c>label</c>.
    /// </summary>
    /// <inheritdoc cref="From(string)"/>
    /// <param name="uriOrPath">File, folder or pattern, as for <see cref="From(string)"/>.</param>
    /// <param name="format">Options; null means the defaults.</param>
    public static DataChannel FromNpz(string uriOrPath, NpzFormat? format = null) =>
        FromFiles(uriOrPath, format ?? new NpzFormat()).WithOptionalLabel(LabelColumn);

    // The label that a format's files may have; the user's own choice of a label replaces it.
    private DataChannel WithOptionalLabel(string name) =>
        WithRoles(_roles with { Label = new ColumnReference(name, 0, _transforms.Length), LabelIsOptional = true });
}
