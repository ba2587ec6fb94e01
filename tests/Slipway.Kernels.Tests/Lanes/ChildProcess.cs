using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Slipway.Kernels.Tests;

/// <summary>
/// What this assembly does instead of running tests when it is started with <see cref="EnvironmentVariable"/> set: prints the path
/// that this process picked and a digest of results, then exits. So a forced path is proven inside the process that it was forced in.
/// </summary>
internal static class ChildProcess
{
    public const string EnvironmentVariable = "SLIPWAY_KERNELS_TESTS_CHILD";

    /// <summary>SHA-256 of a few steps of training a small net through public members only.</summary>
    public static string Digest()
    {
        const int Rows = 37, Inputs = 19, Hidden = 45, Classes = 5;
        float[] x = new float[Rows * Inputs], w1 = new float[Inputs * Hidden], w2 = new float[Hidden * Classes];
        float[] bias = new float[Hidden], h = new float[Rows * Hidden], z = new float[Rows * Classes], dh = new float[Rows * Hidden];
        float[] dw1 = new float[w1.Length], dw2 = new float[w2.Length], m1 = new float[w1.Length], v1 = new float[w1.Length], u2 = new float[w2.Length];
        CounterRandom.FillNormal(1, 0, 0, x);
        CounterRandom.FillUniform(1, 1, 0, w1, -0.3f, 0.3f);
        CounterRandom.FillUniform(1, 2, 0, w2, -0.3f, 0.3f);
        int[] targets = Enumerable.Range(0, Rows).Select(i => i % Classes).ToArray();
        double loss = 0;
        for (int step = 1; step <= 5; step++)
        {
            Gemm.Multiply(false, false, Rows, Hidden, Inputs, x, Inputs, w1, Hidden, h, Hidden, epilogue: new GemmEpilogue(bias, Activation.Tanh));
            Dropout.Apply(1, 3, (ulong)(step * h.Length), 0.2f, h);
            Gemm.Multiply(false, false, Rows, Classes, Hidden, h, Hidden, w2, Classes, z, Classes);
            loss += SoftmaxCrossEntropy.LossAndGradient(Rows, Classes, z, targets, scale: 1f / Rows);
            Gemm.Multiply(true, false, Hidden, Classes, Rows, h, Hidden, z, Classes, dw2, Classes);
            Gemm.Multiply(false, true, Rows, Hidden, Classes, z, Classes, w2, Classes, dh, Hidden);
            Tanh.Backward(h, dh, dh);
            Gemm.Multiply(true, false, Inputs, Hidden, Rows, x, Inputs, dh, Hidden, dw1, Hidden);
            ColumnSums.Compute(Rows, Hidden, dh, Hidden, bias);
            AdamStep.Apply(new AdamSettings { LearningRate = 0.01f }.AtStep(step), w1, dw1, m1, v1);
            SgdStep.Apply(new SgdSettings { Momentum = 0.9f }, w2, dw2, u2);
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (float[] part in new[] { w1, w2, h, z, m1, v1 })
            hash.AppendData(MemoryMarshal.AsBytes(part.AsSpan()));
        hash.AppendData(BitConverter.GetBytes(loss));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // Before Main, because the test framework generates that.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Answer()
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is null)
            return;
        try
        {
            Console.Out.Write($"{KernelPaths.Current}\n{Digest()}\n");
        }
        catch (InvalidOperationException exception)
        {
            Console.Out.Write(exception.Message);
        }
        Console.Out.Flush();
        Environment.Exit(0);
    }
}
