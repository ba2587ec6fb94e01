using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// What the multi-layer perceptrons share: fully connected layers trained by back-propagation on mini-batches (Rumelhart, Hinton and
/// Williams, Nature 323, 1986).
/// </summary>
public abstract record MlpAlgorithm : IncrementalAlgorithm<MlpState>
{
    /// <summary>Units of each hidden layer, from the input on. Default <c>[100]</c>; none gives a linear model. Each at least 1.</summary>
    [Bounds(1, 1_048_576)]
    public int[] HiddenLayers { get; init; } = [100];

    /// <summary>Non-linearity of the hidden layers. Default ReLU.</summary>
    public MlpActivation Activation { get; init; } = MlpActivation.Relu;

    /// <summary>Share of each hidden layer's outputs that is dropped at random in each training step. Default 0; 0 up to but not 1.</summary>
    [Bounds(0, 1, MaximumExclusive = true)]
    public double Dropout { get; init; }

    /// <summary>How a gradient becomes a step. Default Adam.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Adam;

    /// <summary>Step size. Default 0.001; greater than 0.</summary>
    [Bounds(0, 1e6, MinimumExclusive = true)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the step size changes. Default constant.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Share of all steps over which the step size rises from zero, before the schedule. Default 0; 0 up to but not 1.</summary>
    [Bounds(0, 1, MaximumExclusive = true)]
    public double Warmup { get; init; }

    /// <summary>
    /// Penalty on weights (not on biases). Adam and SGD: <c>decay * w</c> is added to the gradient of the mean loss; AdamW: <c>w</c> shrinks by
    /// <c>learning rate * decay</c> each step. Default 0; not negative.
    /// </summary>
    [Bounds(0, 1e6)]
    public double WeightDecay { get; init; }

    /// <summary>Momentum of SGD. Default 0.9; 0 up to but not 1.</summary>
    [Bounds(0, 1, MaximumExclusive = true)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether SGD looks ahead along its momentum (Nesterov). Default true.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>Adam's decay of the first moment. Default 0.9; 0 up to but not 1.</summary>
    [Bounds(0, 1, MaximumExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam's decay of the second moment. Default 0.999; 0 up to but not 1.</summary>
    [Bounds(0, 1, MaximumExclusive = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Keeps Adam's denominator from zero. Default 1e-8; greater than 0.</summary>
    [Bounds(0, 1, MinimumExclusive = true)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Largest Euclidean norm of the gradient; a longer one is shortened to it. Default 0: no limit.</summary>
    [Bounds(0, double.MaxValue)]
    public double MaxGradientNorm { get; init; }

    /// <inheritdoc/>
    protected internal override MlpState Initialize(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var head = CreateHead(context);
        var network = context.InitialModel is MlpModel model
            ? Continue(model, head, context)
            : MlpNetwork.Create(Widths(context, head), Activation, context.Seed);
        return new MlpState(this, network, head);
    }

    /// <inheritdoc/>
    protected internal override double Update(MlpState state, TrainingBatch batch, in TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Update(batch, step, Epochs);
    }

    /// <inheritdoc/>
    protected internal override double TotalWeight(MlpState state, TrainingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.TotalWeight(batch) ?? base.TotalWeight(state, batch);
    }

    /// <inheritdoc/>
    protected internal override Model Complete(MlpState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.ToModel();
    }

    /// <inheritdoc/>
    protected internal override void SaveState(MlpState state, ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Save(writer);
    }

    /// <inheritdoc/>
    protected internal override MlpState RestoreState(ModelReader reader, TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(context);
        var head = CreateHead(context);
        var state = new MlpState(this, MlpNetwork.Read(reader, Widths(context, head), Activation), head);
        state.Restore(reader);
        return state;
    }

    /// <inheritdoc/>
    public override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return MlpModel.Load(reader, HiddenLayers, Activation, Describe().Task);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> ValidateForStream()
    {
        foreach (var problem in base.ValidateForStream())
        {
            yield return problem;
        }

        if (Schedule != LearningRateSchedule.Constant)
        {
            yield return new HyperparameterProblem(nameof(Schedule), Schedule.ToString(), "Constant for a stream, which has no last step to plan for");
        }

        if (Warmup > 0)
        {
            yield return new HyperparameterProblem(nameof(Warmup), Warmup.ToString(System.Globalization.CultureInfo.InvariantCulture), "0 for a stream, of which no share of the steps is known");
        }
    }

    internal abstract MlpHead CreateHead(TrainingContext context);

    internal AdamSettings Adam(double rate, long step, bool decayed) => new AdamSettings
    {
        LearningRate = (float)rate,
        Beta1 = (float)Beta1,
        Beta2 = (float)Beta2,
        Epsilon = (float)Epsilon,
        L2 = decayed && Optimizer == Optimizer.Adam ? (float)WeightDecay : 0,
        DecoupledDecay = decayed && Optimizer == Optimizer.AdamW ? (float)WeightDecay : 0,
    }.AtStep(step);

    internal SgdSettings Sgd(double rate, bool decayed) => new()
    {
        LearningRate = (float)rate,
        Momentum = (float)Momentum,
        Nesterov = Nesterov,
        WeightDecay = decayed ? (float)WeightDecay : 0,
    };

    private int[] Widths(TrainingContext context, MlpHead head) => [context.FeatureCount, .. HiddenLayers, head.Outputs];

    private MlpNetwork Continue(MlpModel model, MlpHead head, TrainingContext context)
    {
        var widths = Widths(context, head);
        if (!widths.AsSpan().SequenceEqual(model.Network.Widths) || model.Network.Activation != Activation)
        {
            throw new HyperparameterException(Describe().Id, [new HyperparameterProblem(
                nameof(HiddenLayers), $"[{string.Join(", ", widths)}] with {Activation}",
                $"[{string.Join(", ", model.Network.Widths)}] with {model.Network.Activation}, as in the model to go on from (input, hidden, output)")]);
        }

        return head.Normalised(model.Network.Clone());
    }
}
