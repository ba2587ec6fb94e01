using Slipway.Features;

namespace Slipway.Data;

/// <summary>Pearson's correlation over the rows where both numbers are there.</summary>
internal sealed class PearsonAssociation : IAssociation
{
    private double[] _left = [];
    private double[] _right = [];
    private long _count;
    private double _meanX;
    private double _meanY;
    private double _squaresX;
    private double _squaresY;
    private double _products;

    public void Add(ColumnSource column, ColumnSource label, int rows)
    {
        if (_left.Length < rows)
        {
            (_left, _right) = (new double[rows], new double[rows]);
        }

        var xs = ((NumberSource)column).Read(0, rows, _left);
        var ys = ((NumberSource)label).Read(0, rows, _right);
        for (var i = 0; i < rows; i++)
        {
            if (!double.IsFinite(xs[i]) || !double.IsFinite(ys[i]))
            {
                continue;
            }

            _count++;
            var (dx, dy) = (xs[i] - _meanX, ys[i] - _meanY);
            _meanX += dx / _count;
            _meanY += dy / _count;
            _squaresX += dx * (xs[i] - _meanX);
            _squaresY += dy * (ys[i] - _meanY);
            _products += dx * (ys[i] - _meanY);
        }
    }

    public LabelAssociation? Complete() => _squaresX > 0 && _squaresY > 0
        ? new LabelAssociation("pearson", Math.Clamp(_products / (Math.Sqrt(_squaresX) * Math.Sqrt(_squaresY)), -1, 1))
        : null;
}
