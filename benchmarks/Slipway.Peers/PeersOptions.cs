using System.Globalization;

namespace Slipway.Peers;

/// <summary>The command line of the runner.</summary>
internal sealed record PeersOptions
{
    /// <summary>How to call it.</summary>
    public const string Usage = """
        Slipway.Peers: trains or runs Slipway and its peers on the same data, threads and stopping rule, and compares.
          --only <group>         run one group (repeatable; default: all)
          --work <text>          run only the rows whose work contains this text (repeatable)
          --data <folder>        where the open data sets are; rows that need them are reported as missing without it
          --json <file>          write the rows as a JSON array
          --markdown <file>      write the table
          --threads <n>          threads of each side (default 1)
          --repetitions <n>      timed runs of each side (default: each row's own, usually 3)
          --csv-gb <n>           size of the large CSV of group data in GB (default 20)
          --list                 print the rows and stop
        Peers from Debian: benchmarks/peers/install.sh
        """;

    /// <summary>Groups to run; empty means all.</summary>
    public IReadOnlyList<string> Groups { get; private init; } = [];

    /// <summary>Texts of which a row's work must contain one; empty means all rows.</summary>
    public IReadOnlyList<string> Works { get; private init; } = [];

    /// <summary>Data folder, or null.</summary>
    public string? Data { get; private init; }

    /// <summary>JSON file to write, or null.</summary>
    public string? Json { get; private init; }

    /// <summary>Markdown file to write, or null.</summary>
    public string? Markdown { get; private init; }

    /// <summary>Threads of each side.</summary>
    public int Threads { get; private init; } = 1;

    /// <summary>Timed runs of each side, or null for each row's own number.</summary>
    public int? Repetitions { get; private init; }

    /// <summary>Size of the large CSV in GB.</summary>
    public int CsvGigabytes { get; private init; } = 20;

    /// <summary>Whether only the rows' names are wanted.</summary>
    public bool List { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">As the program got them.</param>
    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or has a wrong one.</exception>
    public static PeersOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new PeersOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"Option {name} needs a value.");
            int Count() => int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0
                ? n
                : throw new ArgumentException($"Option {name} needs a whole number above 0, got '{arguments[i]}'.");
            options = name switch
            {
                "--only" => options with { Groups = [.. options.Groups, Value()] },
                "--work" => options with { Works = [.. options.Works, Value()] },
                "--data" => options with { Data = Existing(Value()) },
                "--json" => options with { Json = Value() },
                "--markdown" => options with { Markdown = Value() },
                "--threads" => options with { Threads = Count() },
                "--repetitions" => options with { Repetitions = Count() },
                "--csv-gb" => options with { CsvGigabytes = Count() },
                "--list" => options with { List = true },
                _ => throw new ArgumentException($"Unknown option '{name}'."),
            };
        }

        return options;
    }

    private static string Existing(string folder) =>
        Directory.Exists(folder) ? folder : throw new ArgumentException($"Option --data: there is no folder '{folder}'.");
}
