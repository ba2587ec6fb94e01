namespace Slipway.Kernels.Tests;

/// <summary>Inputs and comparisons that the kernel tests share.</summary>
internal static class Bits
{
    public static readonly float[] Special =
    [
        0f, -0f, 1f, -1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, 1.1754942e-38f,
        1.17549435e-38f, -1.17549435e-38f, float.MaxValue, float.MinValue, 0.5f, -0.5f, 88.72284f, 88.7229f, -87.33655f, -103.97f, -104.1f, 1e-20f,
    ];

    /// <summary>Uniform in [-scale, scale).</summary>
    public static float[] Random(int length, int seed, float scale = 1f)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 2) - 1) * scale).ToArray();
    }

    /// <summary>Random values with special ones strewn in.</summary>
    public static float[] RandomWithSpecial(int length, int seed, float scale = 1f)
    {
        float[] x = Random(length, seed, scale);
        var random = new Random(seed + 1);
        for (int i = 0; i < length; i += 1 + random.Next(5))
            x[i] = Special[random.Next(Special.Length)];
        return x;
    }

    /// <summary>Equal bits, except that any NaN equals any NaN: which payload survives an operation depends on operand order.</summary>
    public static bool Same(float a, float b) =>
        BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b) || (float.IsNaN(a) && float.IsNaN(b));

    public static void AssertSame(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!Same(expected[i], actual[i]))
                Assert.Fail($"{what} element {i}: expected {expected[i]:R}, actual {actual[i]:R}");
        }
    }

    /// <summary>Distance in units of the last place of the float nearest the exact value.</summary>
    public static double Ulps(double exact, float actual)
    {
        float nearest = (float)exact;
        if (Same(nearest, actual))
            return 0;
        if (!float.IsFinite(nearest) || !float.IsFinite(actual))
            return double.PositiveInfinity;
        double ulp = Math.Max((double)MathF.BitIncrement(MathF.Abs(nearest)) - MathF.Abs(nearest), float.Epsilon);
        return Math.Abs(actual - exact) / ulp;
    }
}
