using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tuning;

/// <summary>What the first line of a journal says about its search.</summary>
internal sealed class JournalHeader
{
    public const string Kind = "search";
    private const string Format = "slipway-tuning-journal/1";

    private static readonly string[] ComparedParts = ["objectives", "seed", "sampler", "pruner"];

    private readonly JsonObject _json;

    private JournalHeader(JsonObject json) => _json = json;

    /// <summary>What every journal begins with.</summary>
    public static ReadOnlySpan<byte> Beginning => "{\"seq\":1,\"event\":\"search\",\"format\":\"slipway-tuning-journal/1\","u8;

    public SearchDefinition Definition => new(
        SpaceJson.ReadSpace(_json["space"]!.AsArray()),
        [.. _json["objectives"]!.AsArray().Select(o => new Objective(
            o!["metric"]!.GetValue<string>(), Enum.Parse<MetricDirection>(o["direction"]!.GetValue<string>())))],
        _json["seed"]!.GetValue<ulong>());

    public string Sampler => _json["sampler"]!.GetValue<string>();

    public string Pruner => _json["pruner"]!.GetValue<string>();

    public IReadOnlyDictionary<string, string> Identity =>
        _json["identity"]!.AsObject().ToDictionary(p => p.Key, p => p.Value!.GetValue<string>(), StringComparer.Ordinal);

    /// <summary>Number of warm-start trials, which the next lines hold.</summary>
    public int Prior => _json["prior"]!.GetValue<int>();

    public DateTimeOffset Created => DateTimeOffset.Parse(_json["time"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    public static JournalHeader Create(
        SearchDefinition definition, string sampler, string pruner, IReadOnlyDictionary<string, string> identity, int prior, DateTimeOffset time)
    {
        var identities = new JsonObject();
        foreach (var (name, value) in identity.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            identities[name] = value;
        }

        return new JournalHeader(new JsonObject
        {
            ["format"] = Format,
            ["space"] = SpaceJson.Write(definition.Space),
            ["objectives"] = new JsonArray([.. definition.Objectives.Select(o =>
                (JsonNode)new JsonObject { ["metric"] = o.Metric, ["direction"] = o.Direction.ToString() })]),
            ["seed"] = definition.Seed,
            ["sampler"] = sampler,
            ["pruner"] = pruner,
            ["identity"] = identities,
            ["prior"] = prior,
            ["time"] = time.ToString("O", CultureInfo.InvariantCulture),
        });
    }

    /// <exception cref="FormatException">Not the first line of a journal that this version reads.</exception>
    public static JournalHeader Read(ReadOnlySpan<byte> line)
    {
        var json = JsonNode.Parse(line)!.AsObject();
        return json["event"]?.GetValue<string>() != Kind ? throw new FormatException("it is not the first line of a tuning journal")
            : json["format"]?.GetValue<string>() is var format && format != Format
                ? throw new FormatException($"its format is '{format}' and this version of Slipway reads '{Format}'; use a newer version")
                : new JournalHeader(json);
    }

    public void Write(Utf8JsonWriter json)
    {
        foreach (var (name, value) in _json)
        {
            json.WritePropertyName(name);
            value!.WriteTo(json);
        }
    }

    /// <summary>In what this search differs from that of the journal, a sentence each. Time and warm start may differ.</summary>
    /// <param name="journal">What the journal says.</param>
    public IEnumerable<string> FindDifferences(JournalHeader journal)
    {
        foreach (var difference in Compare("The parameter", ByName(journal._json["space"]!), ByName(_json["space"]!)))
        {
            yield return difference;
        }

        var before = journal._json["space"]!.AsArray().Select(Name).ToList();
        var after = _json["space"]!.AsArray().Select(Name).ToList();
        if (!before.SequenceEqual(after) && before.Order(StringComparer.Ordinal).SequenceEqual(after.Order(StringComparer.Ordinal)))
        {
            yield return $"The order of the parameters: {string.Join(", ", before)} in the journal, {string.Join(", ", after)} now.";
        }

        foreach (var part in ComparedParts)
        {
            var old = Text(journal._json[part]);
            var now = Text(_json[part]);
            if (old != now)
            {
                yield return $"The {part}: {old} in the journal, {now} now.";
            }
        }

        foreach (var difference in Compare("The identity", journal._json["identity"]!.AsObject().ToDictionary(), _json["identity"]!.AsObject().ToDictionary()))
        {
            yield return difference;
        }
    }

    private static IEnumerable<string> Compare(string what, IReadOnlyDictionary<string, JsonNode?> old, IReadOnlyDictionary<string, JsonNode?> now)
    {
        foreach (var name in old.Keys.Union(now.Keys, StringComparer.Ordinal))
        {
            var before = old.TryGetValue(name, out var inJournal) ? Text(inJournal) : "absent";
            var after = now.TryGetValue(name, out var here) ? Text(here) : "absent";
            if (before != after)
            {
                yield return $"{what} {name}: {before} in the journal, {after} now.";
            }
        }
    }

    private static Dictionary<string, JsonNode?> ByName(JsonNode space) =>
        space.AsArray().ToDictionary(p => Name(p), p => p, StringComparer.Ordinal);

    private static string Name(JsonNode? parameter) => parameter!["name"]!.GetValue<string>();

    private static string Text(JsonNode? node) => node!.ToJsonString();
}
