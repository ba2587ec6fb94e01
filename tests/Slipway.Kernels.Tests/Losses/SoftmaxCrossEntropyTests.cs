namespace Slipway.Kernels.Tests;

public class SoftmaxCrossEntropyTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    [Theory]
    [MemberData(nameof(Paths))]
    public void LossAndGradient_GivenAnyNumberOfClasses_MatchesReference(KernelPath path)
    {
        for (int classes = 1; classes <= 130; classes++)
        {
            float[] z = Bits.Random((5 * classes) + 1, classes, scale: 8f), weights = Bits.Random(5, classes);
            float[] expected = [.. z], actual = [.. z];
            int[] targets = [0, classes - 1, classes / 2, classes / 3, 0];

            double expectedLoss = SoftmaxCrossEntropy.LossAndGradient(KernelPath.Scalar, 5, classes, expected.AsSpan(1), targets, weights, 0.3f);
            double actualLoss = SoftmaxCrossEntropy.LossAndGradient(path, 5, classes, actual.AsSpan(1), targets, weights, 0.3f);

            Assert.Equal(BitConverter.DoubleToInt64Bits(expectedLoss), BitConverter.DoubleToInt64Bits(actualLoss));
            Bits.AssertSame(expected, actual, $"{classes} classes");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void LossAndGradient_GivenRowsAroundTheChunk_MatchesReference(KernelPath path)
    {
        foreach (int classes in new[] { 1, 3, 4, 8, 10, 16, 17, 64, 100, 5000 })
        {
            foreach (int rows in new[] { 0, 1, 63, 64, 65, 150 })
            {
                float[] expected = Bits.Random(rows * classes, classes, scale: 8f), weights = rows % 2 == 0 ? [] : Bits.Random(rows, 3);
                float[] actual = [.. expected];
                int[] targets = Enumerable.Range(0, rows).Select(i => i * 7 % classes).ToArray();

                double expectedLoss = SoftmaxCrossEntropy.LossAndGradient(KernelPath.Scalar, rows, classes, expected, targets, weights, 0.3f);
                double actualLoss = SoftmaxCrossEntropy.LossAndGradient(path, rows, classes, actual, targets, weights, 0.3f);

                Assert.Equal(BitConverter.DoubleToInt64Bits(expectedLoss), BitConverter.DoubleToInt64Bits(actualLoss));
                Bits.AssertSame(expected, actual, $"{rows} x {classes}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void SoftmaxApply_GivenSpecialValues_MatchesReference(KernelPath path)
    {
        for (int classes = 1; classes <= 70; classes++)
        {
            float[] expected = Bits.RandomWithSpecial(70 * classes, classes);
            float[] actual = [.. expected];
            Softmax.Apply(KernelPath.Scalar, 70, classes, expected);
            Softmax.Apply(path, 70, classes, actual);
            Bits.AssertSame(expected, actual, $"{classes} classes");
        }
    }

    [Fact]
    public void LossAndGradient_GivenLogits_MatchesDoubleOracle()
    {
        foreach (int classes in new[] { 2, 3, 10, 33, 1000 })
        {
            float[] z = Bits.Random(7 * classes, classes, scale: 20f), weights = [1f, 2f, 0.5f, 0f, 3f, 1f, 1f];
            int[] targets = Enumerable.Range(0, 7).Select(i => i * 31 % classes).ToArray();
            double loss = 0;
            double[] gradient = new double[z.Length];
            for (int i = 0; i < 7; i++)
            {
                double[] row = z.Skip(i * classes).Take(classes).Select(x => (double)x).ToArray();
                double logSum = row.Max() + Math.Log(row.Sum(x => Math.Exp(x - row.Max())));
                loss += weights[i] * (logSum - row[targets[i]]);
                for (int j = 0; j < classes; j++)
                    gradient[(i * classes) + j] = 0.25 * weights[i] * (Math.Exp(row[j] - logSum) - (j == targets[i] ? 1 : 0));
            }

            float[] actual = [.. z];
            double actualLoss = SoftmaxCrossEntropy.LossAndGradient(7, classes, actual, targets, weights, 0.25f);

            Assert.Equal(loss, actualLoss, 1e-6 * Math.Max(1, loss));
            Assert.Equal(actualLoss, SoftmaxCrossEntropy.Loss(7, classes, [.. z], targets, weights));
            for (int i = 0; i < gradient.Length; i++)
                Assert.True(Math.Abs(gradient[i] - actual[i]) <= 3e-7, $"{classes} classes, element {i}: {gradient[i]} and {actual[i]}");
        }
    }

    [Fact]
    public void SoftmaxApply_GivenLogits_MatchesDoubleOracle()
    {
        float[] x = [1f, 2f, 3f, -100f, 0f, 100f];
        Softmax.Apply(2, 3, x);
        double sum = Math.Exp(-2) + Math.Exp(-1) + 1;
        double[] expected = [Math.Exp(-2) / sum, Math.Exp(-1) / sum, 1 / sum, 0, Math.Exp(-100), 1];
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(expected[i], x[i], 2e-7);
    }

    [Fact]
    public void LossAndGradient_GivenHugeLogits_StaysFinite()
    {
        float[] z = [3e38f, -3e38f, 0f];
        double loss = SoftmaxCrossEntropy.LossAndGradient(1, 3, z, [0]);
        Assert.Equal(0, loss);
        Assert.Equal([0f, 0f, 0f], z);
    }

    [Fact]
    public void LossAndGradient_GivenNaN_ShowsIt()
    {
        float[] z = [1f, float.NaN, 0f];
        Assert.True(double.IsNaN(SoftmaxCrossEntropy.LossAndGradient(1, 3, z, [0])));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void LossAndGradient_GivenTargetOutOfRange_NamesIt(int target)
    {
        var exception = Assert.Throws<ArgumentException>(() => SoftmaxCrossEntropy.LossAndGradient(1, 3, new float[3], [target]));
        Assert.Equal("targets", exception.ParamName);
    }
}
