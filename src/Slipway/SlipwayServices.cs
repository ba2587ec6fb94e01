using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Data;
using Slipway.Storage;

namespace Slipway;

/// <summary>
/// What a job needs from its surroundings: object stores, known algorithms, clock, loggers. Immutable and thread-safe; every
/// <c>With</c>/<c>Add</c> returns a new one. Built by hand from <see cref="Default"/>, or by <c>AddSlipway()</c>.
/// </summary>
public sealed class SlipwayServices
{
    private readonly Dictionary<string, IObjectStore> _stores;
    private readonly Dictionary<string, Func<Algorithm>> _algorithms;
    private readonly ImmutableArray<DataFormat> _formats;

    private SlipwayServices(
        Dictionary<string, IObjectStore> stores, Dictionary<string, Func<Algorithm>> algorithms, ImmutableArray<DataFormat> formats,
        TimeProvider clock, ILoggerFactory loggers)
    {
        _stores = stores;
        _algorithms = algorithms;
        _formats = formats;
        Clock = clock;
        Loggers = loggers;
    }

    /// <summary>Local files, the built-in algorithms, the system clock, no logging.</summary>
    public static SlipwayServices Default { get; } = new SlipwayServices([], [], [], TimeProvider.System, NullLoggerFactory.Instance)
        .AddStore(new FileObjectStore())
        .AddFormat(new CsvFormat())
        .AddFormat(CsvFormat.Tsv)
        .AddFormat(new LibSvmFormat())
        .AddFormat(new JsonLinesFormat())
        .AddFormat(new IdxFormat())
        .AddFormat(new NpyFormat())
        .AddFormat(new ArrowFormat())
        .AddAlgorithm<MlpClassifier>()
        .AddAlgorithm<MlpRegressor>()
        .AddAlgorithm<LinearClassifier>()
        .AddAlgorithm<LinearRegressor>()
        .AddAlgorithm<KMeans>()
        .AddAlgorithm<KNearestNeighborsClassifier>()
        .AddAlgorithm<KNearestNeighborsRegressor>()
        .AddAlgorithm<Pca>()
        .AddAlgorithm<FactorizationMachineClassifier>()
        .AddAlgorithm<FactorizationMachineRegressor>()
        .AddAlgorithm<RandomCutForest>()
        .AddAlgorithm<SvmClassifier>()
        .AddAlgorithm<SvmRegressor>()
        .AddAlgorithm<DecisionTreeClassifier>()
        .AddAlgorithm<DecisionTreeRegressor>()
        .AddAlgorithm<RandomForestClassifier>()
        .AddAlgorithm<RandomForestRegressor>()
        .AddAlgorithm<AdaBoostClassifier>();

    /// <summary>The clock behind every time stamp, delay and limit.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Where loggers come from.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>Ids of the algorithms that <see cref="CreateAlgorithm"/> knows.</summary>
    public IReadOnlyCollection<string> AlgorithmIds => _algorithms.Keys;

    /// <summary>Uses another clock.</summary>
    /// <param name="clock">The clock.</param>
    public SlipwayServices WithClock(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new SlipwayServices(_stores, _algorithms, _formats, clock, Loggers);
    }

    /// <summary>Logs through this factory.</summary>
    /// <param name="loggers">The factory; not disposed by Slipway.</param>
    public SlipwayServices WithLoggers(ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        return new SlipwayServices(_stores, _algorithms, _formats, Clock, loggers);
    }

    /// <summary>Adds a store, replacing one of the same scheme.</summary>
    /// <param name="store">The store.</param>
    public SlipwayServices AddStore(IObjectStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new SlipwayServices(new(_stores, StringComparer.OrdinalIgnoreCase) { [store.Scheme] = store }, _algorithms, _formats, Clock, Loggers);
    }

    /// <summary>
    /// Makes an algorithm known by its id, so that artifacts that it trained can be loaded. An artifact never names a CLR type.
    /// </summary>
    /// <typeparam name="TAlgorithm">The algorithm.</typeparam>
    /// <exception cref="ArgumentException">Another type already has this id.</exception>
    public SlipwayServices AddAlgorithm<TAlgorithm>() where TAlgorithm : Algorithm, new()
    {
        var id = new TAlgorithm().Describe().Id;
        if (_algorithms.TryGetValue(id, out var known) && known().GetType() != typeof(TAlgorithm))
        {
            throw new ArgumentException($"Algorithm id '{id}' of {typeof(TAlgorithm)} is taken by {known().GetType()}; give it another id.");
        }

        return new SlipwayServices(_stores, new(_algorithms) { [id] = static () => new TAlgorithm() }, _formats, Clock, Loggers);
    }

    /// <summary>A new instance, with default hyperparameters, of the algorithm with this id; null when it is not known.</summary>
    /// <param name="id">Stable id.</param>
    public Algorithm? CreateAlgorithm(string id) => _algorithms.TryGetValue(id, out var create) ? create() : null;

    /// <summary>
    /// Makes a format known by the endings of file names that it states, before those that are known already. Packages with a format add
    /// it by a method of their own (<c>AddParquet()</c>).
    /// </summary>
    /// <param name="format">The format, with the options that files found by their names are read with.</param>
    /// <exception cref="ArgumentException">The format states no ending, or one that does not begin with a dot.</exception>
    public SlipwayServices AddFormat(DataFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return format.Extensions.Count > 0 && format.Extensions.All(e => e.Length > 1 && e[0] == '.')
            ? new SlipwayServices(_stores, _algorithms, _formats.Insert(0, format), Clock, Loggers)
            : throw new ArgumentException(
                $"{format.DisplayName} states the endings [{string.Join(", ", format.Extensions)}]; expected at least one such as \".csv\".",
                nameof(format));
    }

    /// <summary>The format that a file name suggests.</summary>
    /// <param name="path">
    /// A path or URI; only its end is looked at, ignoring case, a query (<c>?...</c>) and a last <c>.gz</c>.
    /// </param>
    /// <exception cref="DataFormatException">No known format has this ending; the message names those that are known.</exception>
    public DataFormat FormatOf(string path) =>
        TryFormatOf(path) ?? throw new DataFormatException(
            "the file name does not say which format it has", path,
            expected: $"an ending such as {string.Join(", ", _formats.Reverse().SelectMany(f => f.Extensions))} or -idx3-ubyte, each also with .gz",
            remedy: "Name the format, e.g. new CsvFormat(); formats of other packages are added to the services first (AddParquet()).");

    /// <summary>As <see cref="FormatOf"/>, but null for an unknown ending.</summary>
    internal DataFormat? TryFormatOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = path.AsSpan();
        var query = path.Contains("://", StringComparison.Ordinal) ? name.IndexOf('?') : -1;
        name = query >= 0 ? name[..query] : name;
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        foreach (var format in _formats)
        {
            if (format.IsNameOf(name))
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>The store of a URI's scheme.</summary>
    /// <param name="uri">An absolute URI.</param>
    /// <exception cref="ArgumentException">No store has this scheme; the message names the known ones and the call that adds one.</exception>
    public IObjectStore GetStore(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri)
        {
            throw new ArgumentException($"'{uri}' is not an absolute URI.", nameof(uri));
        }

        return _stores.TryGetValue(uri.Scheme, out var store)
            ? store
            : throw new ArgumentException(
                $"No object store serves '{uri.Scheme}://' ({uri}); known are {string.Join(", ", _stores.Keys.Select(k => k + "://"))}. " +
                "Add one by SlipwayServices.AddStore (an IObjectStore) and pass those services along.", nameof(uri));
    }
}
