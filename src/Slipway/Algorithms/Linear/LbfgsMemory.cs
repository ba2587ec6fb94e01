using Slipway.Models;

namespace Slipway;

/// <summary>
/// The last steps of a quasi-Newton minimisation and the two-loop recursion over them (Nocedal and Wright, Numerical Optimization, 2nd ed.,
/// algorithm 7.4).
/// </summary>
internal sealed class LbfgsMemory(int dimensions)
{
    public const int Capacity = 10;

    private readonly List<(double[] Step, double[] Change, double Curvature)> _pairs = [];

    /// <summary>Remembers a step and how the gradient changed along it; one without positive curvature is passed over.</summary>
    public void Add(ReadOnlySpan<double> step, ReadOnlySpan<double> change)
    {
        var curvature = VectorMath.Dot(step, change);
        if (!(curvature > 1e-10 * Math.Sqrt(VectorMath.Dot(step, step) * VectorMath.Dot(change, change))))
        {
            return;
        }

        if (_pairs.Count == Capacity)
        {
            _pairs.RemoveAt(0);
        }

        _pairs.Add((step.ToArray(), change.ToArray(), curvature));
    }

    public void Clear() => _pairs.Clear();

    /// <summary>Writes minus the approximate inverse Hessian times the gradient.</summary>
    public void Direction(ReadOnlySpan<double> gradient, Span<double> direction)
    {
        Span<double> factors = stackalloc double[Capacity];
        for (var i = 0; i < direction.Length; i++)
        {
            direction[i] = -gradient[i];
        }

        for (var p = _pairs.Count - 1; p >= 0; p--)
        {
            var (step, change, curvature) = _pairs[p];
            factors[p] = VectorMath.Dot(step, direction) / curvature;
            VectorMath.AddScaled(-factors[p], change, direction);
        }

        if (_pairs.Count > 0)
        {
            var (_, change, curvature) = _pairs[^1];
            var scale = curvature / VectorMath.Dot(change, change);
            for (var i = 0; i < direction.Length; i++)
            {
                direction[i] *= scale;
            }
        }

        for (var p = 0; p < _pairs.Count; p++)
        {
            var (step, change, curvature) = _pairs[p];
            VectorMath.AddScaled(factors[p] - (VectorMath.Dot(change, direction) / curvature), step, direction);
        }
    }

    public bool IsEmpty => _pairs.Count == 0;

    public void Save(ModelWriter writer)
    {
        writer.WriteValue("lbfgs.pairs", _pairs.Count);
        for (var p = 0; p < _pairs.Count; p++)
        {
            writer.Write($"lbfgs.{p}.step", [dimensions], _pairs[p].Step);
            writer.Write($"lbfgs.{p}.change", [dimensions], _pairs[p].Change);
        }
    }

    public void Restore(ModelReader reader)
    {
        _pairs.Clear();
        var count = reader.ReadValue("lbfgs.pairs")!.GetValue<int>();
        for (var p = 0; p < count; p++)
        {
            var step = reader.ReadDouble($"lbfgs.{p}.step", dimensions);
            var change = reader.ReadDouble($"lbfgs.{p}.change", dimensions);
            _pairs.Add((step, change, VectorMath.Dot(step, change)));
        }
    }
}
