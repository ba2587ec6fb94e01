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
    private ImmutableDictionary<string, IObjectStore> _stores = ImmutableDictionary.Create<string, IObjectStore>(StringComparer.OrdinalIgnoreCase);
    private ImmutableDictionary<string, Func<Algorithm>> _algorithms = ImmutableDictionary.Create<string, Func<Algorithm>>(StringComparer.Ordinal);
    private ImmutableArray<DataFormat> _formats = [];

    private SlipwayServices()
    {
    }

    private SlipwayServices(SlipwayServices other)
    {
        _stores = other._stores;
        _algorithms = other._algorithms;
        _formats = other._formats;
        Clock = other.Clock;
        Loggers = other.Loggers;
        DataCache = other.DataCache;
        ImageDecoder = other.ImageDecoder;
    }

    /// <summary>Local files, the built-in algorithms, the system clock, no logging.</summary>
    public static SlipwayServices Default { get; } = new SlipwayServices()
        .AddStore(new FileObjectStore())
        .AddFormat(new CsvFormat())
        .AddFormat(CsvFormat.Tsv)
        .AddFormat(new LibSvmFormat())
        .AddFormat(new JsonLinesFormat())
        .AddFormat(new IdxFormat())
        .AddFormat(new NpyFormat())
        .AddFormat(new ArrowFormat())
        .AddFormat(new RecordIoProtobufFormat())
        .AddFormat(new NpzFormat())
        .AddFormat(new TarShardFormat())
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
    public TimeProvider Clock { get; private init; } = TimeProvider.System;

    /// <summary>Where loggers come from.</summary>
    public ILoggerFactory Loggers { get; private init; } = NullLoggerFactory.Instance;

    /// <summary>Where <see cref="InputMode.File"/> keeps its downloads. Change it by <see cref="WithDataCache"/>.</summary>
    public DataCacheOptions DataCache { get; private init; } = new();

    /// <summary>What decodes images for <see cref="DataChannel.WithDecodedImages"/>; null until a package or you add one.</summary>
    public IImageDecoder? ImageDecoder { get; private init; }

    /// <summary>Ids of the algorithms that <see cref="CreateAlgorithm"/> knows.</summary>
    public IReadOnlyCollection<string> AlgorithmIds => [.. _algorithms.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Uses another clock.</summary>
    /// <param name="clock">The clock.</param>
    public SlipwayServices WithClock(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new SlipwayServices(this) { Clock = clock };
    }

    /// <summary>Logs through this factory.</summary>
    /// <param name="loggers">The factory; not disposed by Slipway.</param>
    public SlipwayServices WithLoggers(ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        return new SlipwayServices(this) { Loggers = loggers };
    }

    /// <summary>Keeps the downloads of <see cref="InputMode.File"/> elsewhere, or more or fewer of them.</summary>
    /// <param name="options">Folder and size.</param>
    /// <exception cref="ArgumentException">The size is not positive, or the folder is empty.</exception>
    public SlipwayServices WithDataCache(DataCacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new SlipwayServices(this) { DataCache = options };
    }

    /// <summary>Decodes images by this decoder; the package <c>Slipway.Images</c> has one and adds it by <c>AddImages()</c>.</summary>
    /// <param name="decoder">The decoder.</param>
    public SlipwayServices WithImageDecoder(IImageDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        return new SlipwayServices(this) { ImageDecoder = decoder };
    }

    /// <summary>Adds a store, replacing one of the same scheme.</summary>
    /// <param name="store">The store.</param>
    public SlipwayServices AddStore(IObjectStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new SlipwayServices(this) { _stores = _stores.SetItem(store.Scheme, store) };
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

        return new SlipwayServices(this) { _algorithms = _algorithms.SetItem(id, static () => new TAlgorithm()) };
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
            ? new SlipwayServices(this) { _formats = _formats.Insert(0, format) }
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
            expected: $"an ending such as {string.Join(", ", _formats.Reverse().SelectMany(f => f.Extensions))} or -idx3-ubyte, most also with .gz",
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
    /// <exception cref="ArgumentException">No store has this scheme; the message names the known ones and the call that adds
    /// one.</exception>
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
                $"No object store serves '{uri.Scheme}://' ({uri}); known are {string.Join(", ", _stores.Keys.Order(StringComparer.Ordinal).Select(k => k + "://"))}. " +
                HowToAdd(uri.Scheme) + " and pass those services along, by WithServices, say.", nameof(uri));
    }

    private static string HowToAdd(string scheme) => scheme switch
    {
        "s3" => "Add the package Slipway.S3, call SlipwayServices.Default.AddS3(), or AddSlipway().AddS3() in an application's services,",
        _ => "Add one by SlipwayServices.AddStore (an IObjectStore)",
    };
}
