using System.Collections.Immutable;
using Slipway.Data;

namespace Slipway;

/// <summary>
/// A re-readable, lazily read source of columnar batches and how to read it. Immutable and thread-safe: every call returns a new channel,
/// and several passes may be open at once. Reading it twice gives the same rows in the same order.
/// </summary>
/// <remarks>
/// Nothing is read before a pass starts, so a missing file or column is reported by <see cref="Open"/>. Transforms
/// (<c>Split</c>, <c>Shuffle</c>, <c>Take</c>, ...) apply in the order of the calls; the roles of columns (<c>WithLabel</c>,
/// <c>WithFeatures</c>, ...)
/// apply to what the last transform gives, wherever they were called. A column name matches exactly or, when no column
/// does, the only one that is equal ignoring case.
/// </remarks>
public sealed partial class DataChannel
{
    private readonly IChannelSource _source;
    private readonly ImmutableArray<IChannelTransform> _transforms;
    private readonly ChannelRoles _roles;

    private readonly InputMode? _mode;

    private DataChannel(IChannelSource source, ImmutableArray<IChannelTransform> transforms, ChannelRoles roles, InputMode? mode)
    {
        _mode = mode;
        _source = source;
        _transforms = transforms;
        _roles = roles;
    }

    /// <summary>Where the rows come from.</summary>
    internal IChannelSource Source => _source;

    /// <summary>The lazy steps, in order.</summary>
    internal IReadOnlyList<IChannelTransform> Transforms => _transforms;

    /// <summary>
    /// What ties the channel to this process (in-memory rows, delegates), each named by the call that added it; empty when another machine
    /// can
    /// read it from its description alone.
    /// </summary>
    internal IReadOnlyList<string> LocalOnlyReasons =>
        [.. new[] { _source.LocalOnlyReason }.OfType<string>(), .. _transforms.Where(t => t.IsLocalOnly).Select(t => t.Operation)];

    /// <summary>A channel over a source of rows.</summary>
    internal static DataChannel FromSource(IChannelSource source) => new(source, [], ChannelRoles.None, null);

    /// <summary>Adds a lazy step after those that are there.</summary>
    internal DataChannel Transform(IChannelTransform transform) => new(_source, _transforms.Add(transform), _roles, _mode) { IsShardedByObject = IsShardedByObject };

    /// <summary>Source, roles and transforms, on one line.</summary>
    public override string ToString()
    {
        var parts = new List<string> { _source.Description };
        if (_roles.Label is { } label)
        {
            parts.Add(label.Name is null
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"label #{label.Index}")
                : $"label '{label.Name}'");
        }

        if (_roles.Weight is not null && !_roles.WeightIsOptional)
        {
            parts.Add($"weight '{_roles.Weight}'");
        }

        if (_roles.Features is { } features)
        {
            parts.Add($"features {string.Join(", ", features.Select(f => $"'{f}'"))}");
        }

        if (_roles.Without.Length > 0)
        {
            parts.Add($"without {string.Join(", ", _roles.Without.Select(f => $"'{f}'"))}");
        }

        if (_mode is { } mode)
        {
            parts.Add($"input mode {mode}");
        }

        return string.Join("; ", parts.Concat(_transforms.Select(t => t.Operation)));
    }
}
