using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>How a vector becomes an input.</summary>
internal static class VectorEncoding
{
    private const int StackLimit = 256;

    /// <summary>Sets a vector input, converting to float32; for a sparse input, its values other than zero.</summary>
    /// <exception cref="ArgumentException">Another number of values than the input has.</exception>
    public static void Encode<TItem>(ReadOnlySpan<TItem> values, RowEncoder encoder, in BoundInput input)
        where TItem : unmanaged, INumber<TItem>
    {
        if (values.Length != input.Column.Width)
        {
            throw new ArgumentException(
                $"Column '{input.Column.Name}' has {input.Column.Width} values a row, but the vector given has {values.Length}.");
        }

        if (typeof(TItem) == typeof(float) && input.Kind is InputKind.Vector)
        {
            encoder.SetVector(input.Index, MemoryMarshal.Cast<TItem, float>(values));
            return;
        }

        var rented = values.Length > StackLimit ? ArrayPool<float>.Shared.Rent(values.Length) : null;
        var rentedColumns = rented is null ? null : ArrayPool<int>.Shared.Rent(values.Length);
        var floats = rented ?? stackalloc float[StackLimit];
        var columns = rentedColumns ?? stackalloc int[StackLimit];
        try
        {
            if (input.Kind is InputKind.Vector)
            {
                for (var i = 0; i < values.Length; i++)
                {
                    floats[i] = float.CreateTruncating(values[i]);
                }

                encoder.SetVector(input.Index, floats[..values.Length]);
                return;
            }

            var stored = 0;
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] != TItem.Zero)
                {
                    columns[stored] = i;
                    floats[stored++] = float.CreateTruncating(values[i]);
                }
            }

            encoder.SetSparse(input.Index, columns[..stored], floats[..stored]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<float>.Shared.Return(rented);
                ArrayPool<int>.Shared.Return(rentedColumns!);
            }
        }
    }
}
