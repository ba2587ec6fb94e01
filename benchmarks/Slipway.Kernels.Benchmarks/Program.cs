using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Slipway.Kernels;
using Slipway.Kernels.Benchmarks.Measuring;

// All options are BenchmarkDotNet's own: --list flat, --filter *Gemm*, --job short, --inProcess ...
if (args.Contains("--list"))
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return 0;
}

var limits = MachineLimits.Measure();
Console.WriteLine($"// {limits}");
var config = DefaultConfig.Instance.AddColumn(new RivalColumn(), new RateColumn(), new ShareColumn(limits));
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config).ToList();
Console.WriteLine($"// Kernel path {KernelPaths.Current}. {limits}");
return summaries.Count > 0 && summaries.TrueForAll(s => !s.HasCriticalValidationErrors && s.Reports.All(r => r.Success)) ? 0 : 1;
