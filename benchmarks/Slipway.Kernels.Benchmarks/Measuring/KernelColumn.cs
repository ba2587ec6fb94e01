using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Slipway.Kernels.Benchmarks.Measuring;

/// <summary>A column that is computed from a case's work and its measured time.</summary>
/// <param name="name">Heading.</param>
/// <param name="legend">What the figures mean.</param>
internal abstract class KernelColumn(string name, string legend) : IColumn
{
    public string Id => nameof(KernelColumn) + name;

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var benchmark = (KernelBenchmark)Activator.CreateInstance(benchmarkCase.Descriptor.Type)!;
        foreach (var parameter in benchmarkCase.Parameters.Items)
        {
            benchmarkCase.Descriptor.Type.GetProperty(parameter.Name)!.SetValue(benchmark, parameter.Value);
        }

        return Describe(benchmark, summary[benchmarkCase]?.ResultStatistics?.Mean, benchmarkCase.Descriptor.WorkloadMethod.Name);
    }

    /// <summary>The cell.</summary>
    /// <param name="benchmark">With its parameters set, but not set up.</param>
    /// <param name="nanoseconds">Mean of a call; null when it failed.</param>
    /// <param name="method">Which row.</param>
    protected abstract string Describe(KernelBenchmark benchmark, double? nanoseconds, string method);
}
