using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Tuner;

public class TuningPlanTests
{
    [Fact]
    public void Sampler_GivenNone_IsOneThatLearnsFromTheObjectivesThereAre()
    {
        // given
        using var folder = new TemporaryFolder();
        var one = HyperparameterTuner.For(Curves.Estimator(folder)).Vary(a => a.X, ParameterRange.Linear(0.0, 1.0)).Maximize("validation:score");

        // when
        var single = TuningPlan.Of(one.Spaces, one.Settings).Sampler;
        var two = one.Minimize("validation:cost");
        var several = TuningPlan.Of(two.Spaces, two.Settings).Sampler;
        var own = two.WithSampler(Sampler.Random());
        var chosen = TuningPlan.Of(own.Spaces, own.Settings).Sampler;

        // then
        Assert.Equal(Sampler.Bayesian().Description, single.Description);
        Assert.Equal(Sampler.Tpe().Description, several.Description);
        Assert.Equal(Sampler.Random().Description, chosen.Description);
    }

    [Fact]
    public async Task TuneAsync_GivenTwoObjectivesAndNoSampler_SearchesByTpe()
    {
        // given
        using var folder = new TemporaryFolder();
        var tuner = HyperparameterTuner.For(Curves.Estimator(folder)).Vary(a => a.X, ParameterRange.Linear(0.0, 1.0))
            .Maximize("validation:score").Minimize("validation:cost").WithMaxTrials(16).WithSeed(1);

        // when
        var byDefault = await Curves.RunAsync(tuner.WithJournal(folder.File("default.journal")));
        var byTpe = await Curves.RunAsync(tuner.WithSampler(Sampler.Tpe()).WithName("tpe"));

        // then
        var journal = await TuningJournal.ReadAsync(folder.File("default.journal"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Sampler.Tpe().Description, journal.Sampler);
        Assert.Equal(byTpe.Trials.Select(t => t.Point), byDefault.Trials.Select(t => t.Point));
    }
}
