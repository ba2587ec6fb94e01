using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

public class SmoSolverTests
{
    private static readonly SvmKernelFunction Rbf = new(SvmKernel.Rbf, 1f / 30, 0, 1);

    [Theory]
    [InlineData(0.1)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Solve_GivenCost_SatisfiesTheOptimalityConditions(double c)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        var problem = SvmTestData.Problem(table, Rbf, c);

        var solution = new SmoSolver(problem, SvmTestData.Settings()).Solve();

        Assert.True(solution.Converged);
        Assert.Equal(0, solution.Coefficients.Sum(), 1e-9 * c);
        for (var i = 0; i < problem.Variables; i++)
        {
            // K b in double, from the table itself.
            var sum = 0.0;
            for (var j = 0; j < problem.Variables; j++)
            {
                if (solution.Coefficients[j] != 0)
                {
                    sum += solution.Coefficients[j] * Math.Exp(-table.Rows[i].Zip(table.Rows[j], (x, z) => (x - z) * (x - z)).Sum() / 30);
                }
            }

            Assert.Equal(sum, solution.Expansion[i], 1e-5 * Math.Max(1, c));
            var sign = problem.Linear[i];
            var alpha = sign * solution.Coefficients[i];
            Assert.InRange(alpha, 0, c);
            var margin = sign * (solution.Expansion[i] + solution.Bias);
            Assert.True(alpha == 0 ? margin > 1 - 2e-3 : alpha == c ? margin < 1 + 2e-3 : Math.Abs(margin - 1) < 2e-3, $"row {i}: alpha {alpha}, margin {margin}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    [InlineData(300_000)]
    public void Solve_GivenLessCache_GivesTheSameBits(long cacheBytes)
    {
        var problem = SvmTestData.Problem(StandardisedTable.Read("breast_cancer.csv"), Rbf, 100);

        var full = new SmoSolver(problem, SvmTestData.Settings()).Solve();
        var little = new SmoSolver(problem, SvmTestData.Settings(cacheBytes: cacheBytes)).Solve();

        Assert.Equal(full.Coefficients, little.Coefficients);
        Assert.Equal(full.Bias, little.Bias);
    }

    [Fact]
    public void Solve_GivenManyWorkingSets_ShrinksToTheSameOptimum()
    {
        var (rows, signs) = Noisy(3000);
        double[] bounds = [.. Enumerable.Repeat(100.0, signs.Length)];
        var problem = SmoProblem.Classification(rows, new SvmKernelFunction(SvmKernel.Rbf, 0.5f, 0, 1), signs, bounds);

        var plain = new SmoSolver(problem, SvmTestData.Settings(1e-4, shrinking: false) with { WorkingSet = 16 }).Solve();
        var shrunk = new SmoSolver(problem, SvmTestData.Settings(1e-4) with { WorkingSet = 16 }).Solve();

        Assert.True(plain.Rounds > 256, $"{plain.Rounds} working sets never shrink");
        Assert.NotEqual(plain.KernelRows, shrunk.KernelRows);
        Assert.True(shrunk.Converged);
        Assert.Equal(plain.Objective, shrunk.Objective, 1e-6 * Math.Abs(plain.Objective));
    }

    [Fact]
    public void Save_GivenEveryWorkingSet_ResumesToTheSameBits()
    {
        var (rows, signs) = Noisy(3000);
        double[] bounds = [.. Enumerable.Repeat(100.0, signs.Length)];
        var problem = SmoProblem.Classification(rows, new SvmKernelFunction(SvmKernel.Rbf, 0.5f, 0, 1), signs, bounds);
        var saved = new Dictionary<int, ModelParts>();
        var solver = new SmoSolver(problem, SvmTestData.Settings(1e-4) with { WorkingSet = 16 });
        var whole = solver.Solve(() =>
        {
            if (solver.Rounds is 1 or 40 or 130 or 200)
            {
                saved.Add(solver.Rounds, new ModelParts());
                solver.Save(saved[solver.Rounds]);
            }
        });

        Assert.Equal(4, saved.Count);
        foreach (var parts in saved.Values)
        {
            var resumed = new SmoSolver(problem, SvmTestData.Settings(1e-4) with { WorkingSet = 16 });
            resumed.Restore(SvmTestData.Reader(parts, 0, []));
            var solution = resumed.Solve();

            Assert.Equal(whole.Coefficients, solution.Coefficients);
            Assert.Equal(whole.Rounds, solution.Rounds);
        }
    }

    [Fact]
    public void Solve_GivenCancellationInsideTheLoop_EndsAtOnce()
    {
        using var source = new CancellationTokenSource();
        var problem = SvmTestData.Problem(StandardisedTable.Read("breast_cancer.csv"), Rbf, 1000);
        var solver = new SmoSolver(problem, SvmTestData.Settings() with { CancellationToken = source.Token });

        Assert.Throws<OperationCanceledException>(() => solver.Solve(() =>
        {
            if (solver.Rounds == 2)
            {
                source.Cancel();
            }
        }));
        Assert.Equal(2, solver.Rounds);
    }

    [Fact]
    public void Solve_GivenStopRequest_KeepsAFeasiblePoint()
    {
        var problem = SvmTestData.Problem(StandardisedTable.Read("breast_cancer.csv"), Rbf, 1000);
        var rounds = 0;

        var solution = new SmoSolver(problem, SvmTestData.Settings() with { StopRequested = () => rounds == 1 }).Solve(() => rounds++);

        Assert.False(solution.Converged);
        Assert.Equal(1, solution.Rounds);
        Assert.Equal(0, solution.Coefficients.Sum(), 1e-9);
        Assert.True(solution.Objective < 0);
    }

    [Fact]
    public void Solve_GivenDuplicateRowsOfBothClasses_Converges()
    {
        float[] values = [.. Enumerable.Repeat(new float[] { 1, 2 }, 50).SelectMany(r => r)];
        sbyte[] signs = [.. Enumerable.Range(0, 50).Select(i => (sbyte)(i % 2 == 0 ? 1 : -1))];
        var problem = SmoProblem.Classification(SvmRows.Dense(values, 50, 2), Rbf, signs, [.. Enumerable.Repeat(1.0, 50)]);

        var solution = new SmoSolver(problem, SvmTestData.Settings()).Solve();

        Assert.True(solution.Converged);
        Assert.Equal(-50, solution.Objective, 1e-9); // every alpha at its bound, K b = 0
    }

    /// <summary>Two overlapping clouds.</summary>
    private static (SvmRows Rows, sbyte[] Signs) Noisy(int count)
    {
        var random = new SplitMix64(1);
        var values = new float[count * 4];
        var signs = new sbyte[count];
        for (var i = 0; i < count; i++)
        {
            signs[i] = (sbyte)(random.Next(2) == 0 ? 1 : -1);
            for (var j = 0; j < 4; j++)
            {
                values[(i * 4) + j] = (random.Next(2000) / 1000f) - 1 + (signs[i] * 0.3f);
            }
        }

        return (SvmRows.Dense(values, count, 4), signs);
    }
}
