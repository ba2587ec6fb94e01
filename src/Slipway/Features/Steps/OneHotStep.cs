using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Features;

/// <summary>
/// A category: one feature for each level, then one for the pooled rare levels (if any were pooled), then one for missing (if it was seen).
/// A level that was not seen counts as rare, or has all zeros when nothing was pooled; so does a missing value when none was seen.
/// </summary>
internal sealed class OneHotStep : FittedStep
{
    public const string Id = "one-hot";

    private readonly LevelTable _levels = new();
    private readonly bool _hasRare;
    private readonly bool _hasMissing;

    public OneHotStep(IEnumerable<string> levels, bool hasRare, bool hasMissing)
    {
        foreach (var level in levels)
        {
            _levels.Add(Encoding.UTF8.GetBytes(level));
        }

        _hasRare = hasRare;
        _hasMissing = hasMissing;
    }

    public override int Width => _levels.Count + (_hasRare ? 1 : 0) + (_hasMissing ? 1 : 0);

    public static OneHotStep FromJson(StrictJson json)
    {
        var levels = json.Strings("levels");
        var step = new OneHotStep(levels, json.Boolean("rare"), json.Boolean("missing"));
        json.Require(step._levels.Count == levels.Length, "levels", "different from each other");
        return step;
    }

    public override JsonObject ToJson() => new()
    {
        ["step"] = Id,
        ["levels"] = StrictJson.Array(Enumerable.Range(0, _levels.Count).Select(_levels.Text)),
        ["rare"] = _hasRare,
        ["missing"] = _hasMissing,
    };

    public override string Name(string column, int feature) =>
        feature < _levels.Count ? $"{column}={_levels.Text(feature)}"
        : feature == _levels.Count && _hasRare ? $"{column}=<rare>" : $"{column}=<missing>";

    public override void Missing(FeatureSink sink)
    {
        if (_hasMissing)
        {
            sink.Set(Width - 1, 1);
        }
    }

    public override void Text(ReadOnlySpan<byte> text, FeatureSink sink, StepScratch scratch)
    {
        var level = _levels.Find(text);
        if (level >= 0 || _hasRare)
        {
            sink.Set(level >= 0 ? level : _levels.Count, 1);
        }
    }

    public override void Number(double value, FeatureSink sink, StepScratch scratch)
    {
        Span<byte> text = stackalloc byte[NumberText.MaximumLength];
        Text(NumberText.Write(value, text), sink, scratch);
    }
}
