using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>
/// Collects the values of one column and makes an Arrow array of them; then starts again. The arrays lie in managed memory, so a batch that
/// nobody disposes leaks nothing.
/// </summary>
internal abstract class ColumnBuilder
{
    /// <summary>Rows so far.</summary>
    public int Count { get; protected set; }

    /// <summary>Bytes that the values of variable length take so far.</summary>
    public virtual long Bytes => 0;

    /// <summary>Appends "no value".</summary>
    public abstract void AppendMissing();

    /// <summary>The array of what was appended; the builder is empty afterwards.</summary>
    public abstract IArrowArray Build();

    /// <summary>Builder for a column type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="capacity">Most rows of a batch.</param>
    public static ColumnBuilder For(ColumnType type, int capacity) => type switch
    {
        ColumnType.Number => new NumberColumn(capacity),
        ColumnType.Integer => new IntegerColumn(capacity),
        ColumnType.Text => new TextColumn(capacity),
        ColumnType.Boolean => new BooleanColumn(capacity),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a column type."),
    };

    /// <summary>The Arrow type of a column type.</summary>
    /// <param name="type">The type.</param>
    public static IArrowType ArrowType(ColumnType type) => type switch
    {
        ColumnType.Number => DoubleType.Default,
        ColumnType.Integer => Int64Type.Default,
        ColumnType.Text => StringType.Default,
        ColumnType.Boolean => BooleanType.Default,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a column type."),
    };

    /// <summary>The column type of an Arrow type that <see cref="ArrowType"/> gave.</summary>
    /// <param name="type">An Arrow type.</param>
    public static ColumnType TypeOf(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Double => ColumnType.Number,
        ArrowTypeId.Int64 => ColumnType.Integer,
        ArrowTypeId.String => ColumnType.Text,
        ArrowTypeId.Boolean => ColumnType.Boolean,
        _ => throw new ArgumentException(
            $"A text format cannot read a column as {type.Name}; it reads double, int64, utf8 and bool.", nameof(type)),
    };
}
