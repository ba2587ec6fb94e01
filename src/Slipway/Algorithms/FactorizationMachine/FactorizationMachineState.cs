using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>A factorization machine in training: parameters, the optimizer's moments, and the gradient of one batch.</summary>
public sealed class FactorizationMachineState
{
    private readonly FactorizationMachineAlgorithm _algorithm;
    private readonly FactorizationWeights _weights;
    private readonly bool _isRegression;
    private readonly double _mean;
    private readonly double _scale;
    private readonly float[] _gradient;
    private readonly float[] _first;
    private readonly float[] _second;
    private readonly float[] _biasFirst;
    private readonly float[] _biasSecond;
    private readonly float[] _biasGradient;
    private readonly float[] _sums;
    private readonly float[] _output;
    private readonly bool[] _isTouched;
    private readonly List<int> _touched = [];
    private long _steps;

    internal FactorizationMachineState(FactorizationMachineAlgorithm algorithm, FactorizationWeights weights, double mean, double scale)
    {
        _algorithm = algorithm;
        _weights = weights;
        _isRegression = algorithm.Describe().Task == LearningTask.Regression;
        _mean = mean;
        _scale = scale;
        var moments = algorithm.Optimizer == Optimizer.Sgd ? 0 : weights.Values.Length;
        _gradient = new float[weights.Values.Length];
        _first = new float[moments];
        _second = new float[moments];
        _biasFirst = new float[weights.Outputs];
        _biasSecond = new float[weights.Outputs];
        _biasGradient = new float[weights.Outputs];
        _sums = new float[weights.Outputs * weights.Factors];
        _output = new float[weights.Outputs];
        _isTouched = new bool[weights.Features];
    }

    internal double Update(TrainingBatch batch)
    {
        var total = 0.0;
        for (var i = 0; i < batch.Rows; i++)
        {
            total += batch.Weights.IsEmpty ? 1 : batch.Weights[i];
        }

        var loss = 0.0;
        for (var i = 0; i < batch.Rows && total > 0; i++)
        {
            var weight = batch.Weights.IsEmpty ? 1 : batch.Weights[i];
            if (weight == 0)
            {
                continue;
            }

            var row = batch.Features.Slice(i, 1);
            _weights.Forward(row.Columns, row.Values, _output, _sums);
            loss += weight * LossAndSlope(batch.Targets[i]);
            Scale.Apply((float)(weight / total), _output);
            Backward(row);
        }

        Step();
        return loss;
    }

    internal Model ToModel(LearningTask task) => new FactorizationMachineModel(_weights.Clone(), task, _mean, _scale);

    internal void Save(ModelWriter writer)
    {
        _weights.Write(writer, "machine.");
        writer.Write("optimizer.first", [_first.Length], _first);
        writer.Write("optimizer.second", [_second.Length], _second);
        writer.Write("optimizer.bias_first", [_biasFirst.Length], _biasFirst);
        writer.Write("optimizer.bias_second", [_biasSecond.Length], _biasSecond);
        writer.WriteValue("optimizer.steps", _steps);
        TargetScaling.Write(writer, _mean, _scale);
    }

    internal static FactorizationMachineState Restore(FactorizationMachineAlgorithm algorithm, ModelReader reader,
        FactorizationWeights shape)
    {
        var (mean, scale) = TargetScaling.Read(reader);
        var state = new FactorizationMachineState(
            algorithm, FactorizationWeights.Read(reader, "machine.", shape.Features, shape.Outputs, shape.Factors), mean, scale);
        reader.ReadSingle("optimizer.first", state._first.Length).CopyTo(state._first, 0);
        reader.ReadSingle("optimizer.second", state._second.Length).CopyTo(state._second, 0);
        reader.ReadSingle("optimizer.bias_first", state._biasFirst.Length).CopyTo(state._biasFirst, 0);
        reader.ReadSingle("optimizer.bias_second", state._biasSecond.Length).CopyTo(state._biasSecond, 0);
        state._steps = reader.ReadValue("optimizer.steps")!.GetValue<long>();
        return state;
    }

    /// <summary>The loss of the outputs, which become its derivatives.</summary>
    private double LossAndSlope(float target)
    {
        if (_isRegression)
        {
            var error = _output[0] - ((target - _mean) / _scale);
            _output[0] = (float)error;
            return error * error / 2;
        }

        if (_output.Length == 1)
        {
            // log(1 + e^-m) of the margin m, without overflow.
            var sign = target > 0 ? 1 : -1;
            var margin = sign * (double)_output[0];
            _output[0] = (float)(-sign / (1 + Math.Exp(margin)));
            return Math.Max(0, -margin) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
        }

        var chosen = (int)target;
        Softmax.Apply(1, _output.Length, _output);
        var loss = -Math.Log(Math.Max(_output[chosen], float.Epsilon));
        _output[chosen] -= 1;
        return loss;
    }

    /// <summary>Equation 4 of Rendle: the derivative by v_if is x_i (sum_j v_jf x_j) - v_if x_i^2.</summary>
    private void Backward(FeatureBlock row)
    {
        var factors = _weights.Factors;
        for (var o = 0; o < _output.Length; o++)
        {
            _biasGradient[o] += _output[o];
        }

        for (var i = 0; i < row.Values.Length; i++)
        {
            var x = row.Values[i];
            if (x == 0)
            {
                continue;
            }

            var feature = row.IsSparse ? row.Columns[i] : i;
            if (!_isTouched[feature])
            {
                _isTouched[feature] = true;
                _touched.Add(feature);
            }

            var gradient = _gradient.AsSpan(feature * _weights.Stride, _weights.Stride);
            var values = _weights.FactorsOf(feature);
            for (var o = 0; o < _output.Length; o++)
            {
                var slope = _output[o] * x;
                gradient[o] += slope;
                for (var f = o * factors; f < (o + 1) * factors; f++)
                {
                    gradient[_output.Length + f] += slope * (_sums[f] - (values[f] * x));
                }
            }
        }
    }

    private void Step()
    {
        _steps++;
        Apply(_weights.Biases, _biasGradient, _biasFirst, _biasSecond, 0);
        Array.Clear(_biasGradient);
        foreach (var feature in _touched)
        {
            var start = feature * _weights.Stride;
            ApplyTo(start, _weights.Outputs, _algorithm.LinearWeightDecay);
            ApplyTo(start + _weights.Outputs, _weights.Outputs * _weights.Factors, _algorithm.FactorsWeightDecay);
            _gradient.AsSpan(start, _weights.Stride).Clear();
            _isTouched[feature] = false;
        }

        _touched.Clear();
    }

    private void ApplyTo(int start, int count, double decay) => Apply(
        _weights.Values.AsSpan(start, count), _gradient.AsSpan(start, count),
        _first.Length == 0 ? default : _first.AsSpan(start, count), _second.Length == 0 ? default : _second.AsSpan(start, count), decay);

    private void Apply(Span<float> weights, Span<float> gradient, Span<float> first, Span<float> second, double decay)
    {
        if (_algorithm.Optimizer == Optimizer.Sgd)
        {
            SgdStep.Apply(
                new SgdSettings { LearningRate = (float)_algorithm.LearningRate, WeightDecay = (float)decay }, weights, gradient, default);
            return;
        }

        var settings = new AdamSettings
        {
            LearningRate = (float)_algorithm.LearningRate,
            L2 = _algorithm.Optimizer == Optimizer.Adam ? (float)decay : 0,
            DecoupledDecay = _algorithm.Optimizer == Optimizer.AdamW ? (float)decay : 0,
        };
        AdamStep.Apply(settings.AtStep(_steps), weights, gradient, first, second);
    }
}
