namespace Slipway.Data;

/// <summary>One value of a record, where it lies or in the scratch of the <see cref="TensorParser"/> that gave it.</summary>
internal readonly ref struct Tensor
{
    /// <summary>Type of the values.</summary>
    public required TensorKind Kind { get; init; }

    /// <summary>The values, little-endian, of four or eight bytes each; or the bytes themselves.</summary>
    public required ReadOnlySpan<byte> Values { get; init; }

    /// <summary>Positions of the values of a sparse tensor, counted over the flattened shape.</summary>
    public ReadOnlySpan<ulong> Keys { get; init; }

    /// <summary>Product of the dimensions; null when the record states no shape.</summary>
    public UInt128? Size { get; init; }

    /// <summary>Number of values.</summary>
    public int Count => Values.Length / ElementBytes;

    /// <summary>Bytes of a value.</summary>
    public int ElementBytes => Kind switch
    {
        TensorKind.Float64 => sizeof(double),
        TensorKind.Bytes => 1,
        _ => sizeof(float),
    };

    /// <summary>True when positions are stored; or when nothing is, though the shape says that there is something (a row of
    /// zeros).</summary>
    public bool IsSparse => !Keys.IsEmpty || (Values.IsEmpty && Size > 0 && Kind != TensorKind.Bytes);
}
