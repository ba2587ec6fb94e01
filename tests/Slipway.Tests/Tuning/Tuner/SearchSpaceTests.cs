using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Tuner;

public class SearchSpaceTests
{
    private static readonly SearchSpace<CurveAlgorithm> Space = SearchSpace.For(Estimator.For(new CurveAlgorithm { Y = 7 }));

    [Fact]
    public void AlgorithmOf_GivenEveryKindOfProperty_SetsEach()
    {
        var space = TunedSpace.Of([Space
            .Vary(a => a.X, ParameterRange.Linear(0.0, 1.0)).Vary(a => a.Z, ParameterRange.ReverseLog(0, 0.9)).Vary(a => a.Single, ParameterRange.Log(1.0, 2.0))
            .Vary(a => a.Epochs, ParameterRange.Log(1, 100)).Vary(a => a.Whole, ParameterRange.Linear(1, 9)).Vary(a => a.Wide, ParameterRange.Linear(1L, 1L << 40))
            .Vary(a => a.Flag, ParameterRange.Boolean()).Vary(a => a.Kind, ParameterRange.Choice(CurveKind.Silent, CurveKind.Hangs))
            .Vary(a => a.Sizes, ParameterRange.Choice<int[]>([1, 2], [3]))]);

        var algorithm = (CurveAlgorithm)space.AlgorithmOf(new ParameterPoint([0.25, 0.5, 1.5, 10, 3, 1L << 39, 1, 1, 1]));

        Assert.True(algorithm.SameAs(new CurveAlgorithm
        {
            X = 0.25,
            Y = 7,
            Z = 0.5,
            Single = 1.5f,
            Epochs = 10,
            Whole = 3,
            Wide = 1L << 39,
            Flag = true,
            Kind = CurveKind.Hangs,
            Sizes = [3],
        }));
        Assert.Equal(["[1,2]", "[3]"], ((CategoricalParameter)space.Parameters.Parameters[^1]).Choices);
    }

    [Fact]
    public void Vary_GivenNullAsChoice_SetsNull()
    {
        var space = TunedSpace.Of([Space.Vary(a => a.Z, ParameterRange.Choice<double?>(0.5, null))]);

        Assert.Equal(0.5, ((CurveAlgorithm)space.AlgorithmOf(new ParameterPoint([0]))).Z);
        Assert.Null(((CurveAlgorithm)space.AlgorithmOf(new ParameterPoint([1]))).Z);
    }

    [Fact]
    public void Vary_GivenAnythingButASettableProperty_SaysWhatItIs()
    {
        var conversion = Assert.Throws<ArgumentException>(() => Space.Vary(a => a.Y, ParameterRange.Linear(0.0, 1.0)));
        var call = Assert.Throws<ArgumentException>(() => Space.Vary(a => Math.Abs(a.X), ParameterRange.Linear(0.0, 1.0)));
        var nested = Assert.Throws<ArgumentException>(() => Space.Vary(a => a.Sizes.Length, ParameterRange.Linear(1, 2)));
        var nestedMember = Assert.Throws<ArgumentException>(() => Space.Vary(a => a.StepLog.Length, ParameterRange.Linear(1, 2)));
        var readOnly = Assert.Throws<ArgumentException>(() => Space.Vary(a => a.Derived, ParameterRange.Linear(0.0, 1.0)));
        var constant = Assert.Throws<ArgumentException>(() => Space.Vary(a => 1.0, ParameterRange.Linear(0.0, 1.0)));

        Assert.Contains("conversion from Int32 to", conversion.Message, StringComparison.Ordinal);
        Assert.Contains("call of Abs", call.Message, StringComparison.Ordinal);
        Assert.Contains("ArrayLength", nested.Message, StringComparison.Ordinal);
        Assert.Contains("member of a member", nestedMember.Message, StringComparison.Ordinal);
        Assert.Contains("Derived cannot be set", readOnly.Message, StringComparison.Ordinal);
        Assert.Contains("expected: a property of CurveAlgorithm", constant.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_GivenValue_VariesOnlyUnderIt()
    {
        var space = TunedSpace.Of([Space
            .Vary(a => a.Kind, ParameterRange.Choice(CurveKind.Silent, CurveKind.Hangs, CurveKind.Throws))
            .When(a => a.Kind, CurveKind.Hangs, s => s.Vary(a => a.Y, ParameterRange.Linear(0, 3)))
            .WhenAny(a => a.Kind, [CurveKind.Hangs, CurveKind.Silent], s => s
                .Vary(a => a.Flag, ParameterRange.Boolean())
                .When(a => a.Flag, true, t => t.Vary(a => a.X, ParameterRange.Linear(0.0, 0.1))))
            .Vary(a => a.Epochs, ParameterRange.Linear(1, 2))]);

        Assert.Equal(
            [null, new ParameterCondition("Kind", [1]), new ParameterCondition("Kind", [0, 1]), new ParameterCondition("Flag", [1]), null],
            space.Parameters.Parameters.Select(p => p.Condition));
        var hanging = (CurveAlgorithm)space.AlgorithmOf(new ParameterPoint([1, 2, 0, double.NaN, 1]));
        var silent = (CurveAlgorithm)space.AlgorithmOf(new ParameterPoint([0, double.NaN, 1, 0.05, 1]));
        Assert.Equal((2, 0.5), (hanging.Y, hanging.X));
        Assert.Equal((7, 0.05), (silent.Y, silent.X));
    }

    [Fact]
    public void When_GivenUnvariedParentOrUnknownValue_SaysWhatToDo()
    {
        var parent = Assert.Throws<ArgumentException>(() => Space.When(a => a.Kind, CurveKind.Hangs, s => s.Vary(a => a.Y, ParameterRange.Linear(0, 3))));
        var value = Assert.Throws<ArgumentException>(() => Space.Vary(a => a.Kind, ParameterRange.Choice(CurveKind.Silent, CurveKind.Throws))
            .When(a => a.Kind, CurveKind.Hangs, s => s.Vary(a => a.Y, ParameterRange.Linear(0, 3))));

        Assert.Contains("varied before it by a choice", parent.Message, StringComparison.Ordinal);
        Assert.Contains("never is", value.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_GivenSeveralSpaces_ChoosesTheAlgorithmFirst()
    {
        var linear = SearchSpace.For(Estimator.For(new LinearClassifier())).Vary(a => a.L2, ParameterRange.Log(1e-6, 1e-1));
        var mlp = SearchSpace.For(Estimator.For(new MlpClassifier()))
            .Vary(a => a.Optimizer, ParameterRange.Choice(Optimizer.Adam, Optimizer.Sgd))
            .When(a => a.Optimizer, Optimizer.Sgd, s => s.Vary(a => a.Momentum, ParameterRange.ReverseLog(0.5, 0.99)));

        var space = TunedSpace.Of([linear, mlp]);

        Assert.Equal(
            ["algorithm", "slipway.linear-classifier.L2", "slipway.mlp-classifier.Optimizer", "slipway.mlp-classifier.Momentum"],
            space.Parameters.Parameters.Select(p => p.Name));
        Assert.Equal(1e-3, ((LinearClassifier)space.AlgorithmOf(new ParameterPoint([0, 1e-3, double.NaN, double.NaN]))).L2);
        var sgd = (MlpClassifier)space.AlgorithmOf(new ParameterPoint([1, double.NaN, 1, 0.75]));
        Assert.Equal((Optimizer.Sgd, 0.75), (sgd.Optimizer, sgd.Momentum));
        Assert.Empty(TunedSpace.FindProblems([linear, mlp]));
    }
}
