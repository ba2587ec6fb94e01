using System.Numerics;

namespace Slipway;

/// <summary>Double-precision vectors of coefficients. Plain loops in a fixed order: short next to a pass over the data, and the same everywhere.</summary>
internal static class VectorMath
{
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        // Four chains hide the latency of the additions; the order is fixed, so the result is too.
        double a = 0, b = 0, c = 0, d = 0;
        var i = 0;
        for (; i + 4 <= x.Length; i += 4)
        {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
        }

        for (; i < x.Length; i++)
        {
            a += x[i] * y[i];
        }

        return a + b + (c + d);
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

    public static void Scale(double alpha, Span<double> x)
    {
        for (var i = 0; i < x.Length; i++)
        {
            x[i] *= alpha;
        }
    }

    public static void Narrow(ReadOnlySpan<double> x, Span<float> y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = (float)x[i];
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
