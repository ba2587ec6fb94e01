namespace Slipway;

/// <summary>From the decision values of pairs of classes to one output a class.</summary>
internal static class SvmOutputs
{
    /// <summary>Calibrated probabilities.</summary>
    /// <param name="decisions">One for each pair.</param>
    /// <param name="platt">[2 x pairs] slopes and offsets.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="output">One probability a class.</param>
    public static void Probabilities(ReadOnlySpan<double> decisions, ReadOnlySpan<float> platt, int classes, Span<float> output)
    {
        if (classes == 2)
        {
            var first = Logistic(-((platt[0] * decisions[0]) + platt[1]));
            output[0] = (float)first;
            output[1] = (float)(1 - first);
            return;
        }

        Span<double> pairs = classes <= 32 ? stackalloc double[classes * classes] : new double[classes * classes];
        Span<double> probabilities = classes <= 128 ? stackalloc double[classes] : new double[classes];
        for (int a = 0, p = 0; a < classes; a++)
        {
            for (var b = a + 1; b < classes; b++, p++)
            {
                var first = Logistic(-((platt[p] * decisions[p]) + platt[decisions.Length + p]));
                pairs[(a * classes) + b] = first;
                pairs[(b * classes) + a] = 1 - first;
            }
        }

        PairwiseCoupling.Couple(pairs, classes, probabilities);
        for (var k = 0; k < classes; k++)
        {
            output[k] = (float)probabilities[k];
        }
    }

    /// <summary>
    /// Outputs whose order is that of the votes: the logistic function for two classes, softmax of votes plus less than half a vote for the
    /// margins otherwise.
    /// </summary>
    public static void Votes(ReadOnlySpan<double> decisions, int classes, Span<float> output)
    {
        if (classes == 2)
        {
            var first = Logistic(decisions[0]);
            output[0] = (float)first;
            output[1] = (float)(1 - first);
            return;
        }

        Span<double> votes = classes <= 128 ? stackalloc double[classes] : new double[classes];
        Span<double> margins = classes <= 128 ? stackalloc double[classes] : new double[classes];
        votes.Clear();
        margins.Clear();
        for (int a = 0, p = 0; a < classes; a++)
        {
            for (var b = a + 1; b < classes; b++, p++)
            {
                votes[decisions[p] > 0 ? a : b]++;
                margins[a] += decisions[p];
                margins[b] -= decisions[p];
            }
        }

        double largest = double.NegativeInfinity, sum = 0;
        for (var k = 0; k < classes; k++)
        {
            // A third of a vote at most (scikit-learn's one-against-rest decision function).
            votes[k] += margins[k] / (3 * (Math.Abs(margins[k]) + 1));
            largest = Math.Max(largest, votes[k]);
        }

        for (var k = 0; k < classes; k++)
        {
            votes[k] = Math.Exp(votes[k] - largest);
            sum += votes[k];
        }

        for (var k = 0; k < classes; k++)
        {
            output[k] = (float)(votes[k] / sum);
        }
    }

    private static double Logistic(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));
}
