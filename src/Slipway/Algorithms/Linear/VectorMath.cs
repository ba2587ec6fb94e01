using System.Numerics;
using System.Runtime.Intrinsics;

namespace Slipway;

/// <summary>Double-precision vectors of coefficients. Plain loops in a fixed order: short next to a pass over the data, and the same everywhere.</summary>
internal static class VectorMath
{
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        // Sixteen chains in a fixed order: without 512-bit registers the same operations run in halves or quarters, with the same result.
        Vector512<double> even = default, odd = default;
        var i = 0;
        for (; i <= x.Length - (2 * Vector512<double>.Count); i += 2 * Vector512<double>.Count)
        {
            even += Vector512.Create(x[i..]) * Vector512.Create(y[i..]);
            odd += Vector512.Create(x[(i + Vector512<double>.Count)..]) * Vector512.Create(y[(i + Vector512<double>.Count)..]);
        }

        even += odd;
        var tail = 0.0;
        for (; i < x.Length; i++)
        {
            tail += x[i] * y[i];
        }

        var quarter = even.GetLower() + even.GetUpper();
        var eighth = quarter.GetLower() + quarter.GetUpper();
        return eighth[0] + eighth[1] + tail;
    }

    /// <summary>Each element is one product and one sum, so any width gives the same bits.</summary>
    public static void AddScaled(double alpha, ReadOnlySpan<double> x, Span<double> y)
    {
        var i = 0;
        var factor = new Vector<double>(alpha);
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(y[i..]) + (factor * new Vector<double>(x[i..]))).CopyTo(y[i..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] += alpha * x[i];
        }
    }

    /// <summary>Writes <c>x + beta y</c> over y.</summary>
    public static void AddTo(ReadOnlySpan<double> x, double beta, Span<double> y)
    {
        var i = 0;
        var factor = new Vector<double>(beta);
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(x[i..]) + (factor * new Vector<double>(y[i..]))).CopyTo(y[i..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] = x[i] + (beta * y[i]);
        }
    }

    public static void Scale(double alpha, Span<double> x)
    {
        var i = 0;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(x[i..]) * alpha).CopyTo(x[i..]);
        }

        for (; i < x.Length; i++)
        {
            x[i] *= alpha;
        }
    }

    /// <summary>Writes <c>scale x</c> in single precision.</summary>
    public static void Narrow(ReadOnlySpan<double> x, Span<float> y, double scale = 1)
    {
        var i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Narrow(new Vector<double>(x[i..]) * scale, new Vector<double>(x[(i + Vector<double>.Count)..]) * scale).CopyTo(y[i..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] = (float)(scale * x[i]);
        }
    }

    public static double LargestMagnitude(ReadOnlySpan<double> x)
    {
        var largest = 0.0;
        foreach (var value in x)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }
}
