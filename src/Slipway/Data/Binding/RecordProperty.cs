using Slipway.Features;

namespace Slipway.Data;

/// <summary>Reads one property of a record: into a feature encoder, or into an Arrow column. Immutable and thread-safe.</summary>
internal abstract class RecordProperty<T>(RecordMember member)
{
    /// <summary>The property and its column.</summary>
    public RecordMember Member { get; } = member;

    /// <summary>Whether <see cref="Encode"/> can feed an input of this kind without guessing.</summary>
    public abstract bool Fits(InputKind kind);

    /// <summary>Sets an input of the encoder's current row; leaves it unset when the value is missing.</summary>
    /// <param name="row">The record; by reference so that a struct is not copied for each property.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="input">Index and kind of the input.</param>
    public abstract void Encode(ref T row, RowEncoder encoder, in BoundInput input);

    /// <summary>An empty column for this property's values.</summary>
    /// <param name="source">What the rows come from, for messages.</param>
    public abstract RecordColumnBuilder CreateBuilder(string source);

    /// <summary>Appends the value of a record to a column that <see cref="CreateBuilder"/> made.</summary>
    public abstract void Append(ref T row, RecordColumnBuilder builder);
}
