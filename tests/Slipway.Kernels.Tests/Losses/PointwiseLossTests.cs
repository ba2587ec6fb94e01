namespace Slipway.Kernels.Tests;

public class PointwiseLossTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    public static TheoryData<PointwiseLossKind> Kinds => new(Enum.GetValues<PointwiseLossKind>());

    [Theory]
    [MemberData(nameof(Paths))]
    public void LossAndGradient_GivenLengths0To257_MatchesReference(KernelPath path)
    {
        foreach (PointwiseLossKind kind in Enum.GetValues<PointwiseLossKind>())
        {
            for (int length = 0; length <= 257; length++)
            {
                float[] p = Bits.Random(length + 1, length, 3f), y = Targets(kind, length + 1), w = length % 2 == 0 ? [] : Bits.Random(length, 5);
                float[] expected = new float[length + 2], actual = new float[length + 2];

                double expectedLoss = PointwiseLoss.LossAndGradient(
                    KernelPath.Scalar, kind, 0.3f, p.AsSpan(1), y.AsSpan(1), w, 0.7f, expected.AsSpan(1, length));
                double actualLoss = PointwiseLoss.LossAndGradient(
                    path, kind, 0.3f, p.AsSpan(1), y.AsSpan(1), w, 0.7f, actual.AsSpan(1, length));

                Assert.Equal(BitConverter.DoubleToInt64Bits(expectedLoss), BitConverter.DoubleToInt64Bits(actualLoss));
                Bits.AssertSame(expected, actual, $"{kind} of length {length}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void LossAndGradient_GivenSpecialValues_MatchesReference(KernelPath path)
    {
        foreach (PointwiseLossKind kind in Enum.GetValues<PointwiseLossKind>())
        {
            float[] p = Bits.RandomWithSpecial(200, 1), y = Bits.RandomWithSpecial(200, 2), expected = new float[200], actual = new float[200];
            PointwiseLoss.LossAndGradient(KernelPath.Scalar, kind, 0.3f, p, y, [], 1f, expected);
            PointwiseLoss.LossAndGradient(path, kind, 0.3f, p, y, [], 1f, actual);
            Bits.AssertSame(expected, actual, kind.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void LossAndGradient_GivenAnyKind_MatchesDoubleOracleAndFiniteDifferences(PointwiseLossKind kind)
    {
        const double Step = 1e-6;
        float[] p = Bits.Random(400, 8, 3f), y = Targets(kind, 400), w = Array.ConvertAll(Bits.Random(400, 9), MathF.Abs), gradient = new float[400];

        double loss = PointwiseLoss.LossAndGradient(kind, 0.25f, p, y, w, 2f, gradient);

        Assert.Equal(p.Select((x, i) => w[i] * Exact(kind, x, y[i])).Sum(), loss, 1e-5);
        for (int i = 0; i < p.Length; i++)
        {
            double slope = (Exact(kind, p[i] + Step, y[i]) - Exact(kind, p[i] - Step, y[i])) / (2 * Step);
            Assert.True(Math.Abs((2 * w[i] * slope) - gradient[i]) <= 2e-5, $"{kind}'({p[i]}, {y[i]}) is {gradient[i]}, not {2 * w[i] * slope}");
        }
    }

    [Fact]
    public void LossAndGradient_GivenExtremeScores_StaysFinite()
    {
        float[] gradient = new float[2];
        double loss = PointwiseLoss.LossAndGradient(PointwiseLossKind.Logistic, 0, [1e30f, -1e30f], [1f, 0f], [], 1f, gradient);
        Assert.Equal(0, loss);
        Assert.Equal([0f, 0f], gradient);
    }

    [Theory]
    [InlineData(PointwiseLossKind.Huber, 0f)]
    [InlineData(PointwiseLossKind.Quantile, 1f)]
    [InlineData(PointwiseLossKind.Quantile, float.NaN)]
    [InlineData(PointwiseLossKind.EpsilonInsensitive, -1f)]
    public void LossAndGradient_GivenParameterOutOfRange_NamesIt(PointwiseLossKind kind, float parameter)
    {
        var exception = Assert.Throws<ArgumentException>(() => PointwiseLoss.LossAndGradient(kind, parameter, [1f], [1f], [], 1f, new float[1]));
        Assert.Equal("parameter", exception.ParamName);
    }

    private static float[] Targets(PointwiseLossKind kind, int length) =>
        kind >= PointwiseLossKind.Logistic
            ? Array.ConvertAll(Bits.Random(length, 77), x => x > 0 ? 1f : 0f)
            : Bits.Random(length, 77, 3f);

    private static double Exact(PointwiseLossKind kind, double p, double y)
    {
        const double Parameter = 0.25;
        double e = Math.Abs(p - y), margin = 1 - (((2 * y) - 1) * p);
        return kind switch
        {
            PointwiseLossKind.Squared => e * e / 2,
            PointwiseLossKind.Absolute => e,
            PointwiseLossKind.Huber => e <= Parameter ? e * e / 2 : Parameter * (e - (Parameter / 2)),
            PointwiseLossKind.Quantile => Math.Max(Parameter * (y - p), (Parameter - 1) * (y - p)),
            PointwiseLossKind.EpsilonInsensitive => Math.Max(e - Parameter, 0),
            PointwiseLossKind.SquaredEpsilonInsensitive => Math.Pow(Math.Max(e - Parameter, 0), 2) / 2,
            PointwiseLossKind.Logistic => Math.Log(1 + Math.Exp(p)) - (y * p),
            PointwiseLossKind.Hinge => Math.Max(margin, 0),
            PointwiseLossKind.SquaredHinge => Math.Pow(Math.Max(margin, 0), 2) / 2,
            PointwiseLossKind.SmoothedHinge => margin > 1 ? margin - 0.5 : Math.Pow(Math.Max(margin, 0), 2) / 2,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
