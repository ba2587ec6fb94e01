namespace Slipway.Tuning;

/// <summary>A search's own trials, which stand behind those of its warm start and are numbered from 0 on.</summary>
internal static class OwnTrials
{
    public static int Count(IReadOnlyList<Trial> trials) => trials.Count == 0 ? 0 : trials[^1].Number + 1;

    public static IEnumerable<Trial> Of(IReadOnlyList<Trial> trials) => trials.Skip(trials.Count - Count(trials));
}
