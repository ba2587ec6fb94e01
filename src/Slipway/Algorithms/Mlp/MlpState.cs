using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>A perceptron in training: parameters, gradients, the optimizer's moments, and the activations of one batch.</summary>
public sealed class MlpState
{
    private readonly MlpAlgorithm _algorithm;
    private readonly MlpNetwork _network;
    private readonly MlpHead _head;
    private readonly float[] _gradient;
    private readonly float[] _mean;
    private readonly float[] _square;
    private readonly float[][] _outputs;
    private readonly float[][] _inputs;
    private float[] _back = [];
    private float[] _front = [];
    private int _rows;
    private long _steps;

    internal MlpState(MlpAlgorithm algorithm, MlpNetwork network, MlpHead head)
    {
        _algorithm = algorithm;
        _network = network;
        _head = head;
        _gradient = new float[network.Parameters.Length];
        _mean = new float[network.Parameters.Length];
        _square = algorithm.Optimizer == Optimizer.Sgd ? [] : new float[network.Parameters.Length];
        _outputs = new float[network.Layers][];
        _inputs = new float[network.Layers][];
    }

    internal double Update(TrainingBatch batch, in TrainingStep step, int epochs)
    {
        Reserve(batch.Rows);
        Forward(batch.Features, step);
        var last = _network.Layers - 1;
        var loss = _head.LossAndGradient(_outputs[last].AsSpan(0, batch.Rows * _network.Widths[^1]), batch);
        Backward(batch.Features, step);
        Step(step, epochs);
        return loss;
    }

    internal double? TotalWeight(TrainingBatch batch) => _head.TotalWeight(batch);

    internal MlpModel ToModel() => _head.ToModel(_network);

    internal void Save(ModelWriter writer)
    {
        _network.Write(writer);
        writer.Write("optimizer.mean", [_mean.Length], _mean);
        writer.Write("optimizer.square", [_square.Length], _square);
        writer.WriteValue("optimizer.steps", _steps);
    }

    internal void Restore(ModelReader reader)
    {
        reader.ReadSingle("optimizer.mean", _mean.Length).CopyTo(_mean, 0);
        reader.ReadSingle("optimizer.square", _square.Length).CopyTo(_square, 0);
        _steps = reader.ReadValue("optimizer.steps")!.GetValue<long>();
    }

    private void Reserve(int rows)
    {
        if (rows <= _rows)
        {
            return;
        }

        _rows = rows;
        var separate = _algorithm.Dropout > 0 || _network.Activation == MlpActivation.Gelu;
        var widest = 0;
        for (var l = 0; l < _network.Layers; l++)
        {
            widest = Math.Max(widest, _network.Widths[l + 1]);
            _outputs[l] = new float[rows * _network.Widths[l + 1]];
            // The next layer's input differs from what the derivative needs: GELU's is taken before it, dropout comes after it.
            _inputs[l] = separate && l < _network.Layers - 1 ? new float[rows * _network.Widths[l + 1]] : _outputs[l];
        }

        _back = new float[rows * widest];
        _front = new float[rows * widest];
    }

    private void Forward(FeatureBlock features, in TrainingStep step)
    {
        var last = _network.Layers - 1;
        var gelu = _network.Activation == MlpActivation.Gelu;
        for (var l = 0; l <= last; l++)
        {
            var size = features.Rows * _network.Widths[l + 1];
            var output = _outputs[l].AsSpan(0, size);
            var activation = l == last || gelu ? Activation.None : _network.HiddenActivation;
            if (l == 0)
            {
                _network.Forward(features, output, activation, step.MaxThreads);
            }
            else
            {
                _network.Forward(
                    l, _inputs[l - 1].AsSpan(0, features.Rows * _network.Widths[l]), features.Rows, output, activation, step.MaxThreads);
            }

            if (l == last || ReferenceEquals(_inputs[l], _outputs[l]))
            {
                continue;
            }

            var next = _inputs[l].AsSpan(0, size);
            if (gelu)
            {
                Gelu.Forward(output, next);
            }
            else
            {
                output.CopyTo(next);
            }

            if (_algorithm.Dropout > 0)
            {
                Drop(next, l, step);
            }
        }
    }

