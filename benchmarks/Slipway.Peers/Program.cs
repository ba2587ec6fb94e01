using Slipway.Peers;
using Slipway.Peers.Data;
using Slipway.Peers.DataSets;
using Slipway.Peers.Foundation;
using Slipway.Peers.Gemm;
using Slipway.Peers.Mlp;
using Slipway.Peers.Neighbours;
using Slipway.Peers.Python;
using Slipway.Peers.Reporting;
using Slipway.Peers.Running;
using Slipway.Peers.Svm;
using Slipway.Peers.Trees;
using Slipway.Peers.Tuning;

// A row that must run alone in a process of its own (a memory limit) starts this program again.
if (args is ["--child", .. var childArguments])
{
    return await MemoryChild.RunAsync(childArguments);
}

if (args is ["--help" or "-h"])
{
    Console.WriteLine(PeersOptions.Usage);
    return 0;
}

IBenchmarkGroup[] groups =
[
    new FoundationGroup(), new KMeansGroup(), new NearestNeighboursGroup(), new SvmGroup(), new LinearGroup(),
    new AdaBoostGroup(), new ForestGroup(), new MlpGroup(), new GemmGroup(), new TunerGroup(), new DataGroup(),
];
PeersOptions options;
try
{
    options = PeersOptions.Parse(args);
    if (options.Groups.FirstOrDefault(name => groups.All(g => g.Name != name)) is { } unknown)
    {
        throw new ArgumentException($"Unknown group '{unknown}'; known: {string.Join(", ", groups.Select(g => g.Name))}.");
    }
}
catch (ArgumentException error)
{
    await Console.Error.WriteLineAsync($"{error.Message}\n{PeersOptions.Usage}");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
await using var python = new PythonPeer(options.Threads);
var setup = new BenchmarkSetup(new DataFolder(options.Data), python, options.Threads, options.CsvGigabytes);
var runner = new ComparisonRunner(options.Repetitions, Console.Error);
var results = new List<ComparisonResult>();
foreach (var group in groups.Where(g => options.Groups.Count == 0 || options.Groups.Contains(g.Name)))
{
    foreach (var comparison in group.Compare(setup).Where(Wanted))
    {
        if (options.List)
        {
            Console.WriteLine($"{group.Name} | {comparison.Work} | {comparison.Peer?.Name} | {comparison.Goal}");
            continue;
        }

        results.Add(await runner.RunAsync(group.Name, comparison, stop.Token));
    }
}

if (options.List)
{
    return 0;
}

var machine = MachineDescription.Describe();
TableReport.Write(Console.Out, results, machine, options.Threads);
if (options.Json is not null)
{
    JsonReport.Write(options.Json, results, machine);
}

if (options.Markdown is not null)
{
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Markdown))!);
    using var markdown = new StreamWriter(options.Markdown) { NewLine = "\n" };
    TableReport.Write(markdown, results, machine, options.Threads);
}

return results.Count > 0 && !results.Exists(r => r.Failed) ? 0 : 1;

bool Wanted(Comparison comparison) =>
    options.Works.Count == 0 || options.Works.Any(w => comparison.Work.Contains(w, StringComparison.OrdinalIgnoreCase));
