namespace Slipway;

/// <summary>
/// A dual problem in the signed form that classification and regression share: minimise <c>b'K b / 2 - linear'b</c> subject to
/// <c>sum b = 0</c> and <c>lower &lt;= b &lt;= upper</c>. A classifier's b is <c>y * alpha</c>; a regressor has two variables a row.
/// </summary>
/// <param name="Rows">The rows that K is of.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="RowOf">The row of each variable.</param>
/// <param name="Linear">The linear term.</param>
/// <param name="Lower">Lower bounds, at most 0.</param>
/// <param name="Upper">Upper bounds, at least 0.</param>
internal sealed record SmoProblem(SvmRows Rows, SvmKernelFunction Kernel, int[] RowOf, double[] Linear, double[] Lower, double[] Upper)
{
    public int Variables => RowOf.Length;

    /// <summary>One variable a row: targets -1 and 1, a bound for each row.</summary>
    public static SmoProblem Classification(SvmRows rows, SvmKernelFunction kernel, ReadOnlySpan<sbyte> signs, ReadOnlySpan<double> bounds)
    {
        var linear = new double[rows.Count];
        var lower = new double[rows.Count];
        var upper = new double[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            linear[i] = signs[i];
            lower[i] = signs[i] < 0 ? -bounds[i] : 0;
            upper[i] = signs[i] < 0 ? 0 : bounds[i];
        }

        return new SmoProblem(rows, kernel, [.. Enumerable.Range(0, rows.Count)], linear, lower, upper);
    }

    /// <summary>Two variables a row, above and below the tube (Smola and Schoelkopf, Statistics and Computing 14, 2004).</summary>
    public static SmoProblem Regression(
        SvmRows rows, SvmKernelFunction kernel, ReadOnlySpan<float> targets, ReadOnlySpan<double> bounds, double epsilon)
    {
        var n = rows.Count;
        var rowOf = new int[2 * n];
        var linear = new double[2 * n];
        var lower = new double[2 * n];
        var upper = new double[2 * n];
        for (var i = 0; i < n; i++)
        {
            rowOf[i] = rowOf[n + i] = i;
            linear[i] = targets[i] - epsilon;
            linear[n + i] = targets[i] + epsilon;
            upper[i] = bounds[i];
            lower[n + i] = -bounds[i];
        }

        return new SmoProblem(rows, kernel, rowOf, linear, lower, upper);
    }
}