    private void Backward(FeatureBlock features, in TrainingStep step)
    {
        var rows = features.Rows;
        var deltas = _outputs[^1];
        for (var l = _network.Layers - 1; l >= 0; l--)
        {
            var inputs = _network.Widths[l];
            var outputs = _network.Widths[l + 1];
            ReadOnlySpan<float> delta = deltas.AsSpan(0, rows * outputs);
            LayerLoops.BiasGradient(rows, outputs, deltas, _gradient, _network.BiasStart(l), step.MaxThreads);
            var weightGradient = _network.WeightsOf(_gradient, l);
            if (l == 0)
            {
                FirstLayerGradient(features, delta, weightGradient, step.MaxThreads);
                return;
            }

            Gemm.Multiply(
                true, false, inputs, outputs, rows, _inputs[l - 1].AsSpan(0, rows * inputs), inputs, delta, outputs, weightGradient, outputs,
                maxThreads: step.MaxThreads);
            var below = _front.AsSpan(0, rows * inputs);
            Gemm.Multiply(
                false, true, rows, inputs, outputs, delta, outputs, _network.Weights(l), outputs, below, inputs, maxThreads: step.MaxThreads);
            if (_algorithm.Dropout > 0)
            {
                Drop(below, l - 1, step); // the same counters give the same mask
            }

            LayerLoops.Derivative(_network.Activation, _outputs[l - 1], _front, rows * inputs, step.MaxThreads);
            deltas = _front;
            (_front, _back) = (_back, _front);
        }
    }

    private void FirstLayerGradient(FeatureBlock features, ReadOnlySpan<float> delta, Span<float> gradient, int maxThreads)
    {
        var inputs = _network.Widths[0];
        var outputs = _network.Widths[1];
        if (features.IsSparse)
        {
            gradient.Clear();
            SparseGemm.AccumulateGradient(features.Csr(), outputs, delta, outputs, gradient, outputs);
        }
        else
        {
            Gemm.Multiply(
                true, false, inputs, outputs, features.Rows, features.Values, inputs, delta, outputs, gradient, outputs, maxThreads: maxThreads);
        }
    }

    private void Drop(Span<float> values, int layer, in TrainingStep step) => Dropout.Apply(
        step.Seed, RandomStreams.Dropout + (ulong)layer, (ulong)step.Step * (ulong)_algorithm.BatchSize * (ulong)_network.Widths[layer + 1],
        (float)_algorithm.Dropout, values);

    private void Step(in TrainingStep step, int epochs)
    {
        _steps++;
        var scale = 1f;
        if (_algorithm.MaxGradientNorm > 0)
        {
            var norm = Math.Sqrt(SumOfSquares.Of(_gradient));
            scale = norm > _algorithm.MaxGradientNorm ? (float)(_algorithm.MaxGradientNorm / norm) : 1f;
        }

        var rate = LearningRates.At(_algorithm, step, epochs);
        Apply(rate, scale, 0, _network.WeightCount, decayed: true, step.MaxThreads);
        Apply(rate, scale, _network.WeightCount, _network.Parameters.Length - _network.WeightCount, decayed: false, step.MaxThreads);
    }

    private void Apply(double rate, float scale, int start, int count, bool decayed, int maxThreads)
    {
        if (_algorithm.Optimizer == Optimizer.Sgd)
        {
            var settings = _algorithm.Sgd(rate, decayed) with { GradientScale = scale };
            LayerLoops.Update(count, maxThreads, new SgdLoop(settings, this, start));
        }
        else
        {
            var settings = _algorithm.Adam(rate, _steps, decayed) with { GradientScale = scale };
            LayerLoops.Update(count, maxThreads, new AdamLoop(settings, this, start));
        }
    }

    private readonly struct AdamLoop(AdamSettings settings, MlpState state, int first) : IRangeLoop
    {
        public void Invoke(int start, int length) => AdamStep.Apply(
            settings, state._network.Parameters.AsSpan(first + start, length), state._gradient.AsSpan(first + start, length),
            state._mean.AsSpan(first + start, length), state._square.AsSpan(first + start, length));
    }

    private readonly struct SgdLoop(SgdSettings settings, MlpState state, int first) : IRangeLoop
    {
        public void Invoke(int start, int length) => SgdStep.Apply(
            settings, state._network.Parameters.AsSpan(first + start, length), state._gradient.AsSpan(first + start, length),
            state._mean.AsSpan(first + start, length));
    }
}
